import type { RunRow } from '#domain';
import { Prisma } from '../generated/client.js';
import { readStandingOver } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';
import { chunksOf } from './chunks.js';
import { readRevisions } from './read-revisions.js';
import { RunAssembly } from './run-assembly.js';
import {
  selectCampaigns,
  selectEntries,
  selectHeldWindows,
  selectRuns,
  type StoredCampaign,
  type StoredEntry,
  type StoredHeldWindows,
  type StoredRun,
} from './stored-rows.js';

const ROWS_AT_ONCE = 5_000;

/**
 * All runs that are airing, and one whatever its state. Campaigns, playlists and revisions are read once each and shared, in pages by id, in a
 * number of statements that grows with the pages alone. To be called in a transaction that sees one state of the rows.
 */
export async function readRuns(client: TransactionClient, alsoRunId: string | null): Promise<RunRow[]> {
  const assembly = new RunAssembly();
  for (let after: string | undefined = '00000000-0000-0000-0000-000000000000'; after !== undefined;) {
    const rows: StoredRun[] = await client.$queryRaw(selectRuns(airingAfter(after, alsoRunId)));
    assembly.takeRuns(rows);
    after = rows.length < ROWS_AT_ONCE ? undefined : rows.at(-1)!.id;
  }
  for (const ids of chunksOf(assembly.campaignIds(), ROWS_AT_ONCE)) {
    const rows = await client.$queryRaw<StoredCampaign[]>(selectCampaigns(Prisma.sql`${ids}::uuid[]`));
    assembly.takeCampaigns(rows, await readStandingOver(client, ids));
  }
  for (const ids of chunksOf(assembly.playlistIds(), ROWS_AT_ONCE))
    assembly.takeEntries(await client.$queryRaw<StoredEntry[]>(selectEntries(Prisma.sql`${ids}::uuid[]`)));
  const revisions = await readRevisions(client, assembly.revisionIds());
  return assembly.made(revisions, await client.$queryRaw<StoredHeldWindows[]>(selectHeldWindows(null)));
}

function airingAfter(id: string, alsoRunId: string | null): Prisma.Sql {
  return Prisma.sql`(state IN ('SCHEDULED', 'ACTIVE') OR id = ${alsoRunId}::uuid) AND id > ${id}::uuid ORDER BY id LIMIT ${ROWS_AT_ONCE}`;
}
