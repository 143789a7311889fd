import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { insertRuns, testId } from '../support/due-runs.js';
import { makeScheduler, type TestScheduler } from '../support/schedulers.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const RUNS = 50;

/** Runs that are due and that another process holds in mid-transaction, and a scheduler that is to record them. */
export class HeldRuns {
  private readonly children: ChildProcess[] = [];

  private constructor(
    /** A built scheduler's script: the holder runs the libs beside it. */
    private readonly script: string,
    readonly database: TestDatabase,
    private readonly heir: TestScheduler,
  ) {}

  static async stage(script: string): Promise<HeldRuns> {
    const database = await cloneTestDatabase();
    const start = Date.now() - 1_000;
    await insertRuns(
      database,
      Array.from({ length: RUNS }, (_, i) => ({ id: testId(`r${i}`), state: 'SCHEDULED', start, end: null })),
    );
    return new HeldRuns(script, database, makeScheduler(database.url));
  }

  /** Resolves when a new process holds all runs and the turn. @param how see hold-runs.mjs */
  async hold(how: 'idle' | 'waiting'): Promise<ChildProcess> {
    const index = join(dirname(this.script), '../../../libs/persistence/src/index.js');
    const child = spawn(process.execPath, [resolve('test/e2e/hold-runs.mjs'), index, how], {
      env: { PATH: process.env.PATH, DATABASE_URL: this.database.url },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.children.push(child);
    const [held] = (await once(child, 'message')) as [number];
    await this.heir.recording.execute();
    const recorded = await this.recorded();
    if (held !== RUNS || recorded > 0) throw new Error(`${held} of ${RUNS} runs are held, ${recorded} are recorded.`);
    return child;
  }

  /** Resolves when the heir has recorded all of them; milliseconds. */
  async takenOver(): Promise<number> {
    const begin = performance.now();
    await until('the heir has recorded', async () => {
      await this.heir.recording.execute();
      return (await this.recorded()) === RUNS;
    });
    return performance.now() - begin;
  }

  /** The sessions of the holders: what each waits for, null for nothing. */
  async sessions(): Promise<{ wait_event_type: string | null }[]> {
    return this.database.query<{ wait_event_type: string | null }>(
      `SELECT wait_event_type FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'holder'`,
    );
  }

  async end(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    await this.heir.database.close();
    await until('its session is gone', async () => (await this.sessions()).length === 0);
    await this.database.drop();
  }

  private async recorded(): Promise<number> {
    return (await this.database.query('SELECT 1 FROM transition')).length;
  }
}
