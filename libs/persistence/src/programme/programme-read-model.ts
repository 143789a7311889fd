import { Inject, Injectable } from '@nestjs/common';
import {
  AIRING_STATES,
  EVERY_ZONE,
  offAir,
  offAirRevision,
  runAudience,
  standingRemovals,
  type ConsentScope,
  type EntryRow,
  type HeldWindows,
  type PartnerFacts,
  type ProgrammeChange,
  type ProgrammeRows,
  type RunRow,
  type StandingRemovals,
  type ZoneWindow,
} from '#domain';
import { campaignColumns, entryTimes } from '../campaign/campaign-store.js';
import { pauseOf } from '../campaign/pause-store.js';
import { intentOf } from '../campaign/run-store.js';
import { readHelp, waiverOf } from '../care/help-rows.js';
import { REVISION_PARTS, revisionFacts } from '../content/revision-document.js';
import { Database, prismaOf } from '../database.js';
import { readGuideRows } from '../guide/guide-rows.js';
import { readConsents, readHelpOnly, readStanding } from '../takedown/removal-rows.js';
import { clientOf, type Transaction, type TransactionClient } from '../transaction.js';
import type { Prisma } from '../generated/client.js';

const READ_MS_MAX = 30_000;
const PARTNER = { select: { slug: true, name: true, website: true } } as const;
const RUN = {
  campaign: true,
  playlist: { include: { entries: { include: { revision: { include: { ...REVISION_PARTS, partner: PARTNER } } } } } },
} as const satisfies Prisma.RunInclude;
type AiringRow = Prisma.RunGetPayload<{ include: typeof RUN }>;
type AiringEntry = AiringRow['playlist']['entries'][number];

/** Everything that public answers are made of, as one consistent state of the rows. */
@Injectable()
export class ProgrammeReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The version that stands; a larger one than that in memory means: read again. */
  async version(): Promise<number> {
    const row = await prismaOf(this.database).programmeVersion.findUniqueOrThrow({ where: { id: 1 } });
    return Number(row.version);
  }

  /**
   * One snapshot, in a fixed number of statements however much there is. Runs that wait or are on air, by their state; their windows decide.
   *
   * @param alsoRunId a run that is read whatever its state, for its rehearsal; `compile` leaves it out unless it airs
   */
  async read(alsoRunId: string | null = null): Promise<ProgrammeRows> {
    return prismaOf(this.database).$transaction((client) => readRows(client, alsoRunId), {
      isolationLevel: 'RepeatableRead',
      timeout: READ_MS_MAX,
      maxWait: 3_000,
    });
  }

  /** What was touched since a version; null: it cannot be told, and everything has to be read. */
  async changes(_since: number, _mark: string | null): Promise<ProgrammeChange | null> {
    return null;
  }

  /** The same as a transaction sees it, its own changes included. */
  async readIn(tx: Transaction): Promise<ProgrammeRows> {
    return readRows(clientOf(tx), null);
  }
}

/** One that nobody has resumed; those long over by themselves are left out. */
interface OpenPause {
  readonly id: string;
  readonly regions: string[];
  readonly pausedAt: Date;
  readonly until: Date | null;
}

async function readRows(client: TransactionClient, alsoRunId: string | null): Promise<ProgrammeRows> {
  const stands = await client.programmeVersion.findUniqueOrThrow({ where: { id: 1 } });
  const surfaces = await client.$queryRaw<{ slug: string; capacity: number; version: bigint | null }[]>`
    SELECT s.slug, s.capacity, t.version FROM surface s LEFT JOIN surface_stamp t ON t.surface_slug = s.slug ORDER BY s.slug`;
  const pauses = await client.$queryRaw<OpenPause[]>`
    SELECT id, regions, paused_at AS "pausedAt", until FROM pause
    WHERE resumed_at IS NULL AND (until IS NULL OR until > now() - interval '2 days')`;
  const runs = await client.run.findMany({
    where: { OR: [{ state: { in: [...AIRING_STATES] } }, ...(alsoRunId === null ? [] : [{ id: alsoRunId }])] },
    include: RUN,
  });
  const held = await heldWindows(client);
  const off = { removals: standingRemovals(await readStanding(client)), consents: await readConsents(client, null) };
  const helpOnly = await readHelpOnly(client);
  const help = await readHelp(client, off.removals);
  const waivers = await client.helpWaiver.findMany({ where: { run: { state: { in: [...AIRING_STATES, 'DRAFT'] } } } });
  const guides = await readGuideRows(client);
  const partners = await client.partner.findMany({ select: PARTNER.select });
  return {
    version: Number(stands.version),
    commonVersion: Number(stands.commonVersion),
    mark: stands.mark,
    surfaces: surfaces.map(({ slug, capacity, version }) => ({ slug, capacity, changedVersion: Number(version ?? 0) })),
    runs: runs.map((row) => runRow(row, held.get(row.id) ?? {}, off)),
    pauses: pauses.map(pauseOf),
    helpOnly,
    help,
    waivers: waivers.map(waiverOf),
    guides,
    partners: partners satisfies PartnerFacts[],
  };
}

/** Of viewer-local runs, the windows of zones that are held, by run. */
async function heldWindows(client: TransactionClient): Promise<ReadonlyMap<string, HeldWindows>> {
  const rows = await client.$queryRaw<{ id: string; zones: string[]; windows: ZoneWindow[] }[]>`
    SELECT w.run_id AS id, w.windows, array_agg(c.zone) AS zones FROM run_zone_window w
    JOIN zone_change c ON c.run_id = w.run_id AND c.schedule_version = w.schedule_version
    WHERE c.outcome = 'HELD' AND c.released_at IS NULL GROUP BY w.run_id`;
  return new Map(
    rows.map(({ id, zones, windows }) => [
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

/** What stands over everything, and what people agreed to, by item. */
interface OffAir {
  readonly removals: StandingRemovals;
  readonly consents: ReadonlyMap<string, ConsentScope>;
}

function runRow(row: AiringRow, held: HeldWindows, off: OffAir): RunRow {
  const columns = campaignColumns(row.campaign);
  return {
    runId: row.id,
    state: row.state,
    scheduleVersion: row.scheduleVersion,
    campaignId: row.campaignId,
    slug: row.campaign.slug,
    surface: row.campaign.surfaceSlug,
    ...columns,
    audience: runAudience(columns.audience, row.regions),
    intent: intentOf(row),
    cutAt: row.cutAt?.getTime() ?? null,
    held:
      row.timeMode === 'ZONED'
        ? { [EVERY_ZONE]: { start: row.startsAt.getTime(), end: row.endsAt?.getTime() ?? null } }
        : held,
    removal: offAir(off.removals, ['CAMPAIGN', row.campaignId]),
    entries: row.playlist.entries.map((entry) => entryRow(entry, off)),
  };
}

function entryRow(entry: AiringEntry, { removals, consents }: OffAir): EntryRow {
  const facts = revisionFacts(entry.revision);
  const { partnerId } = entry.revision;
  return {
    position: entry.position,
    times: entryTimes(entry),
    ...facts,
    removal: offAirRevision(removals, { ...facts, partnerId }),
    consent: consents.get(facts.itemId) ?? null,
    partner: entry.revision.partner,
  };
}
