import { refuse, type Refusal } from '../refusal.js';
import { DAY_MS, formatInstant, type Instant } from '../time/instant.js';
import { earthWindow } from '../time/window-intent.js';

/** Why a text is rejected: a closed list, so that partners and staff can count and compare. */
export const REJECTION_CODES = [
  'UNSAFE_MESSAGING',
  'METHOD_OR_PLACE',
  'NO_WAY_TO_HELP',
  'PRIVACY',
  'CONSENT',
  'RIGHTS',
  'NOT_ACCURATE',
  'NOT_ACCESSIBLE',
  'OFF_TOPIC',
  'OTHER',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

export const APPEAL_OUTCOMES = ['UPHELD', 'GRANTED'] as const;
export type AppealOutcome = (typeof APPEAL_OUTCOMES)[number];

/** How long a partner waits at most by policy; a sensitive text is read by two people. */
export const REVIEW_DUE_MS = 3 * DAY_MS;
export const SENSITIVE_REVIEW_DUE_MS = 5 * DAY_MS;
/** Sensitive reviews a day that a person may set as their own bound. */
export const DAILY_CAP_MAX = 100;

/** When a review is due: as somebody set it, else by policy after it was handed in. UTC epoch milliseconds. */
export function reviewDueAt(review: {
  readonly submittedAt: Instant;
  readonly isSensitive: boolean;
  readonly dueAt: Instant | null;
}): Instant {
  return review.dueAt ?? review.submittedAt + (review.isSensitive ? SENSITIVE_REVIEW_DUE_MS : REVIEW_DUE_MS);
}

/** The day in which an instant lies on a person's own clock, `[start, end)`. */
export function dayOf(at: Instant, zone: string): { readonly start: Instant; readonly end: Instant } {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
  const { start, end } = earthWindow({ mode: 'ZONED', zone, start: date, end: date });
  return { start, end: end! };
}

/**
 * A person's own bound on sensitive reviews: beyond it nothing more today, with the way out.
 *
 * @param done sensitive revisions that they decided on today
 * @param dailyMax null: they set none
 */
export function dailyCapRefusals(
  done: number,
  dailyMax: number | null,
  dayEnds: Instant,
  path: readonly string[],
): Refusal[] {
  if (dailyMax === null || done < dailyMax) return [];
  return [
    refuse('DAILY_CAP_REACHED', path, {
      message: `You set yourself at most ${dailyMax} sensitive reviews a day, and today had ${done}. Leave this one: skipReview gives it to somebody else, nobody asks why. Your day ends at ${formatInstant(dayEnds)}; setReviewCap changes the bound.`,
      dailyMax,
      done,
      endsAt: dayEnds,
    }),
  ];
}

/** Nobody decides on a partner with which they declared a conflict of interest. */
export function conflictRefusals(hasConflict: boolean, partnerId: string, path: readonly string[]): Refusal[] {
  if (!hasConflict) return [];
  return [
    refuse('CONFLICT_OF_INTEREST', path, {
      message:
        'A conflict of interest is declared between you and this partner, so another reviewer must decide. Skip it, or leave it in the queue.',
      partnerId,
    }),
  ];
}

/** Whoever rejected decides neither on the appeal nor on what comes of it. */
export function ownDecisionRefusals(
  memberId: string | null,
  decidedBy: readonly string[],
  path: readonly string[],
): Refusal[] {
  if (memberId === null || !decidedBy.includes(memberId)) return [];
  return [
    refuse('OWN_DECISION', path, {
      message: 'You rejected it, so another reviewer must look at it now. Leave it to somebody else.',
      decidedBy: memberId,
    }),
  ];
}
