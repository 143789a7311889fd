import type { ProgrammeChange, RowsVersion, SurfaceRow } from '#domain';
import { Prisma } from '../generated/client.js';
import type { TouchedKind } from '../programme-version.js';
import type { TransactionClient } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { COMMON_PARTS, readCommonParts, type CommonPart } from './read-common.js';
import { readRevisions } from './read-revisions.js';
import { readRuns } from './read-runs.js';

/** Above any of these it is no dearer to read everything. */
const LOG_ROWS_MAX = 20_000;
const RUNS_MAX = 5_000;
const REVISIONS_MAX = 5_000;

interface Logged {
  readonly version: number;
  readonly kind: TouchedKind;
  readonly subject: string;
  readonly mark: string;
}

/**
 * What was touched since a version, as it stands now. To be called in a transaction that sees one state of the rows.
 *
 * @param mark of that version; the log must have written it down with it, or the version is of another history
 * @returns null when the log does not say it all: it does not reach back, has a gap, says EVERYTHING, or names too much
 */
export async function readChanges(
  client: TransactionClient,
  since: number,
  mark: string,
): Promise<ProgrammeChange | null> {
  const stands = await readRowsVersion(client);
  if (stands.version < since) return null;
  const log = await readLog(client, since, stands.version);
  if (log === null || log[0]?.mark !== mark) return null;
  const touched = log.filter(({ version }) => version > since);
  if (touched.some(({ kind }) => kind === 'EVERYTHING')) return null;
  const of = (...kinds: TouchedKind[]) => [
    ...new Set(touched.flatMap(({ kind, subject }) => (kinds.includes(kind) ? [subject] : []))),
  ];
  const ids = (kind: TouchedKind) => of(kind).filter(isUuid);
  const runIds = await touchedRuns(client, ids('RUN'), ids('CAMPAIGN'));
  const revisionIds = await touchedRevisions(client, {
    ids: of('REVISION'),
    items: of('ITEM'),
    partners: of('PARTNER'),
  });
  if (runIds.length > RUNS_MAX || revisionIds.length > REVISIONS_MAX) return null;
  const runs = runIds.length === 0 ? [] : await readRuns(client, { ids: runIds });
  const airing = new Set(runs.map(({ runId }) => runId));
  const parts = new Set(COMMON_PARTS.filter((part) => of(part).length > 0));
  if (of('PARTNER').length > 0) parts.add('PARTNERS' satisfies CommonPart);
  const revisions = revisionIds.length === 0 ? new Map() : await readRevisions(client, revisionIds);
  return {
    ...stands,
    since,
    surfaces: await readSurfaces(client, since),
    runs,
    goneRunIds: runIds.filter((id) => !airing.has(id)),
    revisions: [...revisions.values()],
    common: await readCommonParts(client, parts),
  };
}

export async function readRowsVersion(client: TransactionClient): Promise<Required<RowsVersion>> {
  const { version, commonVersion, mark } = await client.programmeVersion.findUniqueOrThrow({ where: { id: 1 } });
  return { version: Number(version), commonVersion: Number(commonVersion), mark };
}

/** Those that were touched since a version, with their stamps. */
export async function readSurfaces(client: TransactionClient, since: number): Promise<SurfaceRow[]> {
  const rows = await client.$queryRaw<{ slug: string; capacity: number; version: bigint | null }[]>`
    SELECT s.slug, s.capacity, t.version FROM surface s LEFT JOIN surface_stamp t ON t.surface_slug = s.slug
    WHERE coalesce(t.version, 0) > ${since} ORDER BY s.slug`;
  return rows.map(({ slug, capacity, version }) => ({ slug, capacity, changedVersion: Number(version ?? 0) }));
}

/** Every version from `since` to `until`, both included, in their order; null: some are missing, or there are too many. */
async function readLog(client: TransactionClient, since: number, until: number): Promise<readonly Logged[] | null> {
  const rows = await client.$queryRaw<(Omit<Logged, 'version'> & { readonly version: bigint })[]>`
    SELECT version, kind, subject, mark FROM programme_change WHERE version BETWEEN ${since} AND ${until}
    ORDER BY version LIMIT ${LOG_ROWS_MAX + 1}`;
  const log = rows.map((row): Logged => ({ ...row, version: Number(row.version) }));
  const versions = new Set(log.map(({ version }) => version));
  return log.length > LOG_ROWS_MAX || versions.size !== until - since + 1 ? null : log;
}

/** Whatever their state: one that does not air any more is gone. */
async function touchedRuns(client: TransactionClient, ids: readonly string[], campaigns: readonly string[]) {
  if (campaigns.length === 0) return ids;
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT id FROM run WHERE campaign_id = ANY(${campaigns}::uuid[]) LIMIT ${RUNS_MAX + 1}`;
  return [...new Set([...ids, ...rows.map(({ id }) => id)])];
}

/** Those that some run pins which airs: nobody else is shown them. */
async function touchedRevisions(
  client: TransactionClient,
  { ids, items, partners }: Record<'ids' | 'items' | 'partners', readonly string[]>,
): Promise<readonly string[]> {
  const whose = [
    ...(ids.length === 0 ? [] : [Prisma.sql`SELECT id FROM revision WHERE id = ANY(${ids}::uuid[])`]),
    ...(items.length === 0 ? [] : [Prisma.sql`SELECT id FROM revision WHERE item_id = ANY(${items}::uuid[])`]),
    ...(partners.length === 0 ? [] : [Prisma.sql`SELECT id FROM revision WHERE partner_id = ANY(${partners}::uuid[])`]),
  ];
  if (whose.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM (${Prisma.join(whose, ' UNION ')}) v WHERE EXISTS (
      SELECT 1 FROM playlist_entry e JOIN run r ON r.playlist_id = e.playlist_id
      WHERE e.revision_id = v.id AND r.state IN ('SCHEDULED', 'ACTIVE')) LIMIT ${REVISIONS_MAX + 1}`;
  return rows.map(({ id }) => id);
}
