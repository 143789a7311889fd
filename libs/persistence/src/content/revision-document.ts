import type { ContentDocument, ContentText, LocaleDecision, RevisionState } from '#domain';
import type { Prisma } from '../generated/client.js';

/** What of a revision's rows makes its document and its decisions; the oldest decision first. */
export const REVISION_PARTS = {
  localizations: { orderBy: { locale: 'asc' } },
  decisions: { orderBy: [{ decidedAt: 'asc' }, { locale: 'asc' }] },
  editResponse: { select: { isAccepted: true } },
} as const satisfies Prisma.RevisionInclude;

export type RevisionRow = Prisma.RevisionGetPayload<{ include: typeof REVISION_PARTS }>;

/** The document of a revision, put together again from its facts and its localizations. */
export function documentOf(row: Pick<RevisionRow, 'id' | 'facts' | 'localizations'>): ContentDocument {
  const facts = row.facts as unknown as Omit<ContentDocument, 'localizations'> | null;
  if (facts === null || typeof facts !== 'object' || !('rights' in facts))
    throw new Error(`The facts of revision ${row.id} are not those of a content document.`);
  const localizations = Object.fromEntries(
    row.localizations.map((one) => [one.locale, one.text as unknown as ContentText]),
  );
  // No literal with a spread, as `entryOf` says.
  return Object.assign({}, facts, { localizations });
}

export function decisionsOf(row: Pick<RevisionRow, 'decisions'>): LocaleDecision[] {
  return row.decisions.map(({ locale, contentHash, decision }) => ({ locale, contentHash, decision }));
}

/** A revision with what decides whether it may be shown. */
export interface RevisionFacts {
  readonly revisionId: string;
  readonly itemId: string;
  readonly state: RevisionState;
  readonly document: ContentDocument;
  readonly decisions: readonly LocaleDecision[];
  /** True for an edit by staff that the partner has not accepted: it is never shown. */
  readonly awaitsPartner: boolean;
}

export function revisionFacts(row: RevisionRow): RevisionFacts {
  return {
    revisionId: row.id,
    itemId: row.itemId,
    state: row.state,
    document: documentOf(row),
    decisions: decisionsOf(row),
    awaitsPartner: row.editedFromId !== null && row.editResponse?.isAccepted !== true,
  };
}
