import { Temporal } from 'temporal-polyfill';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from './instant.js';
import type { ZoneName } from './zone.js';

/**
 * Wall clocks by arithmetic. Temporal knows the rules and is asked once for each year of a zone, for the instants at which its clock
 * changes; between these a wall time is a subtraction, a hundred times faster.
 */

/** A wall time as if it were UTC, epoch milliseconds: what a clock shows, without where it hangs. */
export type WallMs = number;

/** From an instant on a zone is so far ahead of UTC, until the next stretch begins. */
export interface OffsetStretch {
  readonly from: Instant;
  readonly offsetMs: number;
}

/** Of one zone by calendar year in UTC: the first stretch of each begins with the year, the others where the clock changes. */
type Years = Map<number, readonly OffsetStretch[]>;

const remembered = new Map<ZoneName, Years>();
/** Years of zones: twenty years of every zone there is. Forgotten all at once when full. */
const YEARS_REMEMBERED_MAX = 12_000;
let yearsRemembered = 0;
/** No clock on Earth is further from UTC, and a clock change reaches no further than a whole day (Apia, 2011). */
const REACH_MS = DAY_MS + 15 * HOUR_MS;
const FIXED = /^([+-])(\d{2}):(\d{2})$/;

/** How far the clock of a zone is ahead of UTC at an instant. @throws RangeError for a zone that the host does not know */
export function offsetMsAt(zone: ZoneName, at: Instant): number {
  const stretches = stretchesOfYear(zone, new Date(at).getUTCFullYear());
  let index = stretches.length - 1;
  while (index > 0 && stretches[index]!.from > at) index -= 1;
  return stretches[index]!.offsetMs;
}

/** The stretches of a zone that meet `[from, until]`, ascending; neighbours may have the same offset. */
export function offsetStretches(zone: ZoneName, from: Instant, until: Instant): readonly OffsetStretch[] {
  const [first, last] = [new Date(from).getUTCFullYear(), new Date(until).getUTCFullYear()];
  const stretches: OffsetStretch[] = [];
  for (let year = first; year <= last; year += 1) stretches.push(...stretchesOfYear(zone, year));
  return stretches.filter((stretch, index) => stretch.from <= until && (stretches[index + 1]?.from ?? Infinity) > from);
}

/**
 * The first instant at which a clock of the zone shows a wall time; one that a clock change skips is the first instant after the gap.
 */
export function wallMsInstant(wall: WallMs, zone: ZoneName): Instant {
  const year = new Date(wall).getUTCFullYear();
  const stretches = stretchesOfYear(zone, year);
  const isNear = (edge: Instant) => Math.abs(edge - wall) <= REACH_MS;
  if (!isNear(stretches[0]!.from) && !isNear(Date.UTC(year + 1, 0))) {
    let index = stretches.length - 1;
    while (index > 0 && stretches[index]!.from > wall) index -= 1;
    const isAlone =
      !isNear(stretches[index]!.from) && !(index + 1 < stretches.length && isNear(stretches[index + 1]!.from));
    if (isAlone) return wall - stretches[index]!.offsetMs;
  }
  return nearChange(wall, offsetStretches(zone, wall - REACH_MS, wall + REACH_MS));
}

function nearChange(wall: WallMs, stretches: readonly OffsetStretch[]): Instant {
  for (const [index, { from, offsetMs }] of stretches.entries()) {
    const at = wall - offsetMs;
    const until = stretches[index + 1]?.from ?? Infinity;
    // Before the stretch began its clock already shows later: the wall time was skipped.
    if (at < from && index > 0) return from;
    if (at < until) return at;
  }
  return wall - stretches.at(-1)!.offsetMs;
}

/** 1 is Monday, 7 is Sunday. @param date its midnight; 1970-01-01 was a Thursday */
export function isoWeekday(date: WallMs): number {
  return ((((date / DAY_MS + 3) % 7) + 7) % 7) + 1;
}

/** @param time `HH:MM` */
export function msOfDay(time: string): number {
  return Number(time.slice(0, 2)) * HOUR_MS + Number(time.slice(3)) * MINUTE_MS;
}

function stretchesOfYear(zone: ZoneName, year: number): readonly OffsetStretch[] {
  let years = remembered.get(zone);
  const known = years?.get(year);
  if (known !== undefined) return known;
  const stretches = readYear(zone, year);
  if (yearsRemembered >= YEARS_REMEMBERED_MAX) {
    remembered.clear();
    yearsRemembered = 0;
    years = undefined;
  }
  if (years === undefined) {
    years = new Map();
    remembered.set(zone, years);
  }
  years.set(year, stretches);
  yearsRemembered += 1;
  return stretches;
}

function readYear(zone: ZoneName, year: number): readonly OffsetStretch[] {
  const [begin, end] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
  const fixed = FIXED.exec(zone);
  if (fixed !== null) {
    const ms = Number(fixed[2]) * HOUR_MS + Number(fixed[3]) * MINUTE_MS;
    return [{ from: begin, offsetMs: fixed[1] === '-' ? -ms : ms }];
  }
  const stretches: OffsetStretch[] = [];
  let clock: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(begin).toZonedDateTimeISO(zone);
  while (clock !== null && clock.epochMilliseconds < end) {
    stretches.push({ from: clock.epochMilliseconds, offsetMs: clock.offsetNanoseconds / 1_000_000 });
    clock = clock.getTimeZoneTransition('next');
  }
  return stretches;
}
