import { invalidValue, refuse, unverifiedRefusals, type GuideDocument, type Refusal } from '#domain';
import type { GuidePartner, LockedGuide } from '#persistence';

/** What is retired stays as it is. */
export function retiredRefusals(isRetired: boolean, path: readonly string[]): Refusal[] {
  if (!isRetired) return [];
  const message = 'The guide is retired, and stays so. Begin another one, and name that where this one was named.';
  return [refuse('WRONG_STATE', path, { message, state: 'RETIRED', allowedStates: ['WRITTEN', 'SHOWN'] })];
}

/** @param attempted what was to take the draft's place, which the writer gets back beside what stands; null: nothing was */
export function staleGuideRefusals(guide: LockedGuide, version: number, attempted: GuideDocument | null): Refusal[] {
  const { draftVersion: current, draft: storedGuide } = guide;
  if (current === version) return [];
  const message = `The draft is at version ${current} now; you wrote to version ${version}. Put your change into what stands, and save with version ${current}.`;
  const both = { given: version, current, storedGuide, ...(attempted === null ? {} : { attemptedGuide: attempted }) };
  return [refuse('STALE_VERSION', ['input', 'version'], { message, ...both })];
}

/** Names of nobody. @param found those of the slugs that partners have */
export function unknownPartnerRefusals(
  slugs: readonly string[],
  found: readonly GuidePartner[],
  path: readonly string[],
): Refusal[] {
  return slugs.flatMap((slug, index) =>
    found.some((partner) => partner.slug === slug)
      ? []
      : [invalidValue([...path, String(index)], slug, 'slugs of partners that exist; look them up in `partners`')],
  );
}

/** A guide that is handed in names nobody for whom staff do not vouch. */
export function unverifiedPartnerRefusals(partners: readonly GuidePartner[], path: readonly string[]): Refusal[] {
  return partners.flatMap(({ id, isVerified }) => unverifiedRefusals(isVerified, id, path));
}

/** One revision waits at a time. */
export function waitingGuideRefusals({ latest }: LockedGuide): Refusal[] {
  if (latest?.state !== 'SUBMITTED') return [];
  const message = `Revision ${latest.number} of this guide waits for review already. Wait for the decision, or withdraw it first.`;
  return [
    refuse('WRONG_STATE', ['input', 'slug'], {
      message,
      state: 'SUBMITTED',
      allowedStates: ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'],
    }),
  ];
}
