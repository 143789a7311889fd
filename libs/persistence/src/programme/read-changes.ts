import type { ProgrammeChange, Removal, RowsVersion, SurfaceRow } from '#domain';
import { Prisma } from '../generated/client.js';
import type { TouchedKind } from '../programme-version.js';
import { consentsOf, selectConsents, selectStandingOver, type StoredConsent } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';
import { UUID_PATTERN } from '../uuid.js';
import { COMMON_PARTS, readCommonParts, type CommonPart } from './read-common.js';
import { revisionRows } from './read-revisions.js';
import { RunAssembly } from './run-assembly.js';
import {
  selectCampaigns,
  selectDecisions,
  selectEntries,
  selectHeldWindows,
  selectPartners,
  selectRevisions,
  selectRuns,
  selectTexts,
  type StoredCampaign,
  type StoredDecision,
  type StoredEntry,
  type StoredHeldWindows,
  type StoredPartner,
  type StoredRevision,
  type StoredRun,
  type StoredText,
} from './stored-rows.js';

/** Above any of these it is no dearer to read everything. */
const LOG_ROWS_MAX = 20_000;
const RUNS_MAX = 5_000;
const REVISIONS_MAX = 5_000;

interface Logged {
  readonly version: number;
  readonly kind: TouchedKind;
  readonly mark: string;
}

/** What one statement tells: the log since a version, and all rows that runs and revisions are made of which it names. */
interface Told {
  readonly stands: Required<RowsVersion>;
  readonly log: readonly Logged[];
  readonly surfaces: readonly SurfaceRow[];
  /** Whatever their state: one that does not air any more is gone. */
  readonly touchedRuns: readonly { readonly id: string }[];
  /** Those that some run pins which airs: nobody else is shown them. */
  readonly touchedRevisions: readonly { readonly id: string }[];
  readonly runs: readonly StoredRun[];
  readonly campaigns: readonly StoredCampaign[];
  readonly entries: readonly StoredEntry[];
  readonly held: readonly StoredHeldWindows[];
  /** Those that were touched, and those that runs pin which were. */
  readonly revisions: readonly StoredRevision[];
  readonly texts: readonly StoredText[];
  readonly decisions: readonly StoredDecision[];
  readonly partners: readonly StoredPartner[];
  readonly standing: readonly Removal[];
  readonly consents: readonly StoredConsent[];
}

/** A change of which parts that are common to all surfaces may still have to be read. */
export interface ToldChange {
  readonly change: ProgrammeChange;
  /** Of them nothing is in the change yet. */
  readonly commonParts: ReadonlySet<CommonPart>;
}

/**
 * What was touched since a version, as it stands now, in one statement, which sees one state of the rows: whoever waits for a takedown waits
 * for one answer of the database, and a process that serves has its hands full for a fraction of what a statement for each table takes.
 *
 * @param mark of that version; the log must have written it down with it, or the version is of another history
 * @returns null when the log does not say it all: it does not reach back, has a gap, says EVERYTHING, or names too much
 */
export async function readTold(client: TransactionClient, since: number, mark: string): Promise<ToldChange | null> {
  const rows = await client.$queryRaw<{ told: Told }[]>(selectTold(since));
  const { told } = rows[0]!;
  const { stands, log, surfaces, touchedRuns, touchedRevisions } = told;
  // Of the same version it says whether it is the same history, whether or not the log reaches back.
  const isTold =
    stands.version === since ? stands.mark === mark : isWhole(log, since, stands.version) && log[0]?.mark === mark;
  if (!isTold) return null;
  const kinds = new Set(log.flatMap(({ version, kind }) => (version > since ? [kind] : [])));
  if (kinds.has('EVERYTHING') || touchedRuns.length > RUNS_MAX || touchedRevisions.length > REVISIONS_MAX) return null;
  const commonParts = new Set(COMMON_PARTS.filter((part) => kinds.has(part)));
  if (kinds.has('PARTNER')) commonParts.add('PARTNERS');
  const revisions = new Map(
    revisionRows({ ...told, consents: consentsOf(told.consents) }).map((row) => [row.revisionId, row]),
  );
  const assembly = new RunAssembly();
  assembly.takeRuns(told.runs);
  assembly.takeCampaigns(told.campaigns, told.standing);
  assembly.takeEntries(told.entries);
  const runs = assembly.made(revisions, told.held);
  const airing = new Set(runs.map(({ runId }) => runId));
  const change: ProgrammeChange = {
    ...stands,
    since,
    surfaces,
    runs,
    goneRunIds: touchedRuns.flatMap(({ id }) => (airing.has(id) ? [] : [id])),
    revisions: touchedRevisions.map(({ id }) => revisions.get(id)!),
    common: {},
  };
  return { change, commonParts };
}

/** The same with the parts that are common. To be called in a transaction that sees one state of the rows. */
export async function readChanges(
  client: TransactionClient,
  since: number,
  mark: string,
): Promise<ProgrammeChange | null> {
  const told = await readTold(client, since, mark);
  return told && { ...told.change, common: await readCommonParts(client, told.commonParts) };
}

/** Every version from `since` to `until`, both included, in their order. */
function isWhole(log: readonly Logged[], since: number, until: number): boolean {
  const versions = new Set(log.map(({ version }) => version));
  return until >= since && log.length <= LOG_ROWS_MAX && versions.size === until - since + 1;
}

