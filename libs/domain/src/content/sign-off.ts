import type { Actor } from '../identity/actor.js';
import { refuse, type Refusal } from '../refusal.js';
import type { Instant } from '../time/instant.js';
import type { Locale } from '../text/locale.js';
import type { LocaleDecision, RevisionState } from './revision.js';

/** That one person finds one locale of a text well: their part of an approval, for exactly the text with this hash. */
export interface SignOff {
  readonly locale: Locale;
  readonly contentHash: string;
  readonly memberId: string;
  /** The role in which they signed. */
  readonly role: Actor['role'];
}

/** Who must sign yet; null: nobody, and the approval stands. */
export type Awaited = 'ANY_REVIEWER' | 'SAFETY_REVIEWER' | 'SECOND_REVIEWER' | null;

/**
 * Who must sign yet before a text is approved. One person for most; for a sensitive one two people, of whom one is a safety
 * reviewer. Who signed twice is one person, and a signature of another text is none.
 */
export function awaitedReviewer(
  text: { readonly locale: Locale; readonly contentHash: string; readonly isSensitive: boolean },
  signOffs: readonly SignOff[],
): Awaited {
  const own = signOffs.filter((one) => one.locale === text.locale && one.contentHash === text.contentHash);
  if (own.length === 0) return 'ANY_REVIEWER';
  if (!text.isSensitive) return null;
  const safetyReviewers = own.filter(({ role }) => role === 'SAFETY_REVIEWER');
  if (safetyReviewers.length === 0) return 'SAFETY_REVIEWER';
  return new Set(own.map(({ memberId }) => memberId)).size > 1 ? null : 'SECOND_REVIEWER';
}

/** Why this person cannot be the one who is awaited: they signed already, or a safety reviewer is needed and they are none. */
export function secondPersonRefusals(
  reviewer: Pick<Actor, 'memberId' | 'role'>,
  texts: readonly { readonly locale: Locale; readonly contentHash: string; readonly isSensitive: boolean }[],
  signOffs: readonly SignOff[],
  path: readonly string[],
): Refusal[] {
  const isSignedBy = (text: { locale: Locale; contentHash: string }) =>
    signOffs.some(
      (one) => one.memberId === reviewer.memberId && one.locale === text.locale && one.contentHash === text.contentHash,
    );
  const waiting = texts.flatMap((text) => {
    const awaits = awaitedReviewer(text, signOffs);
    const isNotThem = isSignedBy(text) || (awaits === 'SAFETY_REVIEWER' && reviewer.role !== 'SAFETY_REVIEWER');
    return isNotThem && awaits !== null ? [{ locale: text.locale, awaits }] : [];
  });
  const [first] = waiting;
  if (first === undefined) return [];
  const who = first.awaits === 'SAFETY_REVIEWER' ? 'a SAFETY_REVIEWER' : 'another reviewer';
  const locales = waiting.map(({ locale }) => locale);
  return [
    refuse('SECOND_PERSON_NEEDED', path, {
      message: `${locales.join(', ')}: a sensitive text is approved by two people, and it waits for ${who}. Leave it in the queue.`,
      locales,
      awaits: first.awaits,
    }),
  ];
}

/** A decision with when it was made, as far as an appeal asks. */
export interface DatedDecision extends LocaleDecision {
  readonly decidedBy: string;
  /** UTC epoch milliseconds. */
  readonly decidedAt: Instant;
}

/** The decisions that stand: a rejection that was lifted on appeal does not. @param liftedAt null: no appeal was granted */
export function standingDecisions(
  decisions: readonly DatedDecision[],
  liftedAt: Instant | null,
): readonly DatedDecision[] {
  return decisions.filter(
    ({ decision, decidedAt }) => liftedAt === null || decision !== 'REJECTED' || decidedAt > liftedAt,
  );
}

/** Locales of which nothing stands decided. @param hashes by locale, of the text as it is */
export function undecidedLocales(
  hashes: Readonly<Record<Locale, string>>,
  standing: readonly LocaleDecision[],
): Locale[] {
  return Object.keys(hashes).filter(
    (locale) => !standing.some((one) => one.locale === locale && one.contentHash === hashes[locale]),
  );
}

/**
 * The state of a revision by its decisions, each locale by itself: APPROVED as soon as one is, since that one may be shown; else it
 * waits while one waits; else the milder of what was decided.
 */
export function revisionStateOf(
  hashes: Readonly<Record<Locale, string>>,
  standing: readonly LocaleDecision[],
): Extract<RevisionState, 'APPROVED' | 'SUBMITTED' | 'CHANGES_REQUESTED' | 'REJECTED'> {
  const latest = Object.keys(hashes).map(
    (locale) => standing.findLast((one) => one.locale === locale && one.contentHash === hashes[locale])?.decision,
  );
  if (latest.includes('APPROVED')) return 'APPROVED';
  if (latest.includes(undefined)) return 'SUBMITTED';
  return latest.includes('CHANGES_REQUESTED') ? 'CHANGES_REQUESTED' : 'REJECTED';
}
