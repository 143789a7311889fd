import type { ConsentScope, HelpOnly, Removal } from '#domain';
import type { TransactionClient } from '../transaction.js';

type RemovalColumns = Pick<Removal, 'id' | 'cause' | 'subjectType' | 'subjectId'>;

/** Everything that stands. A tombstone is small and there is one a decision: a few thousand over years. */
export async function readStanding(client: TransactionClient): Promise<Removal[]> {
  return client.$queryRaw<RemovalColumns[]>`
    SELECT id, cause::text AS cause, subject_type::text AS "subjectType", subject_id AS "subjectId"
    FROM removal WHERE lifted_at IS NULL`;
}

/** What stands over any of these ids or slugs. */
export async function readStandingOver(client: TransactionClient, subjectIds: readonly string[]): Promise<Removal[]> {
  if (subjectIds.length === 0) return [];
  return client.$queryRaw<RemovalColumns[]>`
    SELECT id, cause::text AS cause, subject_type::text AS "subjectType", subject_id AS "subjectId"
    FROM removal WHERE lifted_at IS NULL AND subject_id = ANY(${[...new Set(subjectIds)]}::text[])`;
}

/** The consent that stands, by item: the one recorded last. @param itemIds null: of all items */
export async function readConsents(
  client: TransactionClient,
  itemIds: readonly string[] | null,
): Promise<ReadonlyMap<string, ConsentScope>> {
  const rows = await client.$queryRaw<{ itemId: string; regions: string[]; surfaces: string[]; until: Date }[]>`
    SELECT DISTINCT ON (item_id) item_id AS "itemId", regions, surfaces, until FROM consent
    WHERE ${itemIds === null} OR item_id = ANY(${itemIds ?? []}::uuid[])
    ORDER BY item_id, recorded_at DESC, id DESC`;
  return new Map(rows.map(({ itemId, until, ...scope }) => [itemId, { ...scope, until: until.getTime() }]));
}

/** Those that nobody has ended. */
export async function readHelpOnly(client: TransactionClient): Promise<HelpOnly[]> {
  const rows = await client.$queryRaw<{ id: string; regions: string[]; begunAt: Date }[]>`
    SELECT id, regions, begun_at AS "begunAt" FROM help_only WHERE ended_at IS NULL ORDER BY id`;
  return rows.map(({ id, regions, begunAt }) => ({ id, regions, window: { start: begunAt.getTime(), end: null } }));
}
