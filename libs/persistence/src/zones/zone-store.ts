import { Injectable } from '@nestjs/common';
import type { Boundary, BoundaryChange, Instant, RunState, Window, WindowIntent, ZoneName, ZoneWindow } from '#domain';
import { intentOf } from '../campaign/run-store.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { keepZoneWindows } from './zone-windows.js';

/** A run whose windows are to be derived again. */
export interface StaleRun {
  readonly id: string;
  readonly intent: WindowIntent;
}

type StaleRow = { readonly id: string } & Parameters<typeof intentOf>[0];

/** A run that is not over, locked, with what was derived for it. */
export interface DerivedRun {
  readonly id: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly intent: WindowIntent;
  /** On Earth, as it stands. */
  readonly window: Window;
  readonly tzdataVersion: string;
  /** An end at one instant for everybody, which no zone data moves. */
  readonly isCut: boolean;
  /** Of a viewer-local run, as they were derived; null: not yet for this schedule. */
  readonly zoneWindows: { readonly version: string; readonly windows: readonly ZoneWindow[] } | null;
}

export interface NewZoneChange {
  readonly run: Pick<DerivedRun, 'id' | 'scheduleVersion'>;
  /** The zone's name. */
  readonly zone: ZoneName;
  readonly boundary: Boundary;
  readonly before: Instant | null;
  readonly after: Instant | null;
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly outcome: BoundaryChange['outcome'] | 'DIFFERS';
  readonly reason: string;
}

/** A boundary that was held, locked. */
export interface HeldBoundary {
  readonly id: string;
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly zone: ZoneName;
  readonly boundary: Boundary;
  readonly before: Instant | null;
  readonly after: Instant | null;
  readonly isReleased: boolean;
}

/** Writes what zone data makes of runs. */
@Injectable()
export class ZoneStore {
  /**
   * Runs that were derived with older zone data, or viewer-local ones not yet zone by zone; by ascending id.
   *
   * @param version of this zone data; null: every run that is not over
   */
  async staleRuns(tx: Transaction, version: string | null, after: string | null, max: number): Promise<StaleRun[]> {
    const rows = await clientOf(tx).$queryRaw<StaleRow[]>`
      SELECT run.id, run.time_mode AS "timeMode", run.zone, run.intent_start AS "intentStart", run.intent_end AS "intentEnd"
      FROM run LEFT JOIN run_zone_window w ON w.run_id = run.id AND w.schedule_version = run.schedule_version
      WHERE run.state IN ('DRAFT', 'SCHEDULED', 'ACTIVE') AND run.time_mode <> 'INSTANT'
        AND (${version}::text IS NULL OR run.tzdata_version COLLATE "C" < ${version}
          OR run.time_mode = 'VIEWER_LOCAL' AND run.state <> 'DRAFT' AND coalesce(w.tzdata_version, '') COLLATE "C" < ${version})
        AND (${after}::uuid IS NULL OR run.id > ${after}::uuid)
      ORDER BY run.id LIMIT ${max}`;
    return rows.map((row) => ({ id: row.id, intent: intentOf(row) }));
  }

