import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  boundaryChanges,
  formatInstant,
  movedWindow,
  SYSTEM_ACTOR,
  wallTime,
  zoneWindows,
  type BoundaryChange,
  type Instant,
  type Window,
  type WindowIntent,
  type ZoneDerivation,
  type ZoneName,
  type ZoneWindow,
} from '#domain';
import {
  UnitOfWork,
  violationOf,
  ZoneStore,
  type DerivedRun,
  type NewZoneChange,
  type StaleRun,
  type Transaction,
} from '#persistence';

/** The zone data of this process; another one in tests. */
export const ZONE_DERIVATION = Symbol('ZONE_DERIVATION');
const RUNS_AT_ONCE = 100;
const ZONES_A_TURN = 16;

/** What a look at the zone data did. */
export interface RederiveOutcome {
  /** Runs that were derived anew. */
  readonly runs: number;
  readonly moved: number;
  readonly held: number;
  /** Boundaries at which PostgreSQL's zone data says otherwise. */
  readonly differs: number;
}

/**
 * Derives the windows of all runs that are not over again when the zone data of this process is not the one they were derived
 * with. What moves is recorded; what would move within a day is held, and flagged. One run a transaction, which passes by a
 * run that somebody else is at work on: the next look finds it. Of several schedulers the first does it; the version stored
 * with the run tells the others.
 */
