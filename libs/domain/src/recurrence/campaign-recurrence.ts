import { Temporal } from 'temporal-polyfill';
import { invalidValue, type Refusal } from '../refusal.js';
import type { Instant } from '../time/instant.js';
import { earthWindow, intentRefusals, type WindowIntent } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';
import { hasDays, observanceDays, type NoObservanceDays } from './observance-days.js';
import { OBSERVANCE_YEAR_MAX, OBSERVANCE_YEAR_MIN, type Observance } from './observance.js';

/** That a campaign comes again with an observance. A rule drafts; it never schedules. */
export interface CampaignRecurrence {
  readonly observance: string;
  readonly mode: 'VIEWER_LOCAL' | 'ZONED';
  /** IANA name for `ZONED`, null otherwise. */
  readonly zone: ZoneName | null;
  /** Days before the first day at which the draft is made, 1 to LEAD_DAYS_MAX. */
  readonly leadDays: number;
  /** The first year that is drafted. */
  readonly sinceYear: number;
}

export const LEAD_DAYS_MAX = 400;

/** A year whose run is to be drafted now. */
export interface DueDraft {
  readonly year: number;
  readonly window: WindowIntent;
}

/** A year that would be due by its calendar, and has no days. */
export interface DaylessYear extends NoObservanceDays {
  readonly year: number;
}

/** Everything that forbids a recurrence, but for whether the observance is on file. */
export function recurrenceRefusals(recurrence: CampaignRecurrence, path: readonly string[]): Refusal[] {
  const { mode, zone, leadDays, sinceYear } = recurrence;
  const years = `a year, ${OBSERVANCE_YEAR_MIN} to ${OBSERVANCE_YEAR_MAX}`;
  return [
    ...intentRefusals({ mode, zone, start: '2000-01-01', end: null }, path),
    ...(Number.isInteger(leadDays) && leadDays >= 1 && leadDays <= LEAD_DAYS_MAX
      ? []
      : [invalidValue([...path, 'leadDays'], String(leadDays), `1 to ${LEAD_DAYS_MAX} days`)]),
    ...(Number.isInteger(sinceYear) && sinceYear >= OBSERVANCE_YEAR_MIN && sinceYear <= OBSERVANCE_YEAR_MAX
      ? []
      : [invalidValue([...path, 'sinceYear'], String(sinceYear), years)]),
  ];
}

/**
 * The years to draft at an instant: those whose lead time has begun and whose last day has not ended everywhere, so that
 * after an outage of any length what is still to come is drafted, and what is past is not.
 *
 * The lead time begins with the day `leadDays` before the first one, where that day begins first: on Earth for
 * `VIEWER_LOCAL`, in its zone for `ZONED`.
 *
 * @param now by the database's clock; a lead time that begins at `now` has begun
 * @returns also the years without days, from the day on which a draft for 1 January would be due
 */
export function dueDrafts(
  observances: readonly Observance[],
  recurrence: CampaignRecurrence,
  now: Instant,
): { readonly due: readonly DueDraft[]; readonly dayless: readonly DaylessYear[] } {
  const due: DueDraft[] = [];
  const dayless: DaylessYear[] = [];
  const thisYear = new Date(now).getUTCFullYear();
  // One year back, since days may lie beyond the end of their year; two ahead, since a lead time may be longer than a year.
  for (let year = Math.max(recurrence.sinceYear, thisYear - 1); year <= thisYear + 2; year += 1) {
    const days = observanceDays(observances, recurrence.observance, year);
    const [start, end] = hasDays(days) ? [days.start, days.end] : [`${year}-01-01`, `${year}-12-31`];
    const window = { mode: recurrence.mode, zone: recurrence.zone, start, end };
    if (!isDue(window, recurrence.leadDays, now)) continue;
    if (hasDays(days)) due.push({ year, window });
    else if (days.reason !== 'YEAR_OUT_OF_RANGE') dayless.push({ year, ...days });
  }
  return { due, dayless };
}

function isDue(window: WindowIntent, leadDays: number, now: Instant): boolean {
  const leadStart = Temporal.PlainDate.from(window.start).subtract({ days: leadDays }).toString();
  return earthWindow({ ...window, start: leadStart }).start <= now && earthWindow(window).end! > now;
}