  /** The run, locked until the transaction ends; null when it is over or somebody else is at work on it. */
  async lockDerived(tx: Transaction, id: string): Promise<DerivedRun | null> {
    const locked = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT id FROM run WHERE id = ${id}::uuid AND state IN ('DRAFT', 'SCHEDULED', 'ACTIVE') FOR UPDATE SKIP LOCKED`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).run.findUniqueOrThrow({ where: { id }, include: { zoneWindow: true } });
    const stored = row.zoneWindow?.scheduleVersion === row.scheduleVersion ? row.zoneWindow : null;
    return {
      id: row.id,
      state: row.state,
      scheduleVersion: row.scheduleVersion,
      intent: intentOf(row),
      window: { start: row.startsAt.getTime(), end: row.endsAt?.getTime() ?? null },
      tzdataVersion: row.tzdataVersion,
      isCut: row.cutAt !== null,
      zoneWindows: stored && {
        version: stored.tzdataVersion,
        windows: stored.windows as unknown as readonly ZoneWindow[],
      },
    };
  }

  /** Gives a zoned run the window that new zone data derives; its slot moves with it. @throws an exclusion violation */
  async moveRun(tx: Transaction, run: DerivedRun, window: Window, version: string): Promise<void> {
    const [start, end] = [new Date(window.start), window.end === null ? null : new Date(window.end)];
    await clientOf(tx).run.update({
      where: { id: run.id },
      data: { startsAt: start, endsAt: end, tzdataVersion: version, updatedAt: new Date(tx.now) },
    });
    await clientOf(tx).$executeRaw`
      UPDATE slot SET during = tstzrange(${start}::timestamptz, ${end}::timestamptz) WHERE run_id = ${run.id}::uuid`;
  }

  async keepZoneWindows(
    tx: Transaction,
    run: DerivedRun,
    windows: readonly ZoneWindow[],
    version: string,
  ): Promise<void> {
    await keepZoneWindows(tx, run, windows, version);
    await clientOf(tx).run.update({ where: { id: run.id }, data: { tzdataVersion: version } });
  }

  /** Once each, however often it is found. @returns how many were new */
  async insertChanges(tx: Transaction, changes: readonly NewZoneChange[]): Promise<number> {
    const dateOf = (at: Instant | null) => (at === null ? null : new Date(at));
    const { count } = await clientOf(tx).zoneChange.createMany({
      data: changes.map(({ run, before, after, ...change }) => ({
        id: tx.newId(),
        runId: run.id,
        scheduleVersion: run.scheduleVersion,
        before: dateOf(before),
        after: dateOf(after),
        foundAt: new Date(tx.now),
        ...change,
      })),
      skipDuplicates: true,
    });
    return count;
  }

  /** A held boundary, locked; null when there is none with this id. */
  async lockHeld(tx: Transaction, id: string): Promise<HeldBoundary | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT id FROM zone_change WHERE id = ${id}::uuid AND outcome = 'HELD' FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).zoneChange.findUniqueOrThrow({ where: { id } });
    return {
      id: row.id,
      runId: row.runId,
      scheduleVersion: row.scheduleVersion,
      zone: row.zone,
      boundary: row.boundary as Boundary,
      before: row.before?.getTime() ?? null,
      after: row.after?.getTime() ?? null,
      isReleased: row.releasedAt !== null,
    };
  }

  async release(tx: Transaction, id: string, by: string): Promise<void> {
    await clientOf(tx).zoneChange.update({ where: { id }, data: { releasedAt: new Date(tx.now), releasedById: by } });
  }

  /** The zones that PostgreSQL knows. It reads all of their files for this, so ask once. */
  async knownZones(tx: Transaction): Promise<ReadonlySet<ZoneName>> {
    const rows = await clientOf(tx).$queryRaw<{ name: string }[]>`SELECT name FROM pg_timezone_names`;
    return new Set(rows.map(({ name }) => name));
  }

  /**
   * Where PostgreSQL's zone data shows another wall time than ours at a boundary that is still to come.
   *
   * @param boundaries each with the wall time that we derive, `2027-09-10T00:00:00`, in zones that PostgreSQL knows
   */
  async differences(
    tx: Transaction,
    boundaries: readonly { readonly zone: ZoneName; readonly at: Instant; readonly wall: string }[],
  ): Promise<{ readonly index: number; readonly wall: string }[]> {
    const asked = boundaries.map(({ zone, at, wall }, index) => ({
      index,
      zone,
      at: new Date(at).toISOString(),
      wall,
    }));
    return clientOf(tx).$queryRaw<{ index: number; wall: string }[]>`
      SELECT b.index, to_char(timezone(b.zone, b.at), 'YYYY-MM-DD"T"HH24:MI:SS') AS wall
      FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS b (index int, zone text, at timestamptz, wall text)
      WHERE to_char(timezone(b.zone, b.at), 'YYYY-MM-DD"T"HH24:MI:SS') <> b.wall`;
  }
}
