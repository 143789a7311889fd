import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { HOUR_MS, MINUTE_MS, SECOND_MS, SYSTEM_ACTOR, type DueRun, type DueTransition, type RunState } from '#domain';
import { TransitionStore, violationOf, type DueScope, type Transaction } from '#persistence';
import { insertRuns, testId, type TestRun } from '../support/due-runs.js';
import {
  contradictions,
  makeScheduler,
  tickTogether,
  tickUntilDone,
  transitionRows,
  type TestScheduler,
} from '../support/schedulers.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const NOON = Date.UTC(2026, 5, 1, 12);
const ALL = { runsMax: 500, setAside: [] };

describe('recording due transitions', () => {
  let database: TestDatabase;
  let schedulers: TestScheduler[];
  let now: number;
  const clock = { now: () => now };
  beforeEach(async () => {
    database = await cloneTestDatabase();
    schedulers = [];
    now = NOON;
  });
  afterEach(async () => {
    await Promise.all(schedulers.map((one) => one.database.close()));
    await database.drop();
  });

  function scheduler(options: Parameters<typeof makeScheduler>[1] = { clock }): TestScheduler {
    const made = makeScheduler(database.url, options);
    schedulers.push(made);
    return made;
  }
  const run = (name: string, state: RunState, start: number, end: number | null): TestRun => ({
    id: testId(name),
    state,
    start,
    end,
  });
  const storm = (count: number, state: RunState = 'SCHEDULED') =>
    Array.from({ length: count }, (_, i) =>
      run(`storm-${i}`, state, NOON - MINUTE_MS, state === 'ACTIVE' ? NOON : null),
    );
  const states = async () => {
    const rows = await database.query<{ state: string; n: number }>(
      'SELECT state::text AS state, count(*)::int AS n FROM run GROUP BY 1',
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };
  /** Ticks as a process does, which goes on after a tick that failed. */
  const untilRecorded = async ({ recording }: TestScheduler, count: number) => {
    const deadline = performance.now() + 5_000;
    while ((await transitionRows(database)).length < count && performance.now() < deadline) {
      await recording.execute().catch(() => undefined);
      await wait(5);
    }
  };
  /** `a ACTIVATED 0`: name, kind, and milliseconds from noon that were meant. */
  const recorded = async (names: readonly string[]) => {
    const nameOf = new Map(names.map((name) => [testId(name), name]));
    return (await transitionRows(database)).map(
      (row) => `${nameOf.get(row.run_id)} ${row.kind} ${row.meant_at.getTime() - NOON}`,
    );
  };

  it('leaves a run alone one millisecond before its boundary and takes it at the boundary', async () => {
    await insertRuns(database, [run('a', 'SCHEDULED', NOON, NOON + SECOND_MS)]);
    const { recording } = scheduler();
    now = NOON - 1;
    expect(await recording.execute()).toEqual({ nextDueAt: NOON, isMoreDue: false });
    expect(await recorded(['a'])).toEqual([]);
    now = NOON;
    expect(await recording.execute()).toEqual({ nextDueAt: NOON + SECOND_MS, isMoreDue: false });
    expect(await recorded(['a'])).toEqual(['a ACTIVATED 0']);
    now = NOON + SECOND_MS - 1;
    await recording.execute();
    expect(await states()).toEqual({ ACTIVE: 1 });
    now = NOON + SECOND_MS;
    expect(await recording.execute()).toEqual({ nextDueAt: null, isMoreDue: false });
    expect(await recorded(['a'])).toEqual(['a ACTIVATED 0', `a RETIRED ${SECOND_MS}`]);
    expect(await states()).toEqual({ RETIRED: 1 });
    expect(await contradictions(database)).toEqual([]);
  });

  it('records after an hour of nobody there all that was due, in the meant order, with both instants', async () => {
    const minutes = (n: number) => NOON + n * MINUTE_MS;
    await insertRuns(database, [
      run('long', 'SCHEDULED', minutes(1), minutes(40)),
      run('between', 'SCHEDULED', minutes(20), null),
      run('on air', 'ACTIVE', minutes(-60), minutes(20)),
      run('unseen', 'SCHEDULED', minutes(30), minutes(35)),
      run('later', 'SCHEDULED', minutes(61), null),
      run('draft', 'DRAFT', minutes(5), null),
      run('cancelled', 'CANCELLED', minutes(5), null),
    ]);
    now = minutes(60);
    const { recording } = scheduler();
    expect(await recording.execute()).toEqual({ nextDueAt: minutes(61), isMoreDue: false });
    expect(await recorded(['long', 'between', 'on air', 'unseen'])).toEqual(
      [
        ['long ACTIVATED', 1],
        ['on air RETIRED', 20],
        ['between ACTIVATED', 20],
        ['unseen ACTIVATED', 30],
        ['unseen RETIRED', 35],
        ['long RETIRED', 40],
      ].map(([what, minute]) => `${what} ${Number(minute) * MINUTE_MS}`),
    );
    expect(new Set((await transitionRows(database)).map((row) => row.happened_at.getTime()))).toEqual(new Set([now]));
    const [event] = await database.query<{ payload: unknown }>('SELECT payload FROM outbox_event ORDER BY xid, pos');
    expect(event!.payload).toEqual({
      scheduleVersion: 1,
      meantAt: '2026-06-01T12:01:00.000Z',
      answerableAt: '2026-06-01T12:01:00.000Z',
      happenedAt: '2026-06-01T13:00:00.000Z',
      lateMs: 59 * MINUTE_MS,
      missed: true,
    });
    const missed = await database.query('SELECT DISTINCT run_id FROM transition WHERE missed');
    expect(new Set(missed.map((row) => row.run_id))).toEqual(new Set([testId('long'), testId('unseen')]));
    expect(await contradictions(database)).toEqual([]);
  });

  it('keeps the meant order over many batches', async () => {
    const runs = Array.from({ length: 1_300 }, (_, i) => run(`r${i}`, 'SCHEDULED', NOON + i, NOON + i * 2 + 1));
    await insertRuns(database, runs);
    now = NOON + HOUR_MS;
    await tickUntilDone(scheduler());
    const meant = (await transitionRows(database)).map((row) => row.meant_at.getTime());
    expect(meant).toHaveLength(2_600);
    expect(meant).toEqual(meant.toSorted((a, b) => a - b));
    expect(await contradictions(database)).toEqual([]);
  });

  it('two schedulers record 2,000 runs that end at one instant once each', async () => {
    await insertRuns(database, storm(2_000, 'ACTIVE'));
    await tickTogether([scheduler(), scheduler()], database, now);
    expect(await states()).toEqual({ RETIRED: 2_000 });
    expect(await transitionRows(database)).toHaveLength(2_000);
    expect(await contradictions(database)).toEqual([]);
  });

  it('three schedulers record 4,000 runs that begin at one instant once each', async () => {
    await insertRuns(database, storm(4_000));
    const three = [scheduler({}), scheduler({}), scheduler({})];
    await Promise.all(three.map(({ database: one }) => one.ping()));
    const begun = performance.now();
    await tickTogether(three, database, NOON);
    const tookMs = Math.round(performance.now() - begun);
    const shares = three.map(({ reports }) => reports.batches.flatMap((batch) => batch.transitions).length);
    process.stdout.write(`4,000 activations by three schedulers: ${tookMs} ms, shares ${shares.join(' + ')}\n`);
    expect(await states()).toEqual({ ACTIVE: 4_000 });
    expect(await transitionRows(database)).toHaveLength(4_000);
    expect(await contradictions(database)).toEqual([]);
  });

  it('three schedulers at once never announce the next run before the end of the one on air', async () => {
    const handOvers = Array.from({ length: 400 }, (_, i) => [
      run(`old-${i}`, 'ACTIVE', NOON - HOUR_MS, NOON + i),
      run(`new-${i}`, 'SCHEDULED', NOON + i, null),
    ]).flat();
    await insertRuns(database, handOvers);
    now = NOON + MINUTE_MS;
    await tickTogether([scheduler(), scheduler(), scheduler()], database, now);
    const rows = await transitionRows(database);
    expect(rows.map((row) => row.kind)).toEqual(handOvers.map((_, i) => (i % 2 === 0 ? 'RETIRED' : 'ACTIVATED')));
    expect(await contradictions(database)).toEqual([]);
  });

  it('several schedulers share one instant, and nobody goes on to a later one before it is recorded', async () => {
    const later = run('later', 'SCHEDULED', NOON + 1, null);
    await insertRuns(database, [...storm(5), later]);
    now = NOON + MINUTE_MS;
    const store = new TransitionStore();
    const batch = async (one: TestScheduler) =>
      one.unitOfWork.record(SYSTEM_ACTOR, (tx) => store.recordDue(tx, { runsMax: 2, setAside: [] }));
    const [first, second] = [scheduler({ clock }), scheduler({ clock })];
    const beside: (number | undefined)[] = [];
    await first.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      await store.recordDue(tx, { runsMax: 2, setAside: [] });
      // Not committed: to the other, all five are still due, then three, of which one is free; then no crowd is left.
      for (let i = 0; i < 3; i += 1) beside.push((await batch(second))?.transitions.length);
    });
    expect(beside).toEqual([2, 1, undefined]);
    expect(await states()).toEqual({ ACTIVE: 5, SCHEDULED: 1 });
    expect((await batch(second))?.transitions.map(({ runId }) => runId)).toEqual([later.id]);
    expect(await contradictions(database)).toEqual([]);
  });

  describe('each guard is enough without the others', () => {
    /** Nobody waits for a turn, and all take runs at once. */
    class WithoutTurns extends TransitionStore {
      protected override async takeTurn(): Promise<boolean> {
        return true;
      }
      protected override async shareTurn(): Promise<boolean> {
        return true;
      }
    }
    /** Runs are read from outside the transaction: nothing is locked. */
    class WithoutLocks extends WithoutTurns {
      protected override async lockBeginning(_: Transaction, { runsMax }: DueScope): Promise<DueRun[]> {
        const rows = await database.query<{ id: string; starts_at: Date }>(
          `SELECT id, starts_at FROM run WHERE state = 'SCHEDULED' ORDER BY starts_at, id LIMIT $1`,
          [runsMax],
        );
        return rows.map(({ id, starts_at }) => ({
          id,
          state: 'SCHEDULED',
          scheduleVersion: 1,
          window: { start: starts_at.getTime(), end: null },
          scheduledAt: null,
          isMissed: false,
        }));
      }
    }
    /** And whatever the state is, it is overwritten. */
    class WithoutStateCheck extends WithoutLocks {
      protected override async moveStates(_: Transaction, transitions: readonly DueTransition[]): Promise<void> {
        await database.query(`UPDATE run SET state = 'ACTIVE' WHERE id = ANY ($1)`, [
          transitions.map(({ runId }) => runId),
        ]);
      }
    }

    it.each([
      ['the locks of the runs, without turns', WithoutTurns],
      ['the state that is asked again, without locks', WithoutLocks],
    ])('%s', async (_, Store) => {
      await insertRuns(database, storm(500));
      const three = [1, 2, 3].map(() => scheduler({ clock, store: new Store() }));
      await tickTogether(three, database, now);
      expect(await states()).toEqual({ ACTIVE: 500 });
      expect(await transitionRows(database)).toHaveLength(500);
      // Without turns the order is another in rows, audit and outbox; nothing is there twice in any.
      for (const table of ['audit_entry', 'outbox_event']) {
        expect(await database.query(`SELECT DISTINCT subject_id FROM ${table}`)).toHaveLength(500);
        expect(await database.query(`SELECT 1 FROM ${table}`)).toHaveLength(500);
      }
    });

    it('the unique key, without any check of the state', async () => {
      await insertRuns(database, storm(300));
      const store = new WithoutStateCheck();
      const attempts = await Promise.allSettled(
        [1, 2, 3].map(() => scheduler().unitOfWork.record(SYSTEM_ACTOR, (tx) => store.recordDue(tx, ALL))),
      );
      const errors = attempts.flatMap((one) => (one.status === 'rejected' ? [violationOf(one.reason)?.kind] : []));
      expect(errors).toEqual(errors.map(() => 'UNIQUE'));
      expect(await transitionRows(database)).toHaveLength(300);
      expect(await contradictions(database)).toEqual([]);
    });
  });

  it('passes by a run that an editor is at work on, and records it as the editor left it', async () => {
    await insertRuns(database, [run('a', 'SCHEDULED', NOON, null), run('b', 'SCHEDULED', NOON, null)]);
    const editor = new pg.Client({ connectionString: database.url });
    await editor.connect();
    await editor.query('BEGIN');
    await editor.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [testId('a')]);
    const { recording } = scheduler();
    await recording.execute();
    expect(await recorded(['a', 'b'])).toEqual(['b ACTIVATED 0']);
    await editor.query(`UPDATE run SET state = 'CANCELLED' WHERE id = $1`, [testId('a')]);
    await editor.query('COMMIT');
    await editor.end();
    await recording.execute();
    expect(await recorded(['a', 'b'])).toEqual(['b ACTIVATED 0']);
    expect(await states()).toEqual({ ACTIVE: 1, CANCELLED: 1 });
  });

  it.each(['its socket is cut', 'the server ends its session'])(
    'takes the turn and the runs of a scheduler that died in the middle, when %s',
    async (how) => {
      await insertRuns(database, storm(10));
      const dying = new pg.Client({ connectionString: database.url });
      dying.on('error', () => undefined);
      await dying.connect();
      const heir = scheduler();
      const store = new TransitionStore();
      await dying.query('BEGIN');
      // What the store itself does first, so that the test holds the lock that the store asks for.
      const turn = await heir.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
        await store.listDue(tx, { runsMax: 1, setAside: storm(10).map(({ id }) => id) });
        return database.query<{ key: string }>(
          `SELECT (classid::bigint << 32 | objid::bigint)::text AS key FROM pg_locks WHERE locktype = 'advisory'
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
      });
      await dying.query('SELECT pg_advisory_xact_lock($1)', [turn[0]!.key]);
      await dying.query(`SELECT 1 FROM run WHERE state = 'SCHEDULED' FOR UPDATE`);
      await heir.recording.execute();
      expect(await transitionRows(database)).toEqual([]);
      if (how === 'its socket is cut') {
        (dying as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      } else {
        await database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
        );
      }
      await untilRecorded(heir, 10);
      expect(await states()).toEqual({ ACTIVE: 10 });
      expect(await contradictions(database)).toEqual([]);
    },
  );

  describe('a run whose rows contradict each other', () => {
    /** Its activation is recorded, and yet it is SCHEDULED: nobody but a hand in the database makes that. */
    const contradict = async (name: string) =>
      database.query(
        `INSERT INTO transition (run_id, schedule_version, kind, meant_at, happened_at) VALUES ($1, 1, 'ACTIVATED', now(), now())`,
        [testId(name)],
      );

    it('fails its batch whole', async () => {
      await insertRuns(database, [run('good', 'SCHEDULED', NOON, null), run('bad', 'SCHEDULED', NOON, null)]);
      await contradict('bad');
      const { unitOfWork } = scheduler();
      const recording = unitOfWork.record(SYSTEM_ACTOR, (tx) => new TransitionStore().recordDue(tx, ALL));
      const error = await recording.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(violationOf(error)?.kind).toBe('UNIQUE');
      expect(await states()).toEqual({ SCHEDULED: 2 });
      expect(await database.query('SELECT 1 FROM audit_entry UNION ALL SELECT 1 FROM outbox_event')).toEqual([]);
    });

    it('is set aside, named, and stops nobody but itself; the order of the others is kept', async () => {
      await insertRuns(database, [
        run('first', 'SCHEDULED', NOON - 50, NOON - 10),
        run('bad', 'SCHEDULED', NOON - 40, NOON - 35),
        run('second', 'SCHEDULED', NOON - 30, null),
      ]);
      await contradict('bad');
      const { recording, reports } = scheduler();
      expect(await recording.execute()).toEqual({ nextDueAt: null, isMoreDue: false });
      expect(reports.setAside).toEqual([testId('bad')]);
      expect(recording.setAsideCount()).toBe(1);
      expect((await recorded(['first', 'second', 'bad'])).slice(1)).toEqual([
        'first ACTIVATED -50',
        'second ACTIVATED -30',
        'first RETIRED -10',
      ]);
      await insertRuns(database, [run('third', 'SCHEDULED', NOON, null)]);
      await recording.execute();
      expect(reports.failures).toHaveLength(1);
      expect(await states()).toEqual({ RETIRED: 1, ACTIVE: 2, SCHEDULED: 1 });
    });

    it('does not hide what a full batch left behind it', async () => {
      await insertRuns(database, [...storm(600), run('bad', 'SCHEDULED', NOON - HOUR_MS, null)]);
      await contradict('bad');
      const one = scheduler();
      await tickUntilDone(one);
      expect(one.reports.setAside).toEqual([testId('bad')]);
      expect(await states()).toEqual({ ACTIVE: 600, SCHEDULED: 1 });
    });
  });

  it('sets nobody aside for a connection that breaks', async () => {
    await insertRuns(database, storm(3));
    let breaks = 0;
    class Breaking extends TransitionStore {
      protected override async takeTurn(tx: Transaction): Promise<boolean> {
        breaks += 1;
        // Batches, a list of what is in one, and one of its runs.
        if ([1, 2, 3, 5].includes(breaks)) {
          await database.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test-scheduler'`,
          );
        }
        return super.takeTurn(tx);
      }
    }
    const one = scheduler({ clock, store: new Breaking() });
    await untilRecorded(one, 3);
    expect(breaks).toBeGreaterThanOrEqual(4);
    expect(one.reports.setAside).toEqual([]);
    expect(await states()).toEqual({ ACTIVE: 3 });
    expect(await contradictions(database)).toEqual([]);
  });
});
