import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { accepted, invalidValue, refused, type Outcome, type Refusal } from '../refusal.js';
import type { ObservanceRule } from './observance.js';

/** A rule that is longer says more than a yearly day. */
const TEXT_LENGTH_MAX = 500;
const RULE = /^(?:RRULE:)?([A-Z-]+=[^;=\s]+(?:;[A-Z-]+=[^;=\s]+)*);?$/;
const BY_DAY = /^([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)$/;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Parts that may stand in the text; WKST means nothing in a yearly rule without week numbers, and is passed over. */
const SUPPORTED = ['FREQ', 'INTERVAL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST'];
const SIMPLE =
  'a simple yearly rule: FREQ=YEARLY with BYMONTH and one of BYMONTHDAY=10, BYDAY=2TH, or BYDAY=SA with seven days in a row as BYMONTHDAY';
/** The library wants a begin; a rule without INTERVAL, COUNT and UNTIL does not depend on it. */
const BEGIN = Temporal.ZonedDateTime.from('2000-01-01T00:00:00[UTC]');

/**
 * The observance rule that an RFC 5545 recurrence (`RRULE`) says, when it is a simple yearly one:
 *
 * - `BYMONTH=9;BYMONTHDAY=10`: the date;
 * - `BYMONTH=9;BYDAY=2TH`, `BYDAY=-1MO`: the nth or the last weekday of the month;
 * - `BYMONTH=11;BYDAY=SA;BYMONTHDAY=17,18,19,20,21,22,23`: the weekday on or after the first of seven days in a row.
 *
 * The library reads the values. It passes over parts it does not know and values out of range, which would make another
 * rule of it in silence; so names and counts are compared here with what was written.
 *
 * @returns the rule, or a refusal for each part that is not supported, naming it
 */
export function observanceRuleFromRecurrence(text: string, path: readonly string[]): Outcome<ObservanceRule> {
  const parts = partsOf(text);
  if (parts === null) return refused([invalidValue(path, text, `one line, ${SIMPLE}`)]);
  const refusals = partRefusals(parts, path);
  if (refusals.length > 0) return refused(refusals);
  const read = readParts(parts);
  if (read === null) return refused([invalidValue(path, text, SIMPLE)]);
  return ruleOf(read, text, path);
}

/** Name and value, in capitals. */
type Part = readonly [string, string];

function partsOf(text: string): Part[] | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  const found = RULE.exec(text.trim().toUpperCase());
  return found === null ? null : found[1]!.split(';').map((part) => part.split('=') as [string, string]);
}

function partRefusals(parts: readonly Part[], path: readonly string[]): Refusal[] {
  return parts.flatMap(([name, value], index) => {
    const shown = `${name}=${value}`;
    if (!SUPPORTED.includes(name)) return [invalidValue(path, shown, `no ${name}: only ${SIMPLE}`)];
    if (parts.findIndex(([other]) => other === name) < index) return [invalidValue(path, shown, `${name} once`)];
    if (name === 'FREQ' && value !== 'YEARLY') return [invalidValue(path, shown, 'FREQ=YEARLY')];
    if (name === 'INTERVAL' && value !== '1') return [invalidValue(path, shown, 'no INTERVAL but 1: every year')];
    return [];
  });
}

interface ReadParts {
  readonly months: readonly (number | string)[];
  readonly monthDays: readonly number[];
  readonly weekdays: readonly string[];
}

/** What the library reads; null when it cannot, or has passed over something that was written. */
function readParts(parts: readonly Part[]): ReadParts | null {
  const written = new Map(parts);
  const rruleString = parts.map(([name, value]) => `${name}=${value}`).join(';');
  try {
    const options = new RRuleTemporal({ rruleString, dtstart: BEGIN, temporal: Temporal, strict: true }).options();
    const { byMonth: months = [], byMonthDay: monthDays = [], byDay: weekdays = [] } = options;
    const count = (name: string) => written.get(name)?.split(',').length ?? 0;
    const isWhole =
      months.length === count('BYMONTH') &&
      monthDays.length === count('BYMONTHDAY') &&
      weekdays.length === count('BYDAY');
    return isWhole ? { months, monthDays, weekdays } : null;
  } catch {
    return null;
  }
}

function ruleOf(
  { months, monthDays, weekdays }: ReadParts,
  text: string,
  path: readonly string[],
): Outcome<ObservanceRule> {
  const month = months[0];
  if (months.length !== 1 || typeof month !== 'number')
    return refused([invalidValue(path, `BYMONTH=${months.join(',')}`, 'BYMONTH with one month')]);
  const [day] = monthDays;
  if (weekdays.length === 0) {
    if (monthDays.length === 1 && day! >= 1 && day! <= longestMonth(month))
      return accepted({ kind: 'FIXED', month, day: day! });
    const allowed = `BYMONTHDAY with one day that month ${month} has, counted from its begin`;
    return refused([invalidValue(path, `BYMONTHDAY=${monthDays.join(',')}`, allowed)]);
  }
  const [, ordinal, name] = BY_DAY.exec(weekdays[0]!) ?? [];
  if (weekdays.length > 1 || name === undefined)
    return refused([invalidValue(path, `BYDAY=${weekdays.join(',')}`, 'BYDAY with one weekday')]);
  const weekday = WEEKDAYS.indexOf(name) + 1;
  if (ordinal !== undefined) return nthWeekday(month, weekday, Number(ordinal), monthDays, path);
  if (isWeekInMonth(monthDays, month))
    return accepted({ kind: 'WEEKDAY_ON_OR_AFTER', month, day: Math.min(...monthDays), weekday });
  const allowed = `a number before ${name} such as 2${name}, or seven days in a row as BYMONTHDAY that month ${month} has every year`;
  return refused([invalidValue(path, text, allowed)]);
}

function nthWeekday(
  month: number,
  weekday: number,
  nth: number,
  monthDays: readonly number[],
  path: readonly string[],
): Outcome<ObservanceRule> {
  if (monthDays.length > 0)
    return refused([invalidValue(path, `BYMONTHDAY=${monthDays.join(',')}`, 'no BYMONTHDAY beside a numbered BYDAY')]);
  if (nth !== -1 && (nth < 1 || nth > 5))
    return refused([invalidValue(path, `BYDAY=${nth}${WEEKDAYS[weekday - 1]}`, 'BYDAY numbered 1 to 5, or -1')]);
  return accepted({ kind: 'NTH_WEEKDAY', month, weekday, nth });
}

/** Seven days in a row, of which the month has all in every year: then exactly one of them is the weekday. */
function isWeekInMonth(days: readonly number[], month: number): boolean {
  const sorted = days.toSorted((a, b) => a - b);
  const shortest = Temporal.PlainDate.from({ year: 2001, month, day: 1 }).daysInMonth;
  return (
    sorted.length === 7 &&
    sorted[0]! >= 1 &&
    sorted[6]! <= shortest &&
    sorted.every((day, index) => day === sorted[0]! + index)
  );
}

function longestMonth(month: number): number {
  return Temporal.PlainDate.from({ year: 2000, month, day: 1 }).daysInMonth;
}
