import { Temporal } from 'temporal-polyfill';
import {
  OBSERVANCE_YEAR_MAX,
  OBSERVANCE_YEAR_MIN,
  type Observance,
  type ObservanceOverride,
  type ObservanceRule,
} from './observance.js';

/** The days of an observance in one year: wall dates, both included. */
export interface ObservanceDays {
  readonly start: string;
  readonly end: string;
  /** What said so. */
  readonly by: 'RULE' | 'OVERRIDE';
  /** The address of whoever said so. */
  readonly source: string;
}

/** Why a year has no days. */
export interface NoObservanceDays {
  readonly reason: 'UNKNOWN_OBSERVANCE' | 'YEAR_OUT_OF_RANGE' | 'NO_SUCH_DAY' | 'NOT_ANNOUNCED' | 'CIRCULAR_OFFSET';
  /** In words, with what to do. */
  readonly message: string;
}

/**
 * The days of an observance in a year: its override's if there is one, otherwise those of its rule.
 *
 * @param observances at least the one asked for and all that it is an offset of, in any order
 * @param year of the rule's date; an offset may lead into the neighbouring year
 * @returns dates, or the named reason why that year has none: never a guess
 */
export function observanceDays(
  observances: readonly Observance[],
  slug: string,
  year: number,
): ObservanceDays | NoObservanceDays {
  if (!Number.isInteger(year) || year < OBSERVANCE_YEAR_MIN || year > OBSERVANCE_YEAR_MAX) {
    const message = `The year ${year} is out of range: ask for ${OBSERVANCE_YEAR_MIN} to ${OBSERVANCE_YEAR_MAX}.`;
    return { reason: 'YEAR_OUT_OF_RANGE', message };
  }
  return daysOf(new Map(observances.map((one) => [one.slug, one])), slug, year, []);
}

export function hasDays(answer: ObservanceDays | NoObservanceDays): answer is ObservanceDays {
  return 'start' in answer;
}

/** @param above slugs that led here, so that a circle is seen */
function daysOf(
  observances: ReadonlyMap<string, Observance>,
  slug: string,
  year: number,
  above: readonly string[],
): ObservanceDays | NoObservanceDays {
  const observance = observances.get(slug);
  if (observance === undefined)
    return { reason: 'UNKNOWN_OBSERVANCE', message: `There is no observance "${slug}". Save it first.` };
  if (above.includes(slug)) {
    const circle = [...above, slug].join(' -> ');
    return { reason: 'CIRCULAR_OFFSET', message: `The offsets run in a circle: ${circle}. Give one of them a date.` };
  }
  const override = observance.overrides.find((one) => one.year === year);
  if (override !== undefined) return announced(override);
  const { rule } = observance;
  if (rule.kind !== 'OFFSET') return ruleDays(observance, ruleStart(rule, year), year);
  const base = daysOf(observances, rule.of, year, [...above, slug]);
  return hasDays(base)
    ? ruleDays(observance, Temporal.PlainDate.from(base.start).add({ days: rule.days }), year)
    : base;
}

function announced({ start, end, source }: ObservanceOverride): ObservanceDays {
  return { start, end, by: 'OVERRIDE', source };
}

function ruleDays(
  { slug, rule, durationDays, source }: Observance,
  start: Temporal.PlainDate | null,
  year: number,
): ObservanceDays | NoObservanceDays {
  if (start !== null) {
    const end = start.add({ days: durationDays - 1 });
    return { start: start.toString(), end: end.toString(), by: 'RULE', source };
  }
  const cure = `Save an override for ${year} with its source, if it is kept that year.`;
  return rule.kind === 'ANNOUNCED'
    ? { reason: 'NOT_ANNOUNCED', message: `Nobody has announced ${slug} for ${year}. ${cure}` }
    : { reason: 'NO_SUCH_DAY', message: `The rule of ${slug} names a day that ${year} does not have. ${cure}` };
}

/** The first day by the rule, or null when the year has no such day. */
function ruleStart(rule: Exclude<ObservanceRule, { kind: 'OFFSET' }>, year: number): Temporal.PlainDate | null {
  switch (rule.kind) {
    case 'ANNOUNCED':
      return null;
    case 'FIXED':
      return dateOrNull(year, rule.month, rule.day);
    case 'NTH_WEEKDAY':
      return nthWeekday(year, rule.month, rule.weekday, rule.nth);
    case 'WEEKDAY_ON_OR_AFTER':
      return move(dateOrNull(year, rule.month, rule.day), (date) => modulo7(rule.weekday - date.dayOfWeek));
    case 'WEEKDAY_ON_OR_BEFORE':
      return move(dateOrNull(year, rule.month, rule.day), (date) => -modulo7(date.dayOfWeek - rule.weekday));
    case 'WEEK_CONTAINING':
      return move(dateOrNull(year, rule.month, rule.day), (date) => -modulo7(date.dayOfWeek - rule.weekStart));
  }
}

/** 29 February in most years, 31 April in all: null. */
function dateOrNull(year: number, month: number, day: number): Temporal.PlainDate | null {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return day <= first.daysInMonth ? first.with({ day }) : null;
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): Temporal.PlainDate | null {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  if (nth === -1) {
    const last = first.with({ day: first.daysInMonth });
    return last.subtract({ days: modulo7(last.dayOfWeek - weekday) });
  }
  return dateOrNull(year, month, 1 + modulo7(weekday - first.dayOfWeek) + (nth - 1) * 7);
}

function move(date: Temporal.PlainDate | null, days: (date: Temporal.PlainDate) => number): Temporal.PlainDate | null {
  return date === null ? null : date.add({ days: days(date) });
}

/** 0 to 6, also for what is negative. */
function modulo7(days: number): number {
  return ((days % 7) + 7) % 7;
}
