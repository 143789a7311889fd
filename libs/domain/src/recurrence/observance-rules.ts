import { Temporal } from 'temporal-polyfill';
import { slugRefusals } from '../campaign/campaign.js';
import { isDate, textRefusals, TITLE_LENGTH_MAX, urlRefusals } from '../content/document-rules.js';
import { accepted, invalidValue, refused, type Outcome, type Refusal } from '../refusal.js';
import {
  DURATION_DAYS_MAX,
  OBSERVANCE_YEAR_MAX,
  OBSERVANCE_YEAR_MIN,
  OFFSET_DAYS_MAX,
  WEEK_DAYS,
  type Observance,
  type ObservanceOverride,
  type ObservanceRule,
  type ObservanceRuleKind,
} from './observance.js';

/** What is there to say of a rule, as a form or a client sends it: everything at once, null where the kind has no use for it. */
export interface ObservanceRuleFields {
  readonly kind: ObservanceRuleKind;
  readonly month: number | null;
  readonly day: number | null;
  readonly weekday: number | null;
  readonly nth: number | null;
  readonly weekStart: number | null;
  readonly of: string | null;
  readonly days: number | null;
}

type FieldName = Exclude<keyof ObservanceRuleFields, 'kind'>;

/** Which fields each kind has, all of them needed and no other taken. */
const FIELDS: Readonly<Record<ObservanceRuleKind, readonly FieldName[]>> = {
  FIXED: ['month', 'day'],
  NTH_WEEKDAY: ['month', 'weekday', 'nth'],
  WEEKDAY_ON_OR_BEFORE: ['month', 'day', 'weekday'],
  WEEKDAY_ON_OR_AFTER: ['month', 'day', 'weekday'],
  WEEK_CONTAINING: ['month', 'day', 'weekStart'],
  OFFSET: ['of', 'days'],
  ANNOUNCED: [],
};
const FIELD_NAMES: readonly FieldName[] = ['month', 'day', 'weekday', 'nth', 'weekStart', 'of', 'days'];

/** Each number that is allowed, in words and as a test. */
const RANGES: Readonly<Record<Exclude<FieldName, 'of'>, { allowed: string; fits: (value: number) => boolean }>> = {
  month: { allowed: 'a month, 1 to 12', fits: (value) => value >= 1 && value <= 12 },
  day: { allowed: 'a day of the month, 1 to 31', fits: (value) => value >= 1 && value <= 31 },
  weekday: { allowed: 'a weekday, 1 (Monday) to 7 (Sunday)', fits: (value) => value >= 1 && value <= 7 },
  nth: { allowed: '1 to 5, or -1 for the last', fits: (value) => value === -1 || (value >= 1 && value <= 5) },
  weekStart: { allowed: 'the first weekday, 1 (Monday) to 7 (Sunday)', fits: (value) => value >= 1 && value <= 7 },
  days: {
    allowed: `-${OFFSET_DAYS_MAX} to ${OFFSET_DAYS_MAX} days`,
    fits: (value) => Math.abs(value) <= OFFSET_DAYS_MAX,
  },
};
/** A year with every day there is. */
const LEAP_YEAR = 2000;
const OVERRIDES_MAX = OBSERVANCE_YEAR_MAX - OBSERVANCE_YEAR_MIN + 1;

/** The rule that the fields say, or all that is missing, out of range or of no use to its kind. */
export function observanceRuleOf(fields: ObservanceRuleFields, path: readonly string[]): Outcome<ObservanceRule> {
  const needed = FIELDS[fields.kind];
  const refusals = FIELD_NAMES.flatMap((name) => fieldRefusals(fields, name, needed.includes(name), path));
  if (refusals.length > 0) return refused(refusals);
  const { month, day } = fields;
  if (month !== null && day !== null && day > Temporal.PlainDate.from({ year: LEAP_YEAR, month, day: 1 }).daysInMonth)
    return refused([invalidValue([...path, 'day'], String(day), `a day that month ${month} has in some year`)]);
  const named = Object.fromEntries(needed.map((name) => [name, fields[name]]));
  return accepted({ kind: fields.kind, ...named } as unknown as ObservanceRule);
}

/** A rule as fields: what a form shows. */
export function observanceRuleFields(rule: ObservanceRule): ObservanceRuleFields {
  const none = { month: null, day: null, weekday: null, nth: null, weekStart: null, of: null, days: null };
  return { ...none, ...rule };
}

function fieldRefusals(
  fields: ObservanceRuleFields,
  name: FieldName,
  isNeeded: boolean,
  path: readonly string[],
): Refusal[] {
  const value = fields[name];
  const here = [...path, name];
  if (!isNeeded) return value === null ? [] : [invalidValue(here, String(value), `none for a rule ${fields.kind}`)];
  if (name === 'of')
    return value === null
      ? [invalidValue(here, null, 'the slug of another observance')]
      : slugRefusals(`${value}`, here);
  const { allowed, fits } = RANGES[name];
  if (typeof value === 'number' && Number.isInteger(value) && fits(value)) return [];
  return [invalidValue(here, value === null ? null : String(value), allowed)];
}

