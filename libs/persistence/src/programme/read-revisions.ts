import {
  offAirRevision,
  standingRemovals,
  type ConsentScope,
  type LocaleDecision,
  type Removal,
  type RevisionRow,
} from '#domain';
import { documentOf } from '../content/revision-document.js';
import { Prisma } from '../generated/client.js';
import { readConsents, readStandingOver } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';
import { chunksOf } from './chunks.js';
import {
  selectDecisions,
  selectPartners,
  selectRevisions,
  selectTexts,
  type StoredDecision,
  type StoredPartner,
  type StoredRevision,
  type StoredText,
} from './stored-rows.js';

const REVISIONS_AT_ONCE = 1_000;

/** Revisions with everything that decides whether they may be shown, by id; each once, however many entries pin it. */
export async function readRevisions(
  client: TransactionClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RevisionRow>> {
  const found = new Map<string, RevisionRow>();
  for (const some of chunksOf(ids, REVISIONS_AT_ONCE)) {
    const of = Prisma.sql`${some}::uuid[]`;
    const revisions = await client.$queryRaw<StoredRevision[]>(selectRevisions(of));
    const [itemIds, partnerIds] = [revisions.map(({ itemId }) => itemId), revisions.map(({ partnerId }) => partnerId)];
    const made = revisionRows({
      revisions,
      texts: await client.$queryRaw(selectTexts(of)),
      decisions: await client.$queryRaw(selectDecisions(of)),
      partners: await client.$queryRaw(selectPartners(Prisma.sql`${[...new Set(partnerIds)]}::uuid[]`)),
      standing: await readStandingOver(client, [...some, ...itemIds, ...partnerIds]),
      consents: await readConsents(client, itemIds),
    });
    for (const row of made) found.set(row.revisionId, row);
  }
  return found;
}

/** Rows of revisions, and of all that belongs to them. */
export interface StoredRevisions {
  readonly revisions: readonly StoredRevision[];
  readonly texts: readonly StoredText[];
  /** Of each revision the oldest first. */
  readonly decisions: readonly StoredDecision[];
  readonly partners: readonly StoredPartner[];
  /** Whatever stands over any of them, their items and their partners. */
  readonly standing: readonly Removal[];
  /** By item. */
  readonly consents: ReadonlyMap<string, ConsentScope>;
}

export function revisionRows({ revisions, standing, consents, ...stored }: StoredRevisions): RevisionRow[] {
  const removals = standingRemovals(standing);
  const texts = gathered(stored.texts, (row) => row);
  const decisions = gathered(stored.decisions, ({ locale, contentHash, decision }): LocaleDecision => ({
    locale,
    contentHash,
    decision,
  }));
  const partners = new Map(stored.partners.map(({ id, ...partner }) => [id, partner]));
  return revisions.map(({ id, itemId, partnerId, state, facts, awaitsPartner }) => ({
    revisionId: id,
    itemId,
    state,
    document: documentOf({ id, facts, localizations: texts.get(id) ?? [] }),
    decisions: decisions.get(id) ?? [],
    awaitsPartner,
    removal: offAirRevision(removals, { revisionId: id, itemId, partnerId }),
    consent: consents.get(itemId) ?? null,
    partner: partners.get(partnerId)!,
  }));
}

function gathered<Row extends { readonly revisionId: string }, T>(rows: readonly Row[], make: (row: Row) => T) {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const known = found.get(row.revisionId);
    if (known === undefined) found.set(row.revisionId, [make(row)]);
    else known.push(make(row));
  }
  return found;
}