@Injectable()
export class RederiveWindows {
  /** Of PostgreSQL, as long as this process lives: an update of it ends every connection, and is looked at with the next start. */
  private knownZones: ReadonlySet<ZoneName> | null = null;
  private readonly yearsForeseen = new Set<string>();

  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ZoneStore) private readonly store: ZoneStore,
    @Inject(ZONE_DERIVATION) private readonly derivation: ZoneDerivation,
  ) {}

  /**
   * @param scope `STALE`: runs that were derived with other zone data; `ALL`: every run, also to compare PostgreSQL's zone data
   * @throws a fault of the database; what was done before stays done
   */
  async execute(scope: 'STALE' | 'ALL'): Promise<RederiveOutcome> {
    const version = scope === 'ALL' ? null : this.derivation.version;
    const total = { runs: 0, moved: 0, held: 0, differs: 0 };
    const blocked: StaleRun[] = [];
    for (let after: string | null = null; ;) {
      const page: string | null = after;
      const runs: readonly StaleRun[] = await this.unitOfWork.record(SYSTEM_ACTOR, (tx) =>
        this.store.staleRuns(tx, version, page, RUNS_AT_ONCE),
      );
      for (const run of runs) {
        const changes = await this.rederive(run);
        if (changes === 'SLOT_TAKEN') blocked.push(run);
        else count(total, changes);
      }
      if (runs.length < RUNS_AT_ONCE) break;
      after = runs.at(-1)!.id;
    }
    await this.rederiveBlocked(blocked, total);
    return total;
  }

  /**
   * Runs whose slot was taken when it was their turn: whoever has it may have moved meanwhile, and made room, as neighbours do that
   * move together. Again and again, as long as one gets on; what is left then is held.
   */
  private async rederiveBlocked(blocked: readonly StaleRun[], total: RederiveTotal): Promise<void> {
    const left: StaleRun[] = [];
    for (const run of blocked) {
      const changes = await this.rederive(run);
      if (changes === 'SLOT_TAKEN') left.push(run);
      else count(total, changes);
    }
    if (left.length > 0 && left.length < blocked.length) return this.rederiveBlocked(left, total);
    for (const { id } of left) {
      count(total, await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.rederiveIn(tx, id, true)));
    }
  }

  /** One run that cannot be derived, such as in a zone that this process does not know, keeps none other from it. */
  private async rederive({ id, intent }: StaleRun): Promise<readonly NewZoneChange[] | 'SLOT_TAKEN'> {
    try {
      await this.foresee(intent);
      return await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.rederiveIn(tx, id, false));
    } catch (error) {
      if (violationOf(error)?.kind === 'EXCLUSION') return 'SLOT_TAKEN';
      if (error instanceof RangeError) return [];
      throw error;
    }
  }

  /**
   * Derives a window of a year that is new to this process before the transaction that needs it, some zones a turn: zone data is slow to read for the first
   * time, and a transaction in which nothing is said for too long is undone.
   */
  private async foresee(intent: WindowIntent): Promise<void> {
    const year = intent.start.slice(0, 4);
    if (intent.mode !== 'VIEWER_LOCAL' || this.yearsForeseen.has(year)) return;
    for (const [index, zone] of this.derivation.zones().entries()) {
      this.derivation.derive(intent, zone);
      if (index % ZONES_A_TURN === 0) await setImmediate();
    }
    this.yearsForeseen.add(year);
  }

  private async rederiveIn(tx: Transaction, id: string, isSlotTaken: boolean): Promise<readonly NewZoneChange[]> {
    const run = await this.store.lockDerived(tx, id);
    if (run === null) return [];
    const changes =
      run.intent.mode === 'ZONED' ? await this.zoned(tx, run, isSlotTaken) : await this.viewerLocal(tx, run);
    const all = [...changes, ...(await this.differences(tx, run))];
    const written = await this.store.insertChanges(tx, all);
    if (written > 0) this.tell(tx, run, all);
    return all;
  }

  private async zoned(tx: Transaction, run: DerivedRun, isSlotTaken: boolean): Promise<NewZoneChange[]> {
    const { version, derive } = this.derivation;
    // Older data never overrules newer: two releases may run side by side.
    if (run.tzdataVersion >= version) return [];
    const zone = run.intent.zone!;
    const derived = derive(run.intent, zone);
    // What people cut off, and what was recorded already, no zone data moves.
    const target = {
      start: run.state === 'ACTIVE' ? run.window.start : derived.start,
      end: run.isCut ? run.window.end : derived.end,
    };
    const changes = boundaryChanges(run.window, target, run.state === 'DRAFT' ? -Infinity : tx.now).map(
      (change): BoundaryChange => (isSlotTaken ? { ...change, outcome: 'HELD' } : change),
    );
    await this.store.moveRun(tx, run, movedWindow(run.window, changes), version);
    return changes.map((change) => this.changeOf(run, run.tzdataVersion, zone, change, isSlotTaken));
  }

  private async viewerLocal(tx: Transaction, run: DerivedRun): Promise<NewZoneChange[]> {
    const stored = run.zoneWindows;
    if (stored !== null && stored.version >= this.derivation.version) return [];
    const derived = zoneWindows(run.intent, this.derivation);
    if (stored === null) {
      await this.store.keepZoneWindows(tx, run, derived, this.derivation.version);
      return [];
    }
    const before = byZone(stored.windows);
    const changes: NewZoneChange[] = [];
    const kept: ZoneWindow[] = [];
    for (const { zones, start, end } of derived) {
      for (const zone of zones) {
        const old = before.get(zone) ?? { start, end };
        const found = boundaryChanges(old, { start, end }, tx.now);
        kept.push({ zones: [zone], ...movedWindow(old, found) });
        changes.push(...found.map((change) => this.changeOf(run, stored.version, zone, change, false)));
      }
    }
    await this.store.keepZoneWindows(tx, run, gathered(kept), this.derivation.version);
    return changes;
  }

  /** Boundaries that are still to come, as both sets of zone data put them on the wall. */
  private async differences(tx: Transaction, run: DerivedRun): Promise<NewZoneChange[]> {
    const { version, derive, zones } = this.derivation;
    this.knownZones ??= await this.store.knownZones(tx);
    const known = this.knownZones;
    const places: readonly ZoneName[] = run.intent.mode === 'ZONED' ? [run.intent.zone!] : zones();
    const boundaries = places
      .filter((zone) => known.has(zone))
      .flatMap((zone) => {
        const { start, end } = derive(run.intent, zone);
        const ends: ['START' | 'END', Instant | null][] = [
          ['START', start],
          ['END', end],
        ];
        return ends.flatMap(([boundary, at]) =>
          at === null || at <= tx.now ? [] : [{ zone, boundary, at, wall: wallTime(at, zone).slice(0, 19) }],
        );
      });
    const found = await this.store.differences(tx, boundaries);
    return found.map(({ index, wall }) => {
      const { zone, boundary, at, wall: ours } = boundaries[index]!;
      const reason = `At ${formatInstant(at)} it is ${ours} in ${zone} by our zone data, and ${wall} by PostgreSQL's. Update the older of the two.`;
      return {
        run,
        zone,
        boundary,
        before: at,
        after: at,
        fromVersion: version,
        toVersion: version,
        outcome: 'DIFFERS',
        reason,
      };
    });
  }

  private changeOf(
    run: DerivedRun,
    fromVersion: string,
    zone: ZoneName,
    { boundary, before, after, outcome }: BoundaryChange,
    isSlotTaken: boolean,
  ): NewZoneChange {
    const said = (at: Instant | null) => (at === null ? 'no end' : formatInstant(at));
    const move = `${boundary === 'START' ? 'Start' : 'End'} in ${zone}: ${said(before)} by ${fromVersion}, ${said(after)} by ${this.derivation.version}.`;
    const why = isSlotTaken ? 'Another run holds the slot' : 'It is less than a day away';
    const reason = outcome === 'HELD' ? `${move} ${why}: it stays as it was. Release it, or reschedule the run.` : move;
    return { run, zone, boundary, before, after, fromVersion, toVersion: this.derivation.version, outcome, reason };
  }

  private tell(tx: Transaction, run: DerivedRun, changes: readonly NewZoneChange[]): void {
    const count = (outcome: NewZoneChange['outcome']) => changes.filter((change) => change.outcome === outcome).length;
    const payload = {
      toVersion: this.derivation.version,
      moved: count('MOVED'),
      held: count('HELD'),
      differs: count('DIFFERS'),
    };
    tx.audit({ action: 'run.zone-data-changed', subjectType: 'run', subjectId: run.id, after: payload });
    tx.emit({ type: 'run.zone-data-changed', subjectType: 'run', subjectId: run.id, payload });
    if (payload.moved + payload.held > 0) tx.programmeChanged({ run: run.id });
  }
}

type RederiveTotal = { -readonly [Field in keyof RederiveOutcome]: RederiveOutcome[Field] };

function count(total: RederiveTotal, changes: readonly NewZoneChange[]): void {
  total.runs += 1;
  for (const { outcome } of changes) {
    if (outcome === 'MOVED') total.moved += 1;
    else if (outcome === 'HELD') total.held += 1;
    else total.differs += 1;
  }
}

function byZone(windows: readonly ZoneWindow[]): ReadonlyMap<ZoneName, Window> {
  return new Map(windows.flatMap(({ zones, start, end }) => zones.map((zone) => [zone, { start, end }] as const)));
}

function gathered(windows: readonly ZoneWindow[]): ZoneWindow[] {
  const groups = new Map<string, ZoneWindow>();
  for (const { zones, start, end } of windows) {
    const key = `${start}/${end}`;
    groups.set(key, { start, end, zones: [...(groups.get(key)?.zones ?? []), ...zones] });
  }
  return [...groups.values()];
}