/** All, with the versions that last touched them. */
export function selectSurfaces(): Prisma.Sql {
  return Prisma.sql`
    SELECT s.slug, s.capacity, coalesce(t.version, 0)::float8 AS "changedVersion"
    FROM surface s LEFT JOIN surface_stamp t ON t.surface_slug = s.slug ORDER BY s.slug`;
}

function selectTouchedSurfaces(since: number): Prisma.Sql {
  return Prisma.sql`
    SELECT s.slug, s.capacity, t.version::float8 AS "changedVersion"
    FROM surface_stamp t JOIN surface s ON s.slug = t.surface_slug WHERE t.version > ${since} ORDER BY s.slug`;
}

export function selectStands(): Prisma.Sql {
  return Prisma.sql`
    SELECT version::float8 AS version, common_version::float8 AS "commonVersion", mark FROM programme_version WHERE id = 1`;
}

/**
 * What is touched is told by the log as the statement itself sees it, and each list of ids is made once: planned as what it is, few. A subject that
 * is no id names no row, whatever a ledger had in it.
 */
function selectTold(since: number): Prisma.Sql {
  const named = (kind: TouchedKind) => Prisma.sql`ARRAY(SELECT id FROM named WHERE kind = ${kind})`;
  const [revisionIds, itemIds] = [
    Prisma.sql`ARRAY(SELECT id FROM revision_row)`,
    Prisma.sql`ARRAY(SELECT "itemId" FROM revision_row)`,
  ];
  const parts: Readonly<Record<Exclude<keyof Told, 'stands'>, Prisma.Sql>> = {
    log: Prisma.sql`SELECT version, kind, mark FROM log ORDER BY version`,
    surfaces: selectTouchedSurfaces(since),
    touchedRuns: Prisma.sql`SELECT id FROM touched_run`,
    touchedRevisions: Prisma.sql`SELECT id FROM touched_revision`,
    runs: Prisma.sql`SELECT * FROM run_row`,
    campaigns: selectCampaigns(Prisma.sql`ARRAY(SELECT "campaignId" FROM run_row)`),
    entries: Prisma.sql`SELECT * FROM entry_row ORDER BY "playlistId", position`,
    held: selectHeldWindows(Prisma.sql`ARRAY(SELECT id FROM run_row)`),
    revisions: Prisma.sql`SELECT * FROM revision_row`,
    texts: selectTexts(revisionIds),
    decisions: selectDecisions(revisionIds),
    partners: selectPartners(Prisma.sql`ARRAY(SELECT "partnerId" FROM revision_row)`),
    standing: selectStandingOver(Prisma.sql`ARRAY(
      SELECT "campaignId"::text FROM run_row UNION SELECT unnest(ARRAY[id, "itemId", "partnerId"])::text FROM revision_row)`),
    consents: selectConsents(itemIds),
  };
  const lists = Object.entries(parts).map(
    ([name, select]) => Prisma.sql`${name}::text, (SELECT coalesce(json_agg(one), '[]'::json) FROM (${select}) one)`,
  );
  return Prisma.sql`/* prepared programme_told */
    WITH stands AS MATERIALIZED (${selectStands()}),
    log AS MATERIALIZED (
      SELECT version, kind, subject, mark FROM programme_change
      WHERE version BETWEEN ${since} AND (SELECT version::bigint FROM stands)
      ORDER BY version LIMIT ${LOG_ROWS_MAX + 1}
    ),
    named AS MATERIALIZED (SELECT DISTINCT kind, subject::uuid AS id FROM log WHERE version > ${since} AND subject ~* ${UUID_PATTERN}),
    touched_run AS MATERIALIZED (
      SELECT id FROM named WHERE kind = 'RUN'
      UNION SELECT id FROM run WHERE campaign_id = ANY(${named('CAMPAIGN')}) LIMIT ${RUNS_MAX + 1}
    ),
    run_row AS MATERIALIZED (${selectRuns(
      Prisma.sql`state IN ('SCHEDULED', 'ACTIVE') AND id = ANY(ARRAY(SELECT id FROM touched_run))`,
    )}),
    entry_row AS MATERIALIZED (${selectEntries(Prisma.sql`ARRAY(SELECT "playlistId" FROM run_row)`)}),
    touched_revision AS MATERIALIZED (
      SELECT v.id FROM (
        SELECT id FROM revision WHERE id = ANY(${named('REVISION')})
        UNION SELECT id FROM revision WHERE item_id = ANY(${named('ITEM')})
        UNION SELECT id FROM revision
          WHERE EXISTS (SELECT 1 FROM named WHERE kind = 'PARTNER') AND partner_id = ANY(${named('PARTNER')})
      ) v WHERE EXISTS (
        SELECT 1 FROM playlist_entry e JOIN run r ON r.playlist_id = e.playlist_id
        WHERE e.revision_id = v.id AND r.state IN ('SCHEDULED', 'ACTIVE')) LIMIT ${REVISIONS_MAX + 1}
    ),
    revision_row AS MATERIALIZED (${selectRevisions(
      Prisma.sql`ARRAY(SELECT "revisionId" FROM entry_row UNION SELECT id FROM touched_revision)`,
    )})
    SELECT json_build_object('stands', (SELECT row_to_json(stands) FROM stands), ${Prisma.join(lists)}) AS told`;
}
