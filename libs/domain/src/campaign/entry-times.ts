import { invalidValue, type Refusal } from '../refusal.js';
import { contains, DAY_MS, type Instant, type Window } from '../time/instant.js';
import type { ZoneName } from '../time/zone.js';
import { isoWeekday, msOfDay, offsetMsAt, wallMsInstant, type WallMs } from '../time/zone-offsets.js';

/**
 * When an entry is shown inside its run's window: all of it, or parts by the viewer's own calendar and clock. What is left
 * empty does not restrict; what is given must all hold.
 */
export interface EntryTimes {
  /** Days of the window as they fall for the viewer, from 1: `[3]` is "day 3 only". */
  readonly days: readonly number[];
  /** ISO weekdays: 1 is Monday, 7 is Sunday. */
  readonly weekdays: readonly number[];
  /** The same hours of each such day; null: all day. */
  readonly hours: HoursOfDay | null;
}

/**
 * Wall times `HH:MM`, the end excluded. An end not after the start is on the next day, and those hours belong to the day
 * on which they began: day 3 from 22:00 to 02:00 ends in the night to day 4.
 */
export interface HoursOfDay {
  readonly from: string;
  readonly to: string;
}

export const ALWAYS: EntryTimes = { days: [], weekdays: [], hours: null };
export const ENTRY_DAY_MAX = 366;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** True when the entry is shown throughout the window. */
export function isAlways({ days, weekdays, hours }: EntryTimes): boolean {
  return days.length === 0 && weekdays.length === 0 && hours === null;
}

/** Everything that forbids times, all at once. */
export function entryTimesRefusals(times: EntryTimes, path: readonly string[]): Refusal[] {
  const { days, weekdays, hours } = times;
  return [
    ...numberRefusals(days, ENTRY_DAY_MAX, [...path, 'days']),
    ...numberRefusals(weekdays, 7, [...path, 'weekdays']),
    ...(hours === null ? [] : hoursRefusals(hours, [...path, 'hours'])),
  ];
}

function numberRefusals(numbers: readonly number[], max: number, path: readonly string[]): Refusal[] {
  if (numbers.length > max) return [invalidValue(path, `${numbers.length} of them`, `at most ${max}, each once`)];
  return numbers
    .filter((value, index) => !Number.isInteger(value) || value < 1 || value > max || numbers.indexOf(value) < index)
    .map((value) => invalidValue(path, String(value), `whole numbers from 1 to ${max}, each once`));
}

function hoursRefusals({ from, to }: HoursOfDay, path: readonly string[]): Refusal[] {
  const allowed = 'a time of day such as 09:00 or 23:30';
  const wrong = [
    ...(TIME_OF_DAY.test(from) ? [] : [invalidValue([...path, 'from'], from, allowed)]),
    ...(TIME_OF_DAY.test(to) ? [] : [invalidValue([...path, 'to'], to, allowed)]),
  ];
  if (wrong.length > 0 || from !== to) return wrong;
  return [invalidValue([...path, 'to'], to, 'another time than from; leave hours out for the whole day')];
}

/** Where times are applied: a window as it falls for a viewer, on the wall clock of their zone. */
export interface EntryPlace {
  readonly window: Window;
  readonly zone: ZoneName;
}

/**
 * True when an entry is shown at an instant of its window. Compared with the starts of days, not with the date that a clock
 * shows, so that a clock that falls back over midnight makes nothing flicker.
 */
export function isEntryOn(times: EntryTimes, place: EntryPlace, at: Instant): boolean {
  if (!contains(place.window, at)) return false;
  if (isAlways(times)) return true;
  const date = dayOf(place.zone, at);
  // Yesterday's hours may reach over midnight, and a date that came back may show tomorrow's.
  return [-DAY_MS, 0, DAY_MS].some((days) => {
    const stretch = stretchOf(times, place, date + days);
    return stretch !== null && contains(stretch, at);
  });
}

/** The instants of `(from, until)` at which an entry may begin or stop to be shown, ascending; those of the window are not among them. */
export function entryEdges(times: EntryTimes, place: EntryPlace, from: Instant, until: Instant): Instant[] {
  if (isAlways(times)) return [];
  const { window, zone } = place;
  const [first, last] = [Math.max(from, window.start), Math.min(until, window.end ?? until)];
  if (last <= first) return [];
  const edges = new Set<Instant>();
  const end = dayOf(zone, last) + DAY_MS;
  for (let date = dayOf(zone, first) - DAY_MS; date <= end; date += DAY_MS) {
    const stretch = stretchOf(times, place, date);
    for (const edge of stretch === null ? [] : [stretch.start, stretch.end!])
      if (edge > from && edge < until && contains(window, edge)) edges.add(edge);
  }
  return [...edges].sort((a, b) => a - b);
}

/** The hours that belong to a date, or null when the entry is not shown on it. @param date its midnight */
function stretchOf(times: EntryTimes, { window, zone }: EntryPlace, date: WallMs): Window | null {
  const { days, weekdays, hours } = times;
  if (weekdays.length > 0 && !weekdays.includes(isoWeekday(date))) return null;
  if (days.length > 0 && !days.includes((date - dayOf(zone, window.start)) / DAY_MS + 1)) return null;
  const tomorrow = date + DAY_MS;
  if (hours === null) return { start: wallMsInstant(date, zone), end: wallMsInstant(tomorrow, zone) };
  return {
    start: wallMsInstant(date + msOfDay(hours.from), zone),
    end: wallMsInstant((hours.to > hours.from ? date : tomorrow) + msOfDay(hours.to), zone),
  };
}

/** The midnight of the date whose stretch from start of day to start of day holds an instant. */
function dayOf(zone: ZoneName, at: Instant): WallMs {
  const shown = Math.floor((at + offsetMsAt(zone, at)) / DAY_MS) * DAY_MS;
  return wallMsInstant(shown + DAY_MS, zone) <= at ? shown + DAY_MS : shown;
}
