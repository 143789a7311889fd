import pg from 'pg';
import { contradictions } from '../support/schedulers.js';
import { until } from '../support/until.js';
import { buildScheduler, type BuiltScheduler } from './built-scheduler.js';
import { HeldRuns } from './held-runs.js';

/** Five seconds, and what a busy machine takes to look. */
const FREE_WITHIN_MS = 5_000 + 1_500;

describe('a client that is killed in mid-transaction', () => {
  let built: BuiltScheduler;
  let stage: HeldRuns;
  beforeAll(async () => {
    built = await buildScheduler();
  });
  afterAll(() => built.remove());
  beforeEach(async () => {
    stage = await HeldRuns.stage(built.script);
  });
  afterEach(async () => stage.end());

  it('while it sends nothing: its runs and its turn are free at once', async () => {
    const child = await stage.hold('idle');
    child.kill('SIGKILL');
    expect(await stage.takenOver()).toBeLessThan(FREE_WITHIN_MS);
    expect(await contradictions(stage.database)).toEqual([]);
  });

  it('while its statement waits: they are free within 5 s, because the server looks for its client', async () => {
    const chain = new pg.Client({ connectionString: stage.database.ownerUrl });
    await chain.connect();
    try {
      await chain.query('BEGIN');
      await chain.query('SELECT 1 FROM audit_head FOR UPDATE');
      const child = await stage.hold('waiting');
      await until('it waits', async () => (await stage.sessions())[0]?.wait_event_type === 'Lock');
      child.kill('SIGKILL');
      const begin = performance.now();
      // The chain stays held all the while: nothing but the look for the client ends that session.
      await until('its session is gone', async () => (await stage.sessions()).length === 0);
      expect(performance.now() - begin).toBeLessThan(FREE_WITHIN_MS);
    } finally {
      await chain.end();
    }
    await stage.takenOver();
    expect(await contradictions(stage.database)).toEqual([]);
  });
});
