import { Injectable } from '@nestjs/common';
import {
  dueBatch,
  dueTransitions,
  formatInstant,
  type DueRun,
  type DueTransition,
  type Instant,
  type RunState,
} from '#domain';
import { clientOf, type Transaction } from '../transaction.js';

/** What a scheduler takes at once. */
export interface DueScope {
  /** Runs of each kind, beginning and ending, 1 to 1,000. */
  readonly runsMax: number;
  /** Ids of runs to pass by, because they could not be recorded a moment ago; at most 1,000. */
  readonly setAside: readonly string[];
}

/** What was recorded together. */
export interface RecordedBatch {
  /** In the order in which they were meant. */
  readonly transitions: readonly DueTransition[];
  /** When they were recorded, by the database's clock. */
  readonly happenedAt: Instant;
  /** True when more may be due. */
  readonly isFull: boolean;
}

interface DueRow {
  readonly id: string;
  readonly state: RunState;
  readonly schedule_version: number;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly scheduled_at: Date | null;
  readonly missed: boolean;
}

/** The oldest boundary that is due. */
interface OldestDue {
  readonly kind: DueTransition['kind'];
  readonly at: Instant;
  /** More runs begin, or end, at this instant than one batch holds. */
  readonly isCrowded: boolean;
}

/** The advisory lock of the turn: an arbitrary number, held until the transaction ends, however it ends. */
const TURN = 6_277_833_383n;
const FROM: Readonly<Record<DueTransition['kind'], RunState>> = { ACTIVATED: 'SCHEDULED', RETIRED: 'ACTIVE' };
const TO: Readonly<Record<DueTransition['kind'], RunState>> = { ACTIVATED: 'ACTIVE', RETIRED: 'RETIRED' };

/**
 * Records runs becoming ACTIVE and RETIRED.
 *
 * Three things guard against recording one twice, each enough without the others: the runs are locked, their state is
 * asked again where it is changed, and (run, schedule version, kind) is unique. None of them waits: a run that an editor
 * is at work on is passed by and found again in the next tick, as the editor left it.
 *
 * Several schedulers take turns, batch by batch. Without that each would take part of what is due at an instant, and
 * their parts would be committed in any order: the next run of a surface announced before the end of the one on air. A
 * turn is no office: it belongs to a transaction, and is free when that ends, also by the death of its process.
 *
 * A turn is shared where order says nothing: among thousands of runs that begin at one instant none comes first. As long as
 * more of them are left than one batch holds, and nothing due is older, several schedulers record them side by side. What a
 * neighbour has not committed yet is still due to everybody else, so nobody goes on to a later instant meanwhile.
 */
@Injectable()
export class TransitionStore {
  /**
   * Takes the runs that are due and records their transitions in the order in which they were meant: new state,
   * transition row, audit entry and event, all in the given transaction.
   *
   * @returns null when another scheduler has the turn: it does the work
   * @throws a unique violation when a transition is there already, though the run's state says it is not. The rows
   *   contradict each other, which no scheduler makes happen: nothing of the batch is recorded, and people must look
   */
  async recordDue(tx: Transaction, scope: DueScope): Promise<RecordedBatch | null> {
    const oldest = await this.findOldest(tx, scope);
    if (oldest === null) return { transitions: [], happenedAt: tx.now, isFull: false };
    if (oldest.isCrowded) return this.recordCrowd(tx, scope, oldest);
    if (!(await this.takeTurn(tx))) return null;
    const { transitions, isFull } = await this.chooseDue(tx, scope);
    await this.write(tx, transitions);
    return { transitions, happenedAt: tx.now, isFull };
  }

  private async recordCrowd(tx: Transaction, scope: DueScope, { kind, at }: OldestDue): Promise<RecordedBatch | null> {
    if (!(await this.shareTurn(tx))) return null;
    // Asked again: whoever had the turn before may have recorded all of them.
    const oldest = await this.findOldest(tx, scope);
    const isStill = oldest?.isCrowded === true && oldest.kind === kind && oldest.at === at;
    const transitions = isStill ? await this.chooseCrowd(tx, scope, oldest) : [];
    await this.write(tx, transitions);
    return { transitions, happenedAt: tx.now, isFull: true };
  }

