import { Injectable } from '@nestjs/common';
import {
  AIRING_STATES,
  audienceRanges,
  earthWindow,
  formatInstant,
  hostDerivation,
  runAudience,
  wallWindow,
  zoneWindows,
  type CodeRange,
  type Audience,
  type Instant,
  type RunState,
  type Slot,
  type SlotHolder,
  type Tier,
  type Window,
  type WindowIntent,
} from '#domain';
import type { Prisma } from '../generated/client.js';
import { campaignColumns } from './campaign-store.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { keepZoneWindows } from '../zones/zone-windows.js';

/** A run locked by the transaction that reads it. */
export interface LockedRun {
  readonly id: string;
  readonly campaignId: string;
  readonly playlistId: string;
  readonly state: RunState;
  readonly intent: WindowIntent;
  /** Narrows the campaign's audience; empty: all of its regions. */
  readonly regions: readonly string[];
  readonly scheduleVersion: number;
}

/** A run that waits or is on air, locked, with what decides whom it reaches. */
export interface AiringRun {
  readonly id: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly tier: Tier;
  readonly audience: Audience;
  /** On Earth. */
  readonly window: Window;
}

export interface NewRun {
  readonly campaignId: string;
  readonly playlistId: string;
  readonly state: 'DRAFT' | 'SCHEDULED';
  readonly intent: WindowIntent;
  /** Narrows the campaign's audience; empty: all of its regions. */
  readonly regions: readonly string[];
  readonly createdBy: string;
}

/** Node's zone data: what every instant of this process is derived with. */
const TZDATA_VERSION = process.versions.tz ?? 'unknown';

const HOLDER = { campaign: true, slot: { select: { lane: true } } } as const satisfies Prisma.RunInclude;
const EARLIEST_FIRST = [{ startsAt: 'asc' }, { id: 'asc' }] as const satisfies Prisma.RunOrderByWithRelationInput[];

/** Writes runs and the slots they hold. */
@Injectable()
export class RunStore {
  /** Everybody who is about to hold a slot of a surface waits here for those before them, so that each sees who holds what. */
  async lockSurface(tx: Transaction, surface: string): Promise<void> {
    await clientOf(tx).$queryRaw`SELECT slug FROM surface WHERE slug = ${surface} FOR UPDATE`;
  }

  /** @returns the id of the new run */
  async insertRun(tx: Transaction, run: NewRun): Promise<string> {
    const id = tx.newId();
    const at = new Date(tx.now);
    const { campaignId, playlistId, state, intent, regions, createdBy } = run;
    await clientOf(tx).run.create({
      data: {
        id,
        campaignId,
        playlistId,
        state,
        ...windowColumns(intent),
        regions: [...regions],
        scheduledAt: state === 'SCHEDULED' ? at : null,
        scheduleVersion: 1,
        createdById: createdBy,
        createdAt: at,
        updatedAt: at,
      },
    });
    if (state === 'SCHEDULED') await keepHostWindows(tx, { id, scheduleVersion: 1, intent });
    return id;
  }

