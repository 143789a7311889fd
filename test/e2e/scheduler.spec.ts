import { createServer } from 'node:net';
import { once } from 'node:events';
import { insertRuns, testId } from '../support/due-runs.js';
import { startPurgeStub } from '../support/purge-stub.js';
import { contradictions, transitionRows } from '../support/schedulers.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until, UNTIL_MS } from '../support/until.js';
import { buildScheduler, RunningScheduler, type BuiltScheduler } from './built-scheduler.js';

const STORM = 1_200;

describe('the scheduler process', () => {
  let built: BuiltScheduler;
  let database: TestDatabase;
  let running: RunningScheduler[];
  beforeAll(async () => {
    built = await buildScheduler();
  });
  afterAll(() => built.remove());
  beforeEach(async () => {
    database = await cloneTestDatabase();
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.kill()));
    await until('connections gone', async () => {
      const rows = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'marquee-scheduler'`,
      );
      return rows.length === 0;
    });
    await database.drop();
  });

  function spawn(settings: Readonly<Record<string, string>> = {}): RunningScheduler {
    const one = new RunningScheduler(built.script, { DATABASE_URL: database.url, ...settings });
    running.push(one);
    return one;
  }
  const activations = async () =>
    (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM transition'))[0]!.n;

  it('activates at the boundary, retires at the next, tells both, and stops on SIGTERM', async () => {
    const scheduler = await spawn().ready();
    const start = Date.now() + 700;
    await insertRuns(database, [{ id: testId('a'), state: 'SCHEDULED', start, end: start + 600 }]);
    // One that begins so soon may be rehearsed as well, if the first look finds it.
    const told = () =>
      scheduler.lines('event').filter(({ type }) => type === 'run.activated' || type === 'run.retired');
    await until('both are relayed', () => told().length === 2);
    const rows = await transitionRows(database);
    expect(rows.map((row) => [row.kind, row.meant_at.getTime() - start])).toEqual([
      ['ACTIVATED', 0],
      ['RETIRED', 600],
    ]);
    for (const row of rows) {
      const lateMs = row.happened_at.getTime() - row.meant_at.getTime();
      expect(lateMs).toBeGreaterThanOrEqual(0);
    }
    expect(told().map(({ type, subjectId }) => [type, subjectId])).toEqual([
      ['run.activated', testId('a')],
      ['run.retired', testId('a')],
    ]);
    expect(await scheduler.metric('transitions_total{kind="ACTIVATED"')).toBe(1);
    expect(await scheduler.metric('transition_lateness_seconds_count')).toBe(2);
    expect(await scheduler.metric('due_runs')).toBe(0);
    expect(await scheduler.metric('last_record_tick_age_seconds')).toBeLessThan(UNTIL_MS / 1_000);
    expect(Math.abs(await scheduler.metric('clock_offset_seconds'))).toBeLessThan(1);
    expect(await (await scheduler.get('/health/live')).json()).toEqual({ status: 'live' });
    const ready = await scheduler.get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok', tick: 'ok' } },
    ]);
    scheduler.signal('SIGTERM');
    expect(await scheduler.ended()).toBe(0);
    expect(await contradictions(database)).toEqual([]);
  });

  it('drafts at its start the run of a campaign that comes again, and tells of it', async () => {
    await insertRuns(database, []);
    await database.query('UPDATE campaign SET playlist_id = (SELECT id FROM playlist)');
    await database.query(
      `INSERT INTO observance (slug, name, rule, duration_days, overrides, source, updated_at)
       VALUES ('new-year', 'New Year', '{"kind":"FIXED","month":1,"day":1}', 1, '[]', 'https://example.org/', now())`,
    );
    await database.query(
      `INSERT INTO campaign_recurrence (campaign_id, observance_slug, time_mode, lead_days, since_year, updated_at)
       SELECT id, 'new-year', 'VIEWER_LOCAL', 366, 2000, now() FROM campaign`,
    );
    const scheduler = await spawn().ready();
    await until('the event is relayed', () => scheduler.lines('event').length > 0);
    // On 1 January itself there are two: the one of today and the next.
    expect(new Set(scheduler.lines('event').map(({ type }) => type))).toEqual(new Set(['run.drafted']));
    expect(await database.query('SELECT DISTINCT state::text AS state FROM run')).toEqual([{ state: 'DRAFT' }]);
    expect(await scheduler.metric('last_draft_tick_age_seconds')).toBeLessThan(UNTIL_MS / 1_000);
  });

  it('rehearses what will air, tells what it found, and counts it', async () => {
    const start = Date.now() + 30 * 60_000;
    // A playlist without any entry: nothing could be shown.
    await insertRuns(database, [{ id: testId('a'), state: 'SCHEDULED', start, end: null }]);
    const scheduler = await spawn().ready();
    await until('it is relayed', () => scheduler.lines('event').length === 1);
    expect(scheduler.lines('event')).toMatchObject([{ type: 'run.rehearsal_failed', subjectId: testId('a') }]);
    expect(scheduler.lines('run rehearsed: RED. What was found stands on the schedule')).toMatchObject([
      { runId: testId('a'), kind: 'ONE_HOUR', codes: ['PLAYLIST_EMPTY'] },
    ]);
    expect(await scheduler.metric('rehearsals_total{result="red"')).toBe(1);
    expect(await scheduler.metric('rehearsals_total{result="green"')).toBe(0);
    expect(await scheduler.metric('last_rehearse_tick_age_seconds')).toBeLessThan(UNTIL_MS / 1_000);
  });

  it('refuses to start with a host that is none', async () => {
    const scheduler = spawn({ MEDIA_PROBE_HOSTS: 'media.example.org,https://x/' });
    expect(await scheduler.ended()).toBe(1);
  });

  it('killed in the middle of a storm, leaves nothing half done, and another one finishes', async () => {
    const start = Date.now() - 3_600_000;
    await insertRuns(
      database,
      Array.from({ length: STORM }, (_, i) => ({
        id: testId(`s${i}`),
        state: 'SCHEDULED',
        start: start + i,
        end: null,
      })),
    );
    const victim = spawn();
    await until('it is at work', async () => (await activations()) > 0);
    victim.signal('SIGKILL');
    await victim.ended();
    const before = await activations();
    expect(before).toBeLessThan(STORM);
    const heir = spawn();
    await until('all are recorded', async () => (await activations()) === STORM);
    const rows = await transitionRows(database);
    expect(new Set(rows.map((row) => row.run_id)).size).toBe(STORM);
    const meant = rows.map((row) => row.meant_at.getTime());
    expect(meant).toEqual(meant.toSorted((a, b) => a - b));
    expect(await contradictions(database)).toEqual([]);
    await until('all are relayed', async () => {
      const told = new Set([victim, heir].flatMap((one) => one.lines('event')).map(({ subjectId }) => subjectId));
      return told.size === STORM;
    });
  });

  it('two side by side record a storm once each, also when one is killed in it', async () => {
    const pair = [await spawn().ready(), await spawn().ready()];
    const start = Date.now() + 400;
    await insertRuns(
      database,
      Array.from({ length: STORM }, (_, i) => ({ id: testId(`s${i}`), state: 'SCHEDULED', start, end: null })),
    );
    await until('they are at work', async () => (await activations()) > 0);
    pair[0]!.signal('SIGKILL');
    await until('all are recorded', async () => (await activations()) === STORM);
    const rows = await transitionRows(database);
    expect(new Set(rows.map((row) => row.run_id)).size).toBe(STORM);
    expect(Math.max(...rows.map((row) => row.happened_at.getTime())) - start).toBeLessThan(10_000);
    expect(await contradictions(database)).toEqual([]);
  });

  it('begins while the database is away, is not ready then, and goes on when it is back', async () => {
    // ALTER DATABASE refuses this for the database that one is connected to.
    await database.query(`UPDATE pg_database SET datallowconn = false WHERE datname = current_database()`);
    const scheduler = await spawn().ready();
    expect((await scheduler.get('/health/ready')).status).toBe(503);
    expect((await scheduler.get('/health/live')).status).toBe(200);
    // Drafting waits for the first upkeep, and has nothing to fail with.
    const failing = () => new Set(scheduler.lines('tick failed; the next one tries again').map(({ loop }) => loop));
    await until('all loops say so', () =>
      ['record', 'relay', 'rehearse', 'upkeep'].every((loop) => failing().has(loop)),
    );
    await insertRuns(database, [{ id: testId('a'), state: 'SCHEDULED', start: Date.now(), end: null }]);
    await database.query(`UPDATE pg_database SET datallowconn = true WHERE datname = current_database()`);
    await until('it has recorded', async () => (await activations()) === 1);
    await until('it is ready', async () => (await scheduler.get('/health/ready')).status === 200);
    await until('it says so', () => scheduler.lines('ticks are well again').some(({ loop }) => loop === 'record'));
  });

  it('says that nothing ticked when it was held, and records what came due meanwhile', async () => {
    const scheduler = await spawn().ready();
    await until('it ticks', async () => (await scheduler.metric('ticks_total{loop="record",outcome="ok"')) > 0);
    scheduler.signal('SIGSTOP');
    const start = Date.now() + 100;
    await insertRuns(database, [{ id: testId('a'), state: 'SCHEDULED', start, end: null }]);
    await until('the time is past', () => Date.now() > start + 2_500);
    scheduler.signal('SIGCONT');
    await until('it has recorded', async () => (await activations()) === 1);
    await until('it says so', () =>
      scheduler
        .lines('resync: nothing ticked for a while; what came due meanwhile is recorded now')
        .some(({ loop }) => loop === 'record'),
    );
  });

  it('tells a cache what to forget until it acknowledges, and neither address nor token to its log', async () => {
    const cache = await startPurgeStub();
    cache.answer = (response) => void response.writeHead(503).end();
    const purging = { PURGE_URL: cache.url, PURGE_TOKEN: 'a-token-of-the-cache' };
    const scheduler = await spawn(purging).ready();
    await database.query(
      `INSERT INTO outbox_event (id, type, subject_type, subject_id, payload, occurred_at)
       VALUES (gen_random_uuid(), 'guide.retired', 'guide', 'caring', '{}', now() - interval '2 minutes')`,
    );
    await until('it counts failures', async () => (await scheduler.metric('purge_failures_total')) >= 2);
    expect(await scheduler.metric('purge_lag_seconds')).toBeGreaterThanOrEqual(120);
    await until('the alarm', () => scheduler.output.includes('ALARM: the cache has not been told for over a minute'));
    cache.answer = (response) => void response.writeHead(200).end();
    await until('it is acknowledged', async () => (await scheduler.metric('purged_keys_total')) === 2);
    await until('it is not behind', async () => (await scheduler.metric('purge_lag_seconds')) === 0);
    expect(cache.calls.length).toBeGreaterThanOrEqual(3);
    expect(cache.calls.at(-1)).toMatchObject({
      keys: ['guide:caring', 'crowded'],
      headers: { authorization: 'Bearer a-token-of-the-cache' },
    });
    expect(scheduler.output).not.toContain(new URL(cache.url).host);
    expect(scheduler.output).not.toContain('a-token-of-the-cache');
    await cache.close();
  });

  it('stops when its launcher is gone', async () => {
    const scheduler = await spawn().ready();
    scheduler.disconnect();
    expect(await scheduler.ended()).toBe(0);
  });

  it('refuses to begin without a database, with wrong settings, or on a taken port, and says why', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const refused = [
      spawn({ DATABASE_URL: '' }),
      spawn({ TICK_MS: '5000', LOG_LEVEL: 'loud' }),
      spawn({ SCHEDULER_PORT: String(port) }),
      spawn({ PURGE_URL: 'https://api.example.org/purge', PURGE_STYLE: 'fastly' }),
    ];
    expect(await Promise.all(refused.map((one) => one.ended()))).toEqual([1, 1, 1, 1]);
    taken.close();
    expect(refused[0]!.output).toContain('DATABASE_URL is not set');
    expect(refused[1]!.output).toMatch(/TICK_MS is "5000".*1000 is allowed[^]*LOG_LEVEL is "loud"/);
    expect(refused[2]!.output).toContain(`address already in use 127.0.0.1:${port}`);
    expect(refused[3]!.output).toContain('PURGE_URL has to end in /service/ID/purge');
  });
});
