import { contentHash, refuse, standingDecisions, undecidedLocales, type Refusal } from '#domain';
import type { LockedRevision, ReviewFacts } from '#persistence';

/** Refuses work on what no longer waits: decided in every locale, with no appeal to decide, or withdrawn. */
export function waitingRefusals(revision: LockedRevision, { decisions, appeal }: ReviewFacts): Refusal[] {
  const { document, state } = revision;
  const hashes = Object.fromEntries(
    Object.keys(document.localizations).map((locale) => [locale, contentHash(document, locale)]),
  );
  const standing = standingDecisions(decisions, appeal?.outcome === 'GRANTED' ? appeal.decidedAt : null);
  const isWaiting = undecidedLocales(hashes, standing).length > 0 || appeal?.outcome === null;
  if (isWaiting && state !== 'WITHDRAWN') return [];
  return [
    refuse('WRONG_STATE', ['input', 'revisionId'], {
      message: `The revision is ${state}, and nothing of it waits for review any more. Look into reviewQueue for what does.`,
      state,
      allowedStates: ['SUBMITTED'],
    }),
  ];
}
