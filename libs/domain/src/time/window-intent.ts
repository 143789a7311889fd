import { Temporal } from 'temporal-polyfill';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { DAY_MS, formatInstant, type Instant, type Window } from './instant.js';
import { scheduleZoneOrNull, type ZoneName } from './zone.js';
import { wallMsInstant, type WallMs } from './zone-offsets.js';

/**
 * How dates become instants. `VIEWER_LOCAL`: each viewer's own wall clock. `ZONED`: the wall clock of one IANA zone, for
 * everybody. `INSTANT`: one moment for the whole world.
 */
export const TIME_MODES = ['VIEWER_LOCAL', 'ZONED', 'INSTANT'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

/**
 * What people meant, the truth from which instants are derived and derived again.
 *
 * - `VIEWER_LOCAL`, `ZONED`: `start` and `end` are wall dates `2021-09-10` or wall date-times `2021-09-10T09:00`. A start
 *   given as a date is the start of that day (the first instant that exists where midnight does not). An end given as a
 *   date is inclusive and becomes the exclusive start of the next day; an end given as a date-time is exclusive.
 * - `INSTANT`: RFC 3339 instants with an offset or `Z`; the end is exclusive.
 * - `end` null: open, without an end.
 */
export interface WindowIntent {
  readonly mode: TimeMode;
  /** IANA name for `ZONED`, null otherwise. */
  readonly zone: ZoneName | null;
  readonly start: string;
  readonly end: string | null;
}

/** East and west edges of the world's wall clocks: the first and the last to see a date. */
export const FIRST_ZONE_ON_EARTH: ZoneName = '+14:00';
export const LAST_ZONE_ON_EARTH: ZoneName = '-12:00';
const YEAR_MIN = 2000;
const YEAR_MAX = 2200;
const WALL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const WALL_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The window of an intent on the wall clock of a zone, half-open.
 *
 * A wall time that a clock change skips becomes the first instant after the gap; one that occurs twice is taken at its
 * first occurrence. Days are never counted as 24 hours.
 *
 * @param zone the viewer's; ignored unless the mode is `VIEWER_LOCAL`
 * @returns possibly empty (`start >= end`) where the zone skipped the whole window, as Apia did 2011-12-30
 * @throws RangeError on an intent that `intentRefusals` refuses: a caller's bug
 */
export function deriveWindow(intent: WindowIntent, zone: ZoneName): Window {
  if (intent.mode === 'INSTANT') {
    return { start: parseInstant(intent.start), end: intent.end === null ? null : parseInstant(intent.end) };
  }
  const wallZone = intent.mode === 'ZONED' ? intent.zone! : zone;
  return {
    start: wallInstant(intent.start, wallZone, 'START'),
    end: intent.end === null ? null : wallInstant(intent.end, wallZone, 'END'),
  };
}

/** From the first instant to the last one at which the intent is in force anywhere on Earth: 194 hours for a viewer-local week. */
export function earthWindow(intent: WindowIntent): Window {
  const { mode, start, end } = intent;
  if (mode !== 'VIEWER_LOCAL') return deriveWindow(intent, FIRST_ZONE_ON_EARTH);
  return {
    start: wallInstant(start, FIRST_ZONE_ON_EARTH, 'START'),
    end: end === null ? null : wallInstant(end, LAST_ZONE_ON_EARTH, 'END'),
  };
}

/**
 * The intent's window on an abstract wall clock, as if it were UTC: what two viewer-local windows are compared by, since
 * they overlap for one viewer exactly when they do so here.
 */
export function wallWindow(intent: WindowIntent): Window {
  return deriveWindow(intent, 'UTC');
}

/**
 * Everything that forbids an intent, all at once: unreadable or out of range values, a missing or unknown zone, an
 * empty or inverted window, a wall time that does not exist or exists twice in its zone. Empty: it may be derived.
 */
export function intentRefusals(intent: WindowIntent, path: readonly string[]): Refusal[] {
  const refusals = [
    ...zoneRefusals(intent, path),
    ...endRefusals(intent, 'start', path),
    ...endRefusals(intent, 'end', path),
  ];
  if (refusals.length > 0) return refusals;
  const window = deriveWindow(intent, 'UTC');
  if (window.end !== null && window.end <= window.start) {
    return [
      refuse('WINDOW_EMPTY', [...path, 'end'], {
        message: emptyMessage(intent, window.start, window.end),
        startsAt: window.start,
        endsAt: window.end,
      }),
    ];
  }
  return ambiguityRefusals(intent, path);
}

function emptyMessage({ mode, zone, start, end }: WindowIntent, startsAt: Instant, endsAt: Instant): string {
  if (mode === 'ZONED' && end !== null && start <= end && startsAt === endsAt)
    return `The window from ${start} to ${end} is empty: the clocks of ${zone} skipped it, both its ends are ${formatInstant(startsAt)}. Choose other days, or another zone.`;
  return `The window from ${start} to ${end} is ${endsAt === startsAt ? 'empty' : 'inverted'}: it ends at ${formatInstant(endsAt)}, not after its start ${formatInstant(startsAt)}. Give an end after the start; an end given as a date is the last day shown.`;
}

function zoneRefusals(intent: WindowIntent, path: readonly string[]): Refusal[] {
  if (intent.mode !== 'ZONED') {
    return intent.zone === null
      ? []
      : [invalidValue([...path, 'zone'], intent.zone, `no zone: ${intent.mode} does not take one, ZONED does`)];
  }
  if (intent.zone !== null && scheduleZoneOrNull(intent.zone) !== null) return [];
  return [
    invalidValue(
      [...path, 'zone'],
      intent.zone,
      'an IANA zone such as Europe/London or UTC (an offset or abbreviation does not say what happens when the clocks change)',
    ),
  ];
}

function endRefusals(intent: WindowIntent, side: 'start' | 'end', path: readonly string[]): Refusal[] {
  const value = intent[side];
  if (value === null) return [];
  const form =
    intent.mode === 'INSTANT'
      ? 'an instant such as 2027-09-10T00:00:00Z'
      : 'a date such as 2027-09-10 or a wall time such as 2027-09-10T09:00';
  const allowed = `${form}, years ${YEAR_MIN} to ${YEAR_MAX}`;
  const year = yearOf(value, intent.mode);
  if (year !== null && year >= YEAR_MIN && year <= YEAR_MAX) return [];
  return [invalidValue([...path, side], value, allowed)];
}

function yearOf(value: string, mode: TimeMode): number | null {
  try {
    if (mode === 'INSTANT') return INSTANT.test(value) ? new Date(parseInstant(value)).getUTCFullYear() : null;
    if (WALL_DATE.test(value)) return Temporal.PlainDate.from(value, { overflow: 'reject' }).year;
    return WALL_DATE_TIME.test(value) ? Temporal.PlainDateTime.from(value, { overflow: 'reject' }).year : null;
  } catch {
    return null;
  }
}

/** In a single zone a wall time of day must mean one instant; for viewers' own clocks the written rule decides. */
function ambiguityRefusals(intent: WindowIntent, path: readonly string[]): Refusal[] {
  if (intent.mode !== 'ZONED') return [];
  return (['start', 'end'] as const).flatMap((side) => {
    const value = intent[side];
    if (value === null || WALL_DATE.test(value)) return [];
    const wall = Temporal.PlainDateTime.from(value);
    const instants = (['earlier', 'later'] as const).map(
      (disambiguation) => wall.toZonedDateTime(intent.zone!, { disambiguation }).epochMilliseconds,
    );
    if (instants[0] === instants[1]) return [];
    return [
      refuse('LOCAL_TIME_AMBIGUOUS', [...path, side], {
        message: `${value} does not mean one instant in ${intent.zone}, because the clocks change there: it is ${instants.map(formatInstant).join(' or ')}. Choose one of these with time mode INSTANT, or another time of day.`,
        instants,
      }),
    ];
  });
}

/** The instant of a wall date or date-time by the written rule of `deriveWindow`. */
function wallInstant(value: string, zone: ZoneName, side: 'START' | 'END'): Instant {
  return wallMsInstant(wallEnd(value, side), zone);
}

/**
 * What the clock shows at one end of a window, whatever the zone; an `END` given as a date is inclusive.
 *
 * @throws RangeError for what is no date or date-time of the calendar
 */
export function wallEnd(value: string, side: 'START' | 'END'): WallMs {
  const wall = wallMs(value);
  return side === 'END' && value.length === DATE_LENGTH ? wall + DAY_MS : wall;
}

const DATE_LENGTH = '2021-09-10'.length;

/** Of wall dates and times that were read: tens of thousands of runs have a few thousand. Forgotten all at once when full. */
let wallsRead = new Map<string, WallMs>();
const WALLS_READ_MAX = 20_000;

function wallMs(value: string): WallMs {
  const known = wallsRead.get(value);
  if (known !== undefined) return known;
  const wall = readWall(value);
  if (wallsRead.size >= WALLS_READ_MAX) wallsRead = new Map();
  wallsRead.set(value, wall);
  return wall;
}

/** @throws RangeError for what is no date or date-time of the calendar */
function readWall(value: string): WallMs {
  const isDate = WALL_DATE.test(value);
  if (!isDate && !WALL_DATE_TIME.test(value)) throw new RangeError(`${value} is no wall date or wall time`);
  const digits = (from: number) => Number(value.slice(from, from + 2));
  const [year, month, day] = [Number(value.slice(0, 4)), digits(5), digits(8)];
  const [hour, minute, second] = isDate ? [0, 0, 0] : [digits(11), digits(14), digits(17)];
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  // A day or an hour that does not exist would come out as a later one.
  const isThere =
    new Date(wall).getUTCDate() === day && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60;
  if (!isThere) throw new RangeError(`${value} is not in the calendar`);
  return wall;
}

/** `Date` reads these alike, at a tenth of the price; what is in no calendar it would take for a later day. */
const UTC_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/;
const DAY_AT = '2021-09-'.length;

function parseInstant(value: string): Instant {
  if (UTC_TIME.test(value)) {
    const date = new Date(value);
    if (date.getUTCDate() === Number(value.slice(DAY_AT, DATE_LENGTH))) return date.getTime();
  }
  return Temporal.Instant.from(value).epochMilliseconds;
}