  /** The run, locked until the transaction ends: the scheduler passes it by meanwhile, and finds what was decided. */
  async lockRun(tx: Transaction, id: string): Promise<LockedRun | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<{ id: string }[]>`SELECT id FROM run WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).run.findUniqueOrThrow({ where: { id } });
    const { campaignId, playlistId, state, scheduleVersion, regions } = row;
    return { id: row.id, campaignId, playlistId, state, scheduleVersion, regions, intent: intentOf(row) };
  }

  /**
   * Waits until nobody else is at work on any run, and keeps all others away until the transaction ends, the scheduler too. Before
   * anything is written: the transaction's id then comes after those of all who decided of these runs before, and events are
   * relayed in the order of ids.
   */
  async lockAll(tx: Transaction): Promise<void> {
    await clientOf(tx).$executeRaw`LOCK TABLE run IN EXCLUSIVE MODE`;
  }

  /** Every run that waits or is on air, locked in the order of their ids until the transaction ends. */
  async lockAiring(tx: Transaction): Promise<AiringRun[]> {
    await clientOf(tx).$queryRaw`
      SELECT id FROM run WHERE state IN ('SCHEDULED', 'ACTIVE') ORDER BY id FOR UPDATE`;
    const rows = await clientOf(tx).run.findMany({
      where: { state: { in: [...AIRING_STATES] } },
      include: HOLDER,
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => {
      const { tier, audience } = slotHolder(row).slot;
      const window = { start: row.startsAt.getTime(), end: row.endsAt?.getTime() ?? null };
      return { id: row.id, state: row.state, scheduleVersion: row.scheduleVersion, tier, audience, window };
    });
  }

  /**
   * Gives a run an end at an instant for everybody, before the one that it has. Its start stays as people meant it, and so does
   * its schedule version if nothing of its end was recorded, which is what airing means.
   */
  async endEarlier(tx: Transaction, run: AiringRun, endsAt: Instant): Promise<void> {
    const at = new Date(endsAt);
    await clientOf(tx).run.update({
      where: { id: run.id },
      data: { cutAt: at, endsAt: at, updatedAt: new Date(tx.now) },
    });
    await clientOf(tx).$executeRaw`
      UPDATE slot SET during = tstzrange(lower(during), ${at}::timestamptz) WHERE run_id = ${run.id}::uuid`;
  }

  /** How many runs of a campaign hold a slot or are on air. */
  async airingRuns(tx: Transaction, campaignId: string): Promise<number> {
    return clientOf(tx).run.count({ where: { campaignId, state: { in: [...AIRING_STATES] } } });
  }

  /** Who holds slots of a surface, but for one run; those whose window has ended before `now` hold nothing. */
  async slotHolders(tx: Transaction, surface: string, exceptRunId: string | null): Promise<SlotHolder[]> {
    const rows = await clientOf(tx).run.findMany({
      where: {
        state: { in: [...AIRING_STATES] },
        campaign: { surfaceSlug: surface },
        OR: [{ endsAt: null }, { endsAt: { gt: new Date(tx.now) } }],
        ...(exceptRunId === null ? {} : { id: { not: exceptRunId } }),
      },
      include: HOLDER,
      orderBy: EARLIEST_FIRST,
    });
    return rows.map(slotHolder);
  }

  /** Whose slots the constraints do not let stand beside this one: by what the rows of `slot` say, not by the rules. */
  async slotRivals(tx: Transaction, slot: Slot, exceptRunId: string | null): Promise<SlotHolder[]> {
    const { local, regions, languages, platforms, during, wall } = slotColumns(slot);
    const rivals = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT run_id::text AS id FROM slot
      WHERE surface_slug = ${slot.surface} AND tier = ${slot.tier}::"Tier" AND run_id IS DISTINCT FROM ${exceptRunId}::uuid
        AND regions && ${regions}::int4multirange AND languages && ${languages}::int4multirange
        AND platforms && ${platforms}::int4multirange
        AND CASE WHEN viewer_local AND ${local} THEN wall && ${wall}::tsrange ELSE during && ${during}::tstzrange END`;
    const rows = await clientOf(tx).run.findMany({
      where: { id: { in: rivals.map((rival) => rival.id) } },
      include: HOLDER,
      orderBy: EARLIEST_FIRST,
    });
    return rows.map(slotHolder);
  }

  /** Gives a locked run a window and a state. @param newVersion a new schedule: the transitions of the old one are void */
  async reschedule(
    tx: Transaction,
    run: LockedRun,
    change: { state: RunState; intent: WindowIntent; regions: readonly string[]; newVersion: boolean },
  ): Promise<void> {
    const { state, intent, regions, newVersion } = change;
    const scheduleVersion = run.scheduleVersion + (newVersion ? 1 : 0);
    await clientOf(tx).run.update({
      where: { id: run.id },
      data: {
        state,
        ...windowColumns(intent),
        regions: [...regions],
        scheduledAt: state === 'DRAFT' ? null : new Date(tx.now),
        scheduleVersion,
        updatedAt: new Date(tx.now),
      },
    });
    if (state !== 'DRAFT') await keepHostWindows(tx, { id: run.id, scheduleVersion, intent });
  }

  async setState(tx: Transaction, runId: string, state: RunState): Promise<void> {
    await clientOf(tx).run.update({ where: { id: runId }, data: { state, updatedAt: new Date(tx.now) } });
  }

  async setPlaylist(tx: Transaction, runId: string, playlistId: string): Promise<void> {
    await clientOf(tx).run.update({ where: { id: runId }, data: { playlistId, updatedAt: new Date(tx.now) } });
  }

  /**
   * Holds a slot for a run in a place of the surface, instead of the one it held. A retired run's row stays until the next one holds a slot of its
   * surface and sweeps it away: it is past, and must not stand against a window that began before now.
   *
   * @throws an exclusion violation when another run holds it: the database's own word, should the rules have missed one
   */
  async holdSlot(tx: Transaction, runId: string, slot: Slot, lane: number): Promise<void> {
    const { local, regions, languages, platforms, during, wall } = slotColumns(slot);
    await clientOf(tx).$executeRaw`
      DELETE FROM slot WHERE run_id = ${runId}::uuid
        OR surface_slug = ${slot.surface} AND upper(during) <= ${new Date(tx.now)}::timestamptz`;
    await clientOf(tx).$executeRaw`
      INSERT INTO slot (run_id, surface_slug, lane, tier, viewer_local, regions, languages, platforms, during, wall)
      VALUES (${runId}::uuid, ${slot.surface}, ${lane}, ${slot.tier}::"Tier", ${local}, ${regions}::int4multirange,
        ${languages}::int4multirange, ${platforms}::int4multirange, ${during}::tstzrange, ${wall}::tsrange)`;
  }

  async releaseSlot(tx: Transaction, runId: string): Promise<void> {
    await clientOf(tx).slot.deleteMany({ where: { runId } });
  }
}

