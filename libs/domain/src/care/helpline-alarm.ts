import { DAY_MS, formatInstant, type Instant } from '../time/instant.js';
import type { HelpRegistry } from './help.js';
import type { Helpline } from './helpline.js';
import { freshThrough, policyOf, standingOf, successorOf } from './standing.js';

/** Whole days before a due date at which its alarm is raised, the most urgent first. */
export const ALARM_LEAD_DAYS = [0, 7, 30] as const;
export type AlarmLeadDays = (typeof ALARM_LEAD_DAYS)[number];

/** `CHECK`: its verification will count as old. `END`: its own last day comes, and no successor is on file. */
export const ALARM_CAUSES = ['CHECK', 'END'] as const;
export type AlarmCause = (typeof ALARM_CAUSES)[number];

/** That people have to do something about a helpline by a date; known by all four together. */
export interface HelplineAlarm {
  readonly helpline: string;
  readonly cause: AlarmCause;
  /** RFC 3339 full date in UTC: the last day on which all is well. */
  readonly dueOn: string;
  readonly leadDays: AlarmLeadDays;
}

/** A helpline with a due date of its own. */
export interface HelplineDue {
  readonly helpline: Helpline;
  readonly cause: AlarmCause;
  readonly dueOn: string;
  /** Whole days from today, in UTC; negative: it is past. */
  readonly daysLeft: number;
}

/** What comes due of every record that is shown or will be, the most urgent first; records that people put away are due for nothing. */
export function helplinesDue(registry: HelpRegistry, at: Instant): HelplineDue[] {
  const today = formatInstant(at).slice(0, 10);
  const { freshMonths } = policyOf(registry);
  return registry.helplines
    .filter((helpline) => ['FRESH', 'STALE', 'LAPSED', 'NOT_YET'].includes(standingOf(registry, helpline, at)))
    .flatMap((helpline) => {
      const check = { cause: 'CHECK' as const, dueOn: freshThrough(helpline, freshMonths) };
      const ends = helpline.validTo !== null && successorOf(registry, helpline) === null;
      const end = ends ? [{ cause: 'END' as const, dueOn: helpline.validTo! }] : [];
      // One that ends before its verification is old need not be verified for what comes after.
      const needsCheck = helpline.validTo === null || check.dueOn < helpline.validTo;
      return [...(needsCheck ? [check] : []), ...end].map((due) => ({
        helpline,
        ...due,
        daysLeft: (Date.parse(due.dueOn) - Date.parse(today)) / DAY_MS,
      }));
    })
    .sort((a, b) => a.daysLeft - b.daysLeft || (a.helpline.slug < b.helpline.slug ? -1 : 1));
}

/**
 * The alarms that stand at an instant: of each due date the most urgent lead that is reached. What nobody was there to raise in time
 * is not made up for by the less urgent ones: the date is what counts.
 */
export function alarmsAt(registry: HelpRegistry, at: Instant): HelplineAlarm[] {
  return helplinesDue(registry, at).flatMap(({ helpline, cause, dueOn, daysLeft }) => {
    const leadDays = ALARM_LEAD_DAYS.find((lead) => daysLeft <= lead);
    return leadDays === undefined ? [] : [{ helpline: helpline.slug, cause, dueOn, leadDays }];
  });
}
