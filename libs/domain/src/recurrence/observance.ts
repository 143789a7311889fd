/**
 * A day or week that comes every year, and how its dates are found.
 *
 * - `FIXED`: a month and a day. World Suicide Prevention Day is 10 September.
 * - `NTH_WEEKDAY`: the nth weekday of a month, 1 to 5, or -1 for the last. A fifth one does not exist every year.
 * - `WEEKDAY_ON_OR_BEFORE`, `WEEKDAY_ON_OR_AFTER`: the nearest such weekday on that side of a date, the date included.
 * - `WEEK_CONTAINING`: the seven days around a date, beginning on `weekStart`. Sources disagree about where a week begins.
 * - `OFFSET`: so many days after (negative: before) the first day of another observance, its overrides included. The year
 *   is that of the other observance, even when the offset leads into its neighbour.
 * - `ANNOUNCED`: no rule at all; somebody announces it each year, and only overrides give it dates.
 *
 * Months count from 1, weekdays are ISO: 1 Monday to 7 Sunday.
 */
export type ObservanceRule =
  | { readonly kind: 'FIXED'; readonly month: number; readonly day: number }
  | { readonly kind: 'NTH_WEEKDAY'; readonly month: number; readonly weekday: number; readonly nth: number }
  | {
      readonly kind: 'WEEKDAY_ON_OR_BEFORE' | 'WEEKDAY_ON_OR_AFTER';
      readonly month: number;
      readonly day: number;
      readonly weekday: number;
    }
  | { readonly kind: 'WEEK_CONTAINING'; readonly month: number; readonly day: number; readonly weekStart: number }
  | { readonly kind: 'OFFSET'; readonly of: string; readonly days: number }
  | { readonly kind: 'ANNOUNCED' };
export type ObservanceRuleKind = ObservanceRule['kind'];

/** The dates of one year as somebody announced them, in place of what the rule says. */
export interface ObservanceOverride {
  readonly year: number;
  /** First day, a date in `year`. */
  readonly start: string;
  /** Last day, included. */
  readonly end: string;
  /** Where that was announced: an https address. */
  readonly source: string;
}

/** A named day or week that comes every year. */
export interface Observance {
  readonly slug: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2 when it is kept in one country, or differs there; null: everywhere. */
  readonly region: string | null;
  readonly rule: ObservanceRule;
  /** Days from the first to the last, both included, 1 to 31; 7 for a week that contains a date. */
  readonly durationDays: number;
  /** At most one a year. */
  readonly overrides: readonly ObservanceOverride[];
  /** Who says that the rule is so: an https address. */
  readonly source: string;
}

/** Years for which dates are given, both included. */
export const OBSERVANCE_YEAR_MIN = 2000;
export const OBSERVANCE_YEAR_MAX = 2199;
export const DURATION_DAYS_MAX = 31;
export const WEEK_DAYS = 7;
/** Days between an observance and the one it is an offset of, either way. */
export const OFFSET_DAYS_MAX = 366;
