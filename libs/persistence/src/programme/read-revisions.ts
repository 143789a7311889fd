import {
  offAirRevision,
  standingRemovals,
  type ContentText,
  type LocaleDecision,
  type RevisionRow,
  type RevisionState,
} from '#domain';
import { documentOf } from '../content/revision-document.js';
import type { Prisma } from '../generated/client.js';
import { readConsents, readStandingOver } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';
import { chunksOf } from './chunks.js';

const REVISIONS_AT_ONCE = 1_000;

interface RevisionColumns {
  readonly id: string;
  readonly itemId: string;
  readonly partnerId: string;
  readonly state: RevisionState;
  readonly facts: Prisma.JsonValue;
  readonly awaitsPartner: boolean;
}

/** Revisions with everything that decides whether they may be shown, by id; each once, however many entries pin it. */
export async function readRevisions(
  client: TransactionClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RevisionRow>> {
  const found = new Map<string, RevisionRow>();
  const partners = await client.partner.findMany({ select: { id: true, slug: true, name: true, website: true } });
  const facts = new Map(partners.map(({ id, ...partner }) => [id, partner]));
  for (const some of chunksOf(ids, REVISIONS_AT_ONCE)) {
    const rows = await readColumns(client, some);
    const texts = await readTexts(client, some);
    const decisions = await readDecisions(client, some);
    const belongings = rows.flatMap(({ id, itemId, partnerId }) => [id, itemId, partnerId]);
    const removals = standingRemovals(await readStandingOver(client, belongings));
    const consents = await readConsents(
      client,
      rows.map(({ itemId }) => itemId),
    );
    for (const { id, itemId, partnerId, state, facts: columns, awaitsPartner } of rows) {
      found.set(id, {
        revisionId: id,
        itemId,
        state,
        document: documentOf({ id, facts: columns, localizations: texts.get(id) ?? [] }),
        decisions: decisions.get(id) ?? [],
        awaitsPartner,
        removal: offAirRevision(removals, { revisionId: id, itemId, partnerId }),
        consent: consents.get(itemId) ?? null,
        partner: facts.get(partnerId)!,
      });
    }
  }
  return found;
}

function readColumns(client: TransactionClient, ids: readonly string[]): Promise<RevisionColumns[]> {
  return client.$queryRaw<RevisionColumns[]>`
    SELECT v.id, v.item_id AS "itemId", v.partner_id AS "partnerId", v.state::text AS state, v.facts,
      v.edited_from_id IS NOT NULL AND a.is_accepted IS DISTINCT FROM true AS "awaitsPartner"
    FROM revision v LEFT JOIN edit_response a ON a.revision_id = v.id WHERE v.id = ANY(${ids}::uuid[])`;
}

type TextRow = { revisionId: string; locale: string; contentHash: string; text: Prisma.JsonValue & ContentText };

async function readTexts(client: TransactionClient, ids: readonly string[]) {
  const rows = await client.$queryRaw<TextRow[]>`
    SELECT revision_id AS "revisionId", locale, content_hash AS "contentHash", text FROM localization
    WHERE revision_id = ANY(${ids}::uuid[]) ORDER BY revision_id, locale`;
  return gathered(rows, (row) => row);
}

/** The oldest first. */
async function readDecisions(client: TransactionClient, ids: readonly string[]) {
  const rows = await client.$queryRaw<({ revisionId: string } & LocaleDecision)[]>`
    SELECT revision_id AS "revisionId", locale, content_hash AS "contentHash", decision::text AS decision FROM decision
    WHERE revision_id = ANY(${ids}::uuid[]) ORDER BY revision_id, decided_at, locale`;
  return gathered(rows, ({ locale, contentHash, decision }): LocaleDecision => ({ locale, contentHash, decision }));
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
