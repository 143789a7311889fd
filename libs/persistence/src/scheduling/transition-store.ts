import { Injectable } from '@nestjs/common';
import { dueBatch, formatInstant, type DueRun, type DueTransition, type Instant, type RunState } from '#domain';
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
}

/** What was written of a transition. */
interface RecordedRow {
  readonly run_id: string;
  readonly kind: DueTransition['kind'];
  readonly answerable_at: Date;
  readonly missed: boolean;
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
    if (!(await this.takeTurn(tx))) return null;
    const { transitions, isFull } = await this.chooseDue(tx, scope);
    await this.write(tx, transitions);
    return { transitions, happenedAt: tx.now, isFull };
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

  private async chooseDue(tx: Transaction, scope: DueScope) {
    const beginning = await this.lockBeginning(tx, scope);
    const ending = await this.lockEnding(tx, scope);
    return dueBatch(beginning, ending, scope.runsMax, tx.now);
  }

  /** SKIP LOCKED: what an editor is at work on is theirs; it is looked at again in the next tick. */
  protected async lockBeginning(tx: Transaction, { runsMax, setAside }: DueScope): Promise<DueRun[]> {
    const rows = await clientOf(tx).$queryRaw<DueRow[]>`
      SELECT id, state::text AS state, schedule_version, starts_at, ends_at FROM run
      WHERE state = 'SCHEDULED' AND starts_at <= ${new Date(tx.now)}::timestamptz AND id <> ALL (${setAside}::uuid[])
      ORDER BY starts_at, id LIMIT ${runsMax} FOR UPDATE SKIP LOCKED`;
    return rows.map(dueRun);
  }

  protected async lockEnding(tx: Transaction, { runsMax, setAside }: DueScope): Promise<DueRun[]> {
    const rows = await clientOf(tx).$queryRaw<DueRow[]>`
      SELECT id, state::text AS state, schedule_version, starts_at, ends_at FROM run
      WHERE state = 'ACTIVE' AND ends_at <= ${new Date(tx.now)}::timestamptz AND id <> ALL (${setAside}::uuid[])
      ORDER BY ends_at, id LIMIT ${runsMax} FOR UPDATE SKIP LOCKED`;
    return rows.map(dueRun);
  }

  /** One statement each for all of them, whatever their number. */
  private async write(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    if (transitions.length === 0) return;
    await this.moveStates(tx, transitions);
    const recorded = new Map((await this.insert(tx, transitions)).map((row) => [`${row.run_id} ${row.kind}`, row]));
    for (const transition of transitions) tell(tx, transition, recorded.get(`${transition.runId} ${transition.kind}`)!);
  }

  /** Missed is a run whose window was over when its beginning was recorded; its end is missed with it. */
  private async insert(tx: Transaction, transitions: readonly DueTransition[]): Promise<RecordedRow[]> {
    const beginning = new Set(transitions.filter(({ kind }) => kind === 'ACTIVATED').map(({ runId }) => runId));
    const rows = transitions.map(({ runId, scheduleVersion, kind, meantAt }) => ({
      run_id: runId,
      version: scheduleVersion,
      kind,
      meant_at: formatInstant(meantAt),
      begins: beginning.has(runId),
    }));
    const now = new Date(tx.now);
    return clientOf(tx).$queryRaw<RecordedRow[]>`
      INSERT INTO transition (run_id, schedule_version, kind, meant_at, happened_at, answerable_at, missed)
      SELECT t.run_id, t.version, t.kind::"TransitionKind", t.meant_at, ${now}::timestamptz,
        greatest(t.meant_at, run.scheduled_at),
        CASE WHEN t.begins THEN coalesce(run.ends_at <= ${now}::timestamptz, false) ELSE coalesce(begun.missed, false) END
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS (run_id uuid, version int, kind text, meant_at timestamptz, begins boolean)) WITH ORDINALITY
        AS t (run_id, version, kind, meant_at, begins, nth)
      JOIN run ON run.id = t.run_id
      LEFT JOIN transition begun
        ON begun.run_id = t.run_id AND begun.schedule_version = t.version AND begun.kind = 'ACTIVATED'
      ORDER BY t.nth RETURNING run_id, kind::text AS kind, answerable_at, missed`;
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

function tell(
  tx: Transaction,
  { runId, scheduleVersion, kind, meantAt }: DueTransition,
  { answerable_at: answerableAt, missed }: RecordedRow,
): void {
  const action = kind === 'ACTIVATED' ? 'run.activated' : 'run.retired';
  const said = {
    scheduleVersion,
    meantAt: formatInstant(meantAt),
    answerableAt: formatInstant(answerableAt.getTime()),
    happenedAt: formatInstant(tx.now),
    missed,
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
  const window = { start: row.starts_at.getTime(), end: row.ends_at?.getTime() ?? null };
  return { id: row.id, state: row.state, scheduleVersion: row.schedule_version, window };
}
