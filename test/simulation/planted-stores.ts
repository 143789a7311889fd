import type { DueRun, DueTransition, Instant, RunState } from '#domain';
import type { DueScope, Transaction } from '#persistence';
import type { TestDatabase } from '../support/test-database.js';
import { InterruptedStore } from './simulated-schedule.js';

/** Planted: the end belongs to the window. */
export class ClosedEndStore extends InterruptedStore {
  protected override async lockEnding(tx: Transaction, scope: DueScope): Promise<DueRun[]> {
    return (await super.lockEnding(tx, scope)).filter((run) => run.window.end !== tx.now);
  }
}

/** Planted: runs are read without locking them, and written whatever they have become. */
export class UncheckedStore extends InterruptedStore {
  constructor(private readonly database: TestDatabase) {
    super();
  }
  protected override async lockBeginning(tx: Transaction): Promise<DueRun[]> {
    return this.read(`state = 'SCHEDULED' AND starts_at <= $1`, tx.now);
  }
  protected override async lockEnding(tx: Transaction): Promise<DueRun[]> {
    return this.read(`state = 'ACTIVE' AND ends_at <= $1`, tx.now);
  }
  protected override async moveStates(_: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    await this.interrupted();
    for (const { runId, kind } of transitions) {
      await this.database.query('UPDATE run SET state = $2::"RunState" WHERE id = $1', [
        runId,
        kind === 'ACTIVATED' ? 'ACTIVE' : 'RETIRED',
      ]);
    }
  }
  private async read(condition: string, now: Instant): Promise<DueRun[]> {
    const rows = await this.database.query<{ id: string; state: RunState; version: number; s: Date; e: Date | null }>(
      `SELECT id, state::text AS state, schedule_version AS version, starts_at AS s, ends_at AS e FROM run WHERE ${condition} ORDER BY 4, 1`,
      [new Date(now)],
    );
    return rows.map(({ id, state, version, s, e }) => ({
      id,
      state,
      scheduleVersion: version,
      window: { start: s.getTime(), end: e?.getTime() ?? null },
    }));
  }
}