  /** What `recordDue` would record now, or null; for going around a run that cannot be recorded. */
  async listDue(tx: Transaction, scope: DueScope): Promise<readonly DueTransition[] | null> {
    return (await this.takeTurn(tx)) ? (await this.chooseDue(tx, scope)).transitions : null;
  }

  /**
   * Records one transition, if it is still due and nobody else is at its run.
   *
   * @returns null when another scheduler has the turn; an empty batch when it is not due any more
   */
  async recordOne(tx: Transaction, due: DueTransition): Promise<RecordedBatch | null> {
    if (!(await this.takeTurn(tx))) return null;
    const rows = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT id FROM run WHERE id = ${due.runId}::uuid AND schedule_version = ${due.scheduleVersion}
      AND state = ${FROM[due.kind]}::"RunState" FOR UPDATE SKIP LOCKED`;
    const transitions = rows.length === 0 ? [] : [due];
    await this.write(tx, transitions);
    return { transitions, happenedAt: tx.now, isFull: false };
  }

  protected async takeTurn(tx: Transaction): Promise<boolean> {
    const rows = await clientOf(tx).$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${TURN}) AS mine`;
    return rows[0]!.mine;
  }

  protected async shareTurn(tx: Transaction): Promise<boolean> {
    const rows = await clientOf(tx).$queryRaw<
      { ours: boolean }[]
    >`SELECT pg_try_advisory_xact_lock_shared(${TURN}) AS ours`;
    return rows[0]!.ours;
  }

  /** Reads without locks: also what a neighbour is recording. An end comes before a beginning at the same instant. */
  protected async findOldest(tx: Transaction, { runsMax, setAside }: DueScope): Promise<OldestDue | null> {
    const now = new Date(tx.now);
    const rows = await clientOf(tx).$queryRaw<{ kind: OldestDue['kind']; at: Date; crowded: boolean }[]>`
      SELECT kind, at, CASE kind
        WHEN 'RETIRED' THEN EXISTS (SELECT 1 FROM run WHERE state = 'ACTIVE' AND ends_at = at
          AND id <> ALL (${setAside}::uuid[]) ORDER BY ends_at, id OFFSET ${runsMax})
        ELSE EXISTS (SELECT 1 FROM run WHERE state = 'SCHEDULED' AND starts_at = at
          AND id <> ALL (${setAside}::uuid[]) ORDER BY starts_at, id OFFSET ${runsMax}) END AS crowded
      FROM (
        (SELECT 'RETIRED' AS kind, ends_at AS at FROM run
          WHERE state = 'ACTIVE' AND ends_at <= ${now}::timestamptz AND id <> ALL (${setAside}::uuid[])
          ORDER BY ends_at, id LIMIT 1)
        UNION ALL
        (SELECT 'ACTIVATED', starts_at FROM run
          WHERE state = 'SCHEDULED' AND starts_at <= ${now}::timestamptz AND id <> ALL (${setAside}::uuid[])
          ORDER BY starts_at, id LIMIT 1)
      ) AS due ORDER BY at, kind = 'RETIRED' DESC LIMIT 1`;
    return rows.map(({ kind, at, crowded }) => ({ kind, at: at.getTime(), isCrowded: crowded }))[0] ?? null;
  }

  private async chooseCrowd(tx: Transaction, scope: DueScope, { kind, at }: OldestDue): Promise<DueTransition[]> {
    const locked = kind === 'RETIRED' ? this.lockEnding(tx, scope, at) : this.lockBeginning(tx, scope, at);
    return dueTransitions(await locked, tx.now, at);
  }

  private async chooseDue(tx: Transaction, scope: DueScope) {
    const beginning = await this.lockBeginning(tx, scope, tx.now);
    const ending = await this.lockEnding(tx, scope, tx.now);
    return dueBatch(beginning, ending, scope.runsMax, tx.now);
  }

  /** SKIP LOCKED: what an editor is at work on is theirs; it is looked at again in the next tick. */
  protected async lockBeginning(tx: Transaction, { runsMax, setAside }: DueScope, until: Instant): Promise<DueRun[]> {
    const rows = await clientOf(tx).$queryRaw<DueRow[]>`
      SELECT id, state::text AS state, schedule_version, starts_at, ends_at, scheduled_at, false AS missed FROM run
      WHERE state = 'SCHEDULED' AND starts_at <= ${new Date(until)}::timestamptz AND id <> ALL (${setAside}::uuid[])
      ORDER BY starts_at, id LIMIT ${runsMax} FOR UPDATE SKIP LOCKED`;
    return rows.map(dueRun);
  }

