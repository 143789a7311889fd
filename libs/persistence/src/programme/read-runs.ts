import {
  ALWAYS,
  EVERY_ZONE,
  offAir,
  runAudience,
  standingRemovals,
  type Audience,
  type CampaignText,
  type EntryRow,
  type HeldWindows,
  type RevisionRow,
  type Removal,
  type RunRow,
  type RunState,
  type Tier,
  type WindowIntent,
  type ZoneWindow,
} from '#domain';
import { entryTimes } from '../campaign/campaign-store.js';
import { Prisma } from '../generated/client.js';
import { readStandingOver } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';
import { chunksOf } from './chunks.js';
import { Interned } from './interned.js';
import { readRevisions } from './read-revisions.js';

const ROWS_AT_ONCE = 5_000;
const NOTHING_HELD: HeldWindows = {};

/** Which runs are read: all that are airing, and one whatever its state; or those that air of some. */
export type RunScope = { readonly alsoRunId: string | null } | { readonly ids: readonly string[] };

/**
 * Runs as the programme is made of them. Campaigns, playlists and revisions are read once each and shared, in pages by id, in a number of
 * statements that grows with the pages alone. To be called in a transaction that sees one state of the rows.
 */
export async function readRuns(client: TransactionClient, scope: RunScope): Promise<RunRow[]> {
  const interned = new Interned();
  const runs = await readRunColumns(client, scope, interned);
  const campaigns = await readCampaigns(client, distinct(runs.map(({ campaignId }) => campaignId)), interned);
  const playlists = await readPlaylists(client, distinct(runs.map(({ playlistId }) => playlistId)));
  const held = await readHeldWindows(client, 'ids' in scope ? scope.ids : null);
  return runs.map((run): RunRow => {
    const { id, campaignId, state, scheduleVersion, regions, intent, cutAt, zoned } = run;
    const { removal, audience, ...campaign } = campaigns.get(campaignId)!;
    return {
      runId: id,
      state,
      scheduleVersion,
      campaignId,
      ...campaign,
      audience: runAudience(audience, regions),
      intent,
      cutAt,
      held: zoned === null ? (held.get(id) ?? NOTHING_HELD) : { [EVERY_ZONE]: zoned },
      removal,
      entries: playlists.get(run.playlistId) ?? [],
    };
  });
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

interface RunColumns {
  readonly id: string;
  readonly campaignId: string;
  readonly playlistId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly regions: readonly string[];
  readonly intent: WindowIntent;
  readonly cutAt: number | null;
  /** On Earth, of a zoned run; null: it is another. */
  readonly zoned: { readonly start: number; readonly end: number | null } | null;
}

interface StoredRun {
  readonly id: string;
  readonly campaignId: string;
  readonly playlistId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly regions: string[];
  readonly mode: WindowIntent['mode'];
  readonly zone: string | null;
  readonly start: string;
  readonly end: string | null;
  readonly cutAt: number | null;
  readonly startsAt: number;
  readonly endsAt: number | null;
}

async function readRunColumns(client: TransactionClient, scope: RunScope, interned: Interned): Promise<RunColumns[]> {
  const runs: RunColumns[] = [];
  const take = (rows: readonly StoredRun[]) => {
    for (const row of rows) runs.push(runColumns(row, interned));
    return rows;
  };
  if ('ids' in scope) {
    for (const ids of chunksOf(scope.ids, ROWS_AT_ONCE))
      take(await selectRuns(client, Prisma.sql`state IN ('SCHEDULED', 'ACTIVE') AND id = ANY(${ids}::uuid[])`));
    return runs;
  }
  const { alsoRunId } = scope;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = take(
      await selectRuns(
        client,
        Prisma.sql`(state IN ('SCHEDULED', 'ACTIVE') OR id = ${alsoRunId}::uuid) AND id > ${after}::uuid ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      ),
    );
    if (rows.length < ROWS_AT_ONCE) return runs;
    after = rows.at(-1)!.id;
  }
}

/** Instants as numbers: a hundred thousand objects of dates less. */
function selectRuns(client: TransactionClient, where: Prisma.Sql): Promise<StoredRun[]> {
  return client.$queryRaw<StoredRun[]>`
    SELECT id, campaign_id AS "campaignId", playlist_id AS "playlistId", state::text AS state, schedule_version AS "scheduleVersion",
      regions, time_mode::text AS mode, zone, intent_start AS start, intent_end AS "end",
      (extract(epoch FROM cut_at) * 1000)::float8 AS "cutAt", (extract(epoch FROM starts_at) * 1000)::float8 AS "startsAt",
      (extract(epoch FROM ends_at) * 1000)::float8 AS "endsAt"
    FROM run WHERE ${where}`;
}

function runColumns(row: StoredRun, interned: Interned): RunColumns {
  const { id, state, scheduleVersion, mode, zone, start, end, cutAt, startsAt, endsAt } = row;
  return {
    id,
    campaignId: interned.text(row.campaignId),
    playlistId: interned.text(row.playlistId),
    state: interned.text(state),
    scheduleVersion,
    regions: interned.list(row.regions),
    intent: interned.value(`intent ${mode} ${zone} ${start} ${end}`, () => ({ mode, zone, start, end })),
    cutAt,
    zoned: mode === 'ZONED' ? { start: startsAt, end: endsAt } : null,
  };
}

interface StoredCampaign {
  readonly id: string;
  readonly slug: string;
  readonly surface: string;
  readonly tier: Tier;
  readonly regions: string[];
  readonly locales: string[];
  readonly platforms: string[];
  readonly appVersionMin: string | null;
  readonly embargoed: boolean;
  readonly defaultLocale: string;
  readonly texts: unknown;
}

type CampaignPart = Pick<RunRow, 'slug' | 'surface' | 'tier' | 'audience' | 'embargoed' | 'defaultLocale' | 'texts'> & {
  readonly removal: Removal | null;
};

async function readCampaigns(client: TransactionClient, ids: readonly string[], interned: Interned) {
  const found = new Map<string, CampaignPart>();
  for (const some of chunksOf(ids, ROWS_AT_ONCE)) {
    const rows = await client.$queryRaw<StoredCampaign[]>`
      SELECT id, slug, surface_slug AS surface, tier::text AS tier, regions, locales, platforms, app_version_min AS "appVersionMin",
        embargoed, default_locale AS "defaultLocale", texts FROM campaign WHERE id = ANY(${some}::uuid[])`;
    const removals = standingRemovals(await readStandingOver(client, some));
    for (const { id, slug, surface, tier, appVersionMin, embargoed, defaultLocale, texts, ...row } of rows) {
      const [regions, locales, platforms] = [row.regions, row.locales, row.platforms].map((one) => interned.list(one));
      const key = `audience ${[regions, locales, platforms].join(' ')} ${appVersionMin}`;
      found.set(id, {
        slug,
        surface: interned.text(surface),
        tier: interned.text(tier),
        audience: interned.value(key, () => ({ regions, locales, platforms, appVersionMin }) as Audience),
        embargoed,
        defaultLocale: interned.text(defaultLocale),
        texts: texts as Readonly<Record<string, CampaignText>>,
        removal: offAir(removals, ['CAMPAIGN', id]),
      });
    }
  }
  return found;
}

interface StoredEntry {
  readonly playlistId: string;
  readonly position: number;
  readonly revisionId: string;
  readonly days: number[];
  readonly weekdays: number[];
  readonly hoursFrom: string | null;
  readonly hoursTo: string | null;
}

/** By playlist, in its order. */
async function readPlaylists(client: TransactionClient, ids: readonly string[]) {
  const entries = new Map<string, StoredEntry[]>();
  const pinned = new Set<string>();
  for (const some of chunksOf(ids, ROWS_AT_ONCE)) {
    const rows = await client.$queryRaw<StoredEntry[]>`
      SELECT playlist_id AS "playlistId", position, revision_id AS "revisionId", days, weekdays, hours_from AS "hoursFrom",
        hours_to AS "hoursTo" FROM playlist_entry WHERE playlist_id = ANY(${some}::uuid[]) ORDER BY playlist_id, position`;
    for (const row of rows) {
      pinned.add(row.revisionId);
      const known = entries.get(row.playlistId);
      if (known === undefined) entries.set(row.playlistId, [row]);
      else known.push(row);
    }
  }
  const revisions = await readRevisions(client, [...pinned]);
  const interned = new Interned();
  return new Map([...entries].map(([id, rows]) => [id, rows.map((row) => entryRow(row, revisions, interned))]));
}

/** An entry at the same place with the same times is one object, in however many playlists it stands. */
function entryRow(row: StoredEntry, revisions: ReadonlyMap<string, RevisionRow>, interned: Interned): EntryRow {
  const { position, revisionId, days, weekdays, hoursFrom, hoursTo } = row;
  const when = `${days.join()} ${weekdays.join()} ${hoursFrom} ${hoursTo}`;
  return interned.value(`entry ${revisionId} ${position} ${when}`, () => {
    const isAlways = days.length + weekdays.length === 0 && hoursFrom === null;
    const times = interned.value(`times ${when}`, () => (isAlways ? ALWAYS : entryTimes(row)));
    return { ...revisions.get(revisionId)!, position, times };
  });
}

/** Of viewer-local runs, the windows of zones that are held, by run. @param ids null: of all */
async function readHeldWindows(client: TransactionClient, ids: readonly string[] | null) {
  const rows = await client.$queryRaw<{ id: string; zones: string[]; windows: ZoneWindow[] }[]>`
    SELECT w.run_id AS id, w.windows, array_agg(c.zone ORDER BY c.zone) AS zones FROM run_zone_window w
    JOIN zone_change c ON c.run_id = w.run_id AND c.schedule_version = w.schedule_version
    WHERE c.outcome = 'HELD' AND c.released_at IS NULL
      ${ids === null ? Prisma.empty : Prisma.sql`AND w.run_id = ANY(${ids}::uuid[])`} GROUP BY w.run_id`;
  return new Map(
    rows.map(({ id, zones, windows }): [string, HeldWindows] => [
      id,
      Object.fromEntries(
        zones.flatMap((zone) => {
          const kept = windows.find((window) => window.zones.includes(zone));
          return kept === undefined ? [] : [[zone, { start: kept.start, end: kept.end }]];
        }),
      ),
    ]),
  );
}
