import { refuse, type Refusal } from '../refusal.js';
import type { Actor } from '../identity/actor.js';
import type { Locale } from '../text/locale.js';
import { contentHash, pureSha256 } from './content-hash.js';
import type { ContentDocument } from './document.js';

/** `SUBMITTED` waits for people; the rest are ends. A revision never changes, only what was decided of it. */
export const REVISION_STATES = ['SUBMITTED', 'APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'] as const;
export type RevisionState = (typeof REVISION_STATES)[number];

export const REVIEW_DECISIONS = ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/**
 * Where a revision may go from where it stands; a withdrawal by the partner is possible from wherever it may be shown or wait, and a
 * rejection is lifted by an appeal that was granted, never by a decision.
 */
export const REVISION_TRANSITIONS: Readonly<Record<RevisionState, readonly RevisionState[]>> = {
  SUBMITTED: ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'],
  APPROVED: ['WITHDRAWN'],
  CHANGES_REQUESTED: ['WITHDRAWN'],
  REJECTED: ['SUBMITTED', 'WITHDRAWN'],
  WITHDRAWN: [],
};

/** Refuses a step that the table does not have, naming the states from which it may be taken. */
export function revisionStateRefusals(from: RevisionState, to: RevisionState, path: readonly string[]): Refusal[] {
  if (REVISION_TRANSITIONS[from].includes(to)) return [];
  const allowedStates = REVISION_STATES.filter((state) => REVISION_TRANSITIONS[state].includes(to));
  return [
    refuse('WRONG_STATE', path, {
      message: `The revision is ${from}; it can become ${to} only from ${allowedStates.join(' or ')}. Read it again to see what happened meanwhile.`,
      state: from,
      allowedStates,
    }),
  ];
}

/** What was decided of one locale of a revision: it stands for exactly the text with this hash. */
export interface LocaleDecision {
  readonly locale: Locale;
  readonly contentHash: string;
  readonly decision: ReviewDecision;
}

/** The locales of a document that may be shown: approved, and still the very text that was approved. */
export function approvedLocales(
  document: ContentDocument,
  decisions: readonly LocaleDecision[],
  hash = pureSha256,
): Locale[] {
  return localesApproved(Object.keys(document.localizations), decisions, (locale) =>
    contentHash(document, locale, hash),
  );
}

/** The same for any document. @param hashOf of the text as it is */
export function localesApproved(
  locales: readonly Locale[],
  decisions: readonly LocaleDecision[],
  hashOf: (locale: Locale) => string,
): Locale[] {
  return locales.filter((locale) => {
    const latest = decisions.findLast((decision) => decision.locale === locale);
    return latest?.decision === 'APPROVED' && latest.contentHash === hashOf(locale);
  });
}

/** Four eyes: whoever submitted a revision, or belongs to the partner it came from, does not decide on it. */
export function fourEyesRefusals(
  reviewer: Actor,
  submission: { readonly submittedBy: string; readonly partnerId: string },
  path: readonly string[],
): Refusal[] {
  if (reviewer.memberId !== submission.submittedBy && reviewer.partnerId !== submission.partnerId) return [];
  return [
    refuse('OWN_SUBMISSION', path, {
      message:
        'You or your partner handed this revision in, so another reviewer must decide on it. Leave it in the queue.',
      submittedBy: submission.submittedBy,
    }),
  ];
}