  protected async lockEnding(tx: Transaction, { runsMax, setAside }: DueScope, until: Instant): Promise<DueRun[]> {
    const rows = await clientOf(tx).$queryRaw<DueRow[]>`
      SELECT id, state::text AS state, schedule_version, starts_at, ends_at, scheduled_at, EXISTS (
        SELECT FROM transition WHERE run_id = run.id AND schedule_version = run.schedule_version
        AND kind = 'ACTIVATED' AND missed) AS missed FROM run
      WHERE state = 'ACTIVE' AND ends_at <= ${new Date(until)}::timestamptz AND id <> ALL (${setAside}::uuid[])
      ORDER BY ends_at, id LIMIT ${runsMax} FOR UPDATE SKIP LOCKED`;
    return rows.map(dueRun);
  }

  /** One statement each for all of them, whatever their number. */
  private async write(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    if (transitions.length === 0) return;
    await this.moveStates(tx, transitions);
    await this.insert(tx, transitions);
    for (const transition of transitions) tell(tx, transition);
  }

  private async insert(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    const rows = transitions.map(({ runId, scheduleVersion, kind, meantAt, answerableAt, isMissed }) => ({
      run_id: runId,
      version: scheduleVersion,
      kind,
      meant_at: formatInstant(meantAt),
      answerable_at: formatInstant(answerableAt),
      missed: isMissed,
    }));
    await clientOf(tx).$executeRaw`
      INSERT INTO transition (run_id, schedule_version, kind, meant_at, happened_at, answerable_at, missed)
      SELECT t.run_id, t.version, t.kind::"TransitionKind", t.meant_at, ${new Date(tx.now)}::timestamptz, t.answerable_at, t.missed
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS (run_id uuid, version int, kind text,
        meant_at timestamptz, answerable_at timestamptz, missed boolean)) WITH ORDINALITY
        AS t (run_id, version, kind, meant_at, answerable_at, missed, nth)
      ORDER BY t.nth`;
  }

  /** From the state before a run's first transition to the one after its last, if it still is what it was. */
  protected async moveStates(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    const moves = new Map<string, { id: string; version: number; old: RunState; new: RunState }>();
    for (const { runId, scheduleVersion, kind } of transitions) {
      const old = moves.get(runId)?.old ?? FROM[kind];
      moves.set(runId, { id: runId, version: scheduleVersion, old, new: TO[kind] });
    }
    const moved = await clientOf(tx).$executeRaw`
      UPDATE run SET state = m.new::"RunState", updated_at = ${new Date(tx.now)}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify([...moves.values()])}::jsonb) AS m (id uuid, version int, old text, new text)
      WHERE run.id = m.id AND run.schedule_version = m.version AND run.state = m.old::"RunState"`;
    if (moved !== moves.size) {
      throw new Error(`${moves.size} locked runs were to change their state, and ${moved} did: nothing is recorded.`);
    }
  }
}

function tell(tx: Transaction, due: DueTransition): void {
  const { runId, scheduleVersion, kind, meantAt, answerableAt, isMissed } = due;
  const action = kind === 'ACTIVATED' ? 'run.activated' : 'run.retired';
  const said = {
    scheduleVersion,
    meantAt: formatInstant(meantAt),
    answerableAt: formatInstant(answerableAt),
    happenedAt: formatInstant(tx.now),
    missed: isMissed,
  };
  tx.audit({
    action,
    subjectType: 'run',
    subjectId: runId,
    before: { state: FROM[kind] },
    after: { state: TO[kind], ...said },
  });
  tx.emit({ type: action, subjectType: 'run', subjectId: runId, payload: { ...said, lateMs: tx.now - meantAt } });
}

function dueRun(row: DueRow): DueRun {
  return {
    id: row.id,
    state: row.state,
    scheduleVersion: row.schedule_version,
    window: { start: row.starts_at.getTime(), end: row.ends_at?.getTime() ?? null },
    scheduledAt: row.scheduled_at?.getTime() ?? null,
    isMissed: row.missed,
  };
}
