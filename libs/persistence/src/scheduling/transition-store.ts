import { Injectable } from '@nestjs/common';
import { dueTransitions, formatInstant, type DueRun, type DueTransition, type Instant, type RunState } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';

/** What one batch recorded. */
export interface RecordedBatch {
  /** In the order in which they were meant. */
  readonly transitions: readonly DueTransition[];
  /** True when more may be due. */
  readonly isFull: boolean;
}

interface DueRow {
  readonly id: string;
  readonly state: RunState;
  readonly schedule_version: number;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly due_at: Date;
}

/** Records runs becoming ACTIVE and RETIRED. */
@Injectable()
export class TransitionStore {
  /**
   * Takes the runs that are due and nobody else is at work on, and records their transitions in the order in which they
   * were meant: new state, transition row, audit entry and event, all in the given transaction.
   *
   * A full batch records nothing that was meant later than what it may have left behind: a run that began and ended
   * long ago is not retired before another that began in between is activated.
   *
   * @param runsMax runs taken of each kind, 1 to 1000
   * @throws a unique violation should a transition be there already: then a guard failed, and nothing is recorded twice
   */
  async recordDue(tx: Transaction, runsMax: number): Promise<RecordedBatch> {
    const rows = await this.lockDue(tx, runsMax);
    const full = (['SCHEDULED', 'ACTIVE'] as const)
      .map((state) => rows.filter((row) => row.state === state))
      .filter((list) => list.length === runsMax);
    const horizon = Math.min(tx.now, ...full.map((list) => list.at(-1)!.due_at.getTime()));
    const transitions = dueTransitions(rows.map(dueRun), horizon);
    await this.write(tx, transitions);
    return { transitions, isFull: full.length > 0 };
  }

  /** The same for one run: how a batch is gone through when one of its runs cannot be recorded. */
  async recordRun(tx: Transaction, runId: string): Promise<readonly DueTransition[]> {
    const rows = await clientOf(tx).$queryRaw<DueRow[]>`
      SELECT id, state::text AS state, schedule_version, starts_at, ends_at, starts_at AS due_at FROM run WHERE id = ${runId}::uuid FOR UPDATE SKIP LOCKED`;
    const transitions = dueTransitions(rows.map(dueRun), tx.now);
    await this.write(tx, transitions);
    return transitions;
  }

  /** Ids of runs that are due, the longest first. For the way around a run that cannot be recorded. */
  async dueRunIds(tx: Transaction, runsMax: number): Promise<string[]> {
    const rows = await this.lockDue(tx, runsMax);
    return rows.toSorted((a, b) => a.due_at.getTime() - b.due_at.getTime()).map((row) => row.id);
  }

  /** SKIP LOCKED: what another scheduler or an editor is at work on is theirs; it is looked at again in the next tick. */
  private async lockDue(tx: Transaction, runsMax: number): Promise<DueRow[]> {
    const now = new Date(tx.now);
    return clientOf(tx).$queryRaw<DueRow[]>`
      WITH beginning AS MATERIALIZED (
        SELECT id, state::text AS state, schedule_version, starts_at, ends_at, starts_at AS due_at FROM run
        WHERE state = 'SCHEDULED' AND starts_at <= ${now} ORDER BY starts_at, id LIMIT ${runsMax} FOR UPDATE SKIP LOCKED
      ), ending AS MATERIALIZED (
        SELECT id, state::text AS state, schedule_version, starts_at, ends_at, ends_at AS due_at FROM run
        WHERE state = 'ACTIVE' AND ends_at <= ${now} ORDER BY ends_at, id LIMIT ${runsMax} FOR UPDATE SKIP LOCKED
      )
      SELECT * FROM beginning UNION ALL SELECT * FROM ending`;
  }

  private async write(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    if (transitions.length === 0) return;
    const at = new Date(tx.now);
    const retired = new Set(transitions.filter((one) => one.kind === 'RETIRED').map((one) => one.runId));
    const activated = transitions
      .filter((one) => one.kind === 'ACTIVATED' && !retired.has(one.runId))
      .map((one) => one.runId);
    await this.setState(tx, activated, 'ACTIVE');
    await this.setState(tx, [...retired], 'RETIRED');
    await clientOf(tx).transition.createMany({
      data: transitions.map(({ runId, scheduleVersion, kind, meantAt }) => ({
        runId,
        scheduleVersion,
        kind,
        meantAt: new Date(meantAt),
        happenedAt: at,
      })),
    });
    for (const transition of transitions) this.tell(tx, transition);
  }

  private async setState(tx: Transaction, ids: readonly string[], state: RunState): Promise<void> {
    if (ids.length === 0) return;
    await clientOf(tx).run.updateMany({
      where: { id: { in: [...ids] } },
      data: { state, updatedAt: new Date(tx.now) },
    });
  }

  private tell(tx: Transaction, { runId, scheduleVersion, kind, meantAt }: DueTransition): void {
    const type = kind === 'ACTIVATED' ? 'run.activated' : 'run.retired';
    const said = { scheduleVersion, meantAt: formatInstant(meantAt), happenedAt: formatInstant(tx.now) };
    tx.audit({ action: type, subjectType: 'run', subjectId: runId, after: said });
    tx.emit({ type, subjectType: 'run', subjectId: runId, payload: { ...said, lateMs: tx.now - meantAt } });
  }
}

function dueRun(row: DueRow): DueRun {
  const window: { start: Instant; end: Instant | null } = {
    start: row.starts_at.getTime(),
    end: row.ends_at?.getTime() ?? null,
  };
  return { id: row.id, state: row.state, scheduleVersion: row.schedule_version, window };
}
