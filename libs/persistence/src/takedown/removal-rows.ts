import type { ConsentScope, HelpOnly, Removal } from '#domain';
import { Prisma } from '../generated/client.js';
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
  return client.$queryRaw<RemovalColumns[]>(selectStandingOver(Prisma.sql`${[...new Set(subjectIds)]}::text[]`));
}

/** @param subjectIds an array of SQL, of text */
export function selectStandingOver(subjectIds: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT id, cause::text AS cause, subject_type::text AS "subjectType", subject_id AS "subjectId"
    FROM removal WHERE lifted_at IS NULL AND subject_id = ANY(${subjectIds})`;
}

/** A consent; `until` in epoch milliseconds. */
export interface StoredConsent extends ConsentScope {
  readonly itemId: string;
}

/** The consent that stands, by item: the one recorded last. */
export async function readConsents(
  client: TransactionClient,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, ConsentScope>> {
  return consentsOf(await client.$queryRaw<StoredConsent[]>(selectConsents(Prisma.sql`${itemIds}::uuid[]`)));
}

/** @param itemIds an array of SQL */
export function selectConsents(itemIds: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT DISTINCT ON (item_id) item_id AS "itemId", regions, surfaces, (extract(epoch FROM until) * 1000)::float8 AS until
    FROM consent WHERE item_id = ANY(${itemIds}) ORDER BY item_id, recorded_at DESC, id DESC`;
}

export function consentsOf(rows: readonly StoredConsent[]): ReadonlyMap<string, ConsentScope> {
  return new Map(rows.map(({ itemId, ...scope }) => [itemId, scope]));
}

/** Those that nobody has ended. */
export async function readHelpOnly(client: TransactionClient): Promise<HelpOnly[]> {
  const rows = await client.$queryRaw<{ id: string; regions: string[]; begunAt: Date }[]>`
    SELECT id, regions, begun_at AS "begunAt" FROM help_only WHERE ended_at IS NULL ORDER BY id`;
  return rows.map(({ id, regions, begunAt }) => ({ id, regions, window: { start: begunAt.getTime(), end: null } }));
}