/**
 * Everything that forbids an observance, all at once: ranges, an offset of what does not exist or of itself, overrides
 * that are inverted, doubled or come without their source.
 *
 * @param others those on file; one with the same slug is the one that this replaces
 */
export function observanceRefusals(
  observance: Observance,
  others: readonly Observance[],
  path: readonly string[],
): Refusal[] {
  const { slug, name, region, rule, durationDays, overrides, source } = observance;
  const ruleRefusals = observanceRuleOf(observanceRuleFields(rule), [...path, 'rule']).refusals;
  return [
    ...slugRefusals(slug, [...path, 'slug']),
    ...(name.trim() === '' ? [invalidValue([...path, 'name'], null, 'a name')] : []),
    ...textRefusals(name, TITLE_LENGTH_MAX, [...path, 'name']),
    ...(region === null || /^[A-Z]{2}$/.test(region)
      ? []
      : [invalidValue([...path, 'region'], region, 'an ISO 3166-1 code such as GB, or none for everywhere')]),
    ...ruleRefusals,
    ...(ruleRefusals.length === 0 ? offsetRefusals(observance, others, [...path, 'rule', 'of']) : []),
    ...durationRefusals(rule, durationDays, [...path, 'durationDays']),
    ...(overrides.length > OVERRIDES_MAX
      ? [invalidValue([...path, 'overrides'], `${overrides.length} overrides`, `at most ${OVERRIDES_MAX}`)]
      : overrides.flatMap((one, index) => overrideRefusals(one, index, overrides, [...path, 'overrides']))),
    ...sourceRefusals(source, [...path, 'source']),
  ];
}

function durationRefusals(rule: ObservanceRule, days: number, path: readonly string[]): Refusal[] {
  if (rule.kind === 'WEEK_CONTAINING')
    return days === WEEK_DAYS ? [] : [invalidValue(path, String(days), `${WEEK_DAYS} days: it is a week`)];
  return Number.isInteger(days) && days >= 1 && days <= DURATION_DAYS_MAX
    ? []
    : [invalidValue(path, String(days), `1 to ${DURATION_DAYS_MAX} days`)];
}

/** Follows the offsets as they would stand with this observance saved. */
function offsetRefusals(observance: Observance, others: readonly Observance[], path: readonly string[]): Refusal[] {
  const bySlug = new Map([...others, observance].map((one) => [one.slug, one]));
  const above = [observance.slug];
  let { rule } = observance;
  while (rule.kind === 'OFFSET') {
    const { of } = rule;
    const base = bySlug.get(of);
    if (base === undefined) return [invalidValue(path, of, 'the slug of an observance on file')];
    if (above.includes(of)) {
      const circle = [...above, of].join(' -> ');
      return [invalidValue(path, of, `an observance that does not lead back to this one (${circle})`)];
    }
    above.push(of);
    ({ rule } = base);
  }
  return [];
}

function overrideRefusals(
  { year, start, end, source }: ObservanceOverride,
  index: number,
  all: readonly ObservanceOverride[],
  overrides: readonly string[],
): Refusal[] {
  const path = [...overrides, String(index)];
  const isTwice = all.findIndex((one) => one.year === year) < index;
  const refusals = [
    ...(Number.isInteger(year) && year >= OBSERVANCE_YEAR_MIN && year <= OBSERVANCE_YEAR_MAX
      ? []
      : [invalidValue([...path, 'year'], String(year), `a year, ${OBSERVANCE_YEAR_MIN} to ${OBSERVANCE_YEAR_MAX}`)]),
    ...(isTwice ? [invalidValue([...path, 'year'], String(year), 'each year once')] : []),
    ...(isDate(start) && Temporal.PlainDate.from(start).year === year
      ? []
      : [invalidValue([...path, 'start'], start, `a date in ${year} such as ${year}-09-10`)]),
    ...(isDate(end) ? [] : [invalidValue([...path, 'end'], end, `a date such as ${year}-09-16`)]),
    ...sourceRefusals(source, [...path, 'source']),
  ];
  if (!isDate(start) || !isDate(end)) return refusals;
  const days = Temporal.PlainDate.from(start).until(end).days + 1;
  if (days >= 1 && days <= DURATION_DAYS_MAX) return refusals;
  const allowed = `a last day on or after ${start}, at most ${DURATION_DAYS_MAX} days in all`;
  return [...refusals, invalidValue([...path, 'end'], end, allowed)];
}

/** A date that nobody can check is worth nothing. */
function sourceRefusals(source: string, path: readonly string[]): Refusal[] {
  return source === '' ? [invalidValue(path, null, 'the https address where that is said')] : urlRefusals(source, path);
}