/** A viewer-local run's windows as they are derived at the decision, for newer zone data to be held against. */
async function keepHostWindows(tx: Transaction, run: { id: string; scheduleVersion: number; intent: WindowIntent }) {
  if (run.intent.mode !== 'VIEWER_LOCAL') return;
  const host = hostDerivation(TZDATA_VERSION);
  await keepZoneWindows(tx, run, zoneWindows(run.intent, host), host.version);
}

/** What the columns of a run say of its window. */
export function intentOf(row: {
  timeMode: WindowIntent['mode'];
  zone: string | null;
  intentStart: string;
  intentEnd: string | null;
}): WindowIntent {
  return { mode: row.timeMode, zone: row.zone, start: row.intentStart, end: row.intentEnd };
}

/** The window as its columns say it, derived with the zone data of this process. */
export function windowColumns(intent: WindowIntent) {
  const window = earthWindow(intent);
  return {
    timeMode: intent.mode,
    zone: intent.zone,
    intentStart: intent.start,
    intentEnd: intent.end,
    startsAt: new Date(window.start),
    endsAt: window.end === null ? null : new Date(window.end),
    cutAt: null,
    tzdataVersion: TZDATA_VERSION,
  };
}

function slotHolder(row: Prisma.RunGetPayload<{ include: typeof HOLDER }>): SlotHolder {
  const { tier, audience, texts, defaultLocale } = campaignColumns(row.campaign);
  const { slug, surfaceSlug } = row.campaign;
  return {
    runId: row.id,
    campaignTitle: texts[defaultLocale]?.title ?? slug,
    slot: { surface: surfaceSlug, tier, audience: runAudience(audience, row.regions), intent: intentOf(row) },
    lane: row.slot?.lane ?? 1,
  };
}

/** A slot as its columns say it, each as text for PostgreSQL to read. */
function slotColumns({ audience, intent }: Slot) {
  const { regions, languages, platforms } = audienceRanges(audience);
  const local = intent.mode === 'VIEWER_LOCAL';
  return {
    local,
    regions: multirangeText(regions),
    languages: multirangeText(languages),
    platforms: multirangeText(platforms),
    during: rangeText(earthWindow(intent), 'INSTANT'),
    wall: local ? rangeText(wallWindow(intent), 'WALL') : null,
  };
}

/** Half-open, as PostgreSQL reads it; a wall clock has no zone. */
function rangeText(window: Window, kind: 'INSTANT' | 'WALL'): string {
  const text = (at: number) => (kind === 'INSTANT' ? formatInstant(at) : formatInstant(at).replace('Z', ''));
  return `[${text(window.start)},${window.end === null ? '' : text(window.end)})`;
}

function multirangeText(ranges: readonly CodeRange[]): string {
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}
