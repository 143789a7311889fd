import { DAY_MS, type RunState } from '#domain';
import {
  ARCHIVE_AGE_DAYS_MIN,
  CampaignReadModel,
  Database,
  DueReadModel,
  TransitionArchive,
  UnitOfWork,
} from '#persistence';
import { insertRuns, testId } from '../support/due-runs.js';
import { contradictions, makeScheduler, tickUntilDone, type TestScheduler } from '../support/schedulers.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const COLUMNS = 'seq::text, run_id, schedule_version, kind::text, meant_at, happened_at, answerable_at, missed';
const BOTH = `SELECT ${COLUMNS} FROM transition UNION ALL SELECT ${COLUMNS} FROM transition_archive ORDER BY 1, 2`;

describe('the archive of transitions', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let archive: TransitionArchive;
  let schedulers: TestScheduler[];
  beforeEach(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.ownerUrl, poolMax: 3, applicationName: 'test' });
    archive = new TransitionArchive(database, new UnitOfWork(database));
    schedulers = [];
  });
  afterEach(async () => {
    await Promise.all([database, ...schedulers.map((one) => one.database)].map((one) => one.close()));
    await testDatabase.drop();
  });

  /** A run that began and, unless its state says otherwise, ended so many days ago; with its transitions. */
  const past = async (names: readonly string[], state: RunState, beganDays: number, endedDays: number | null) => {
    const now = Date.now();
    const [start, end] = [now - beganDays * DAY_MS, endedDays === null ? null : now - endedDays * DAY_MS];
    await insertRuns(
      testDatabase,
      names.map((name) => ({ id: testId(name), state, start, end })),
    );
    await testDatabase.query(
      `INSERT INTO transition (run_id, schedule_version, kind, meant_at, happened_at, answerable_at, missed)
       SELECT id, 1, kind::"TransitionKind", at, at + interval '123 ms', at + interval '45 ms', kind = 'RETIRED'
       FROM unnest($1::uuid[]) AS id, LATERAL (VALUES ('ACTIVATED', $2::timestamptz), ('RETIRED', $3::timestamptz)) AS t (kind, at)
       WHERE at IS NOT NULL`,
      [names.map(testId), new Date(start), end === null ? null : new Date(end)],
    );
  };
  const rows = async (sql: string) => testDatabase.query<Record<string, unknown>>(sql);
  const count = async (table: string) => (await testDatabase.query(`SELECT 1 FROM ${table}`)).length;
  const namesOf = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i}`);
  const history = async () => {
    await past(namesOf('old', 30), 'RETIRED', 800, 790);
    await past(namesOf('cancelled', 5), 'CANCELLED', 500, null);
    await past(['evergreen'], 'ACTIVE', 900, null);
    await past(['long'], 'RETIRED', 900, 10);
    await past(namesOf('young', 20), 'RETIRED', 399, 390);
  };

  it('moves what is older and of runs that are over, to the letter, and leaves the rest', async () => {
    await history();
    const before = await rows(BOTH);
    expect(await archive.archive(ARCHIVE_AGE_DAYS_MIN)).toEqual({ transitions: 66, batches: 1 });
    expect(await rows(BOTH)).toEqual(before);
    expect([await count('transition_archive'), await count('transition')]).toEqual([66, 42]);
    const kept = await rows(`SELECT DISTINCT run_id FROM transition WHERE happened_at < now() - interval '400 days'`);
    expect(kept).toEqual([{ run_id: testId('evergreen') }]);
  });

  it('moves nothing while transition has a column that the archive has not', async () => {
    await history();
    await testDatabase.query(`ALTER TABLE transition ADD COLUMN added_later text NOT NULL DEFAULT 'said'`);
    await expect(archive.archive(400)).rejects.toThrow('append-only: DELETE refused');
    expect([await count('transition_archive'), await count('transition')]).toEqual([0, 108]);
  });

  it('moves each once, also when two archive at the same moment, and says so in the audit chain', async () => {
    await past(namesOf('old', 6_000), 'RETIRED', 800, 790);
    const before = await rows(BOTH);
    const other = new TransitionArchive(database, new UnitOfWork(database));
    const both = await Promise.all([archive.archive(400), other.archive(500)]);
    expect(both[0].transitions + both[1].transitions).toBe(12_000);
    expect(await archive.archive(400)).toEqual({ transitions: 0, batches: 0 });
    expect(await rows(BOTH)).toEqual(before);
    const audits = await testDatabase.query<{ n: number }>(
      `SELECT (after->>'transitions')::int AS n FROM audit_entry WHERE action = 'transitions.archived'`,
    );
    expect(audits).toHaveLength(both[0].batches + both[1].batches);
    expect(audits.reduce((sum, { n }) => sum + n, 0)).toBe(12_000);
    expect(await contradictions(testDatabase)).toEqual([]);
  });

  it('refuses less than 400 days, in the program and in the database', async () => {
    await history();
    await expect(archive.archive(399)).rejects.toThrow('399 days: a whole number from 400 is allowed.');
    await expect(rows(`SELECT archive_transitions(now() - interval '399 days', 0, 1000)`)).rejects.toThrow(
      'archived when they are older than 400 days',
    );
    expect(await count('transition_archive')).toBe(0);
  });

  it.each([
    ['not in the archive', 'old-0', null],
    ['in the archive with another instant', 'old-0', `meant_at + interval '1 ms'`],
    ['younger than 400 days', 'young-0', 'meant_at'],
    ['of a run that is on air', 'evergreen', 'meant_at'],
  ])('the database refuses to delete a transition that is %s', async (_, name, meantAt) => {
    await history();
    const id = testId(name);
    if (meantAt !== null) {
      await rows(`INSERT INTO transition_archive SELECT seq, run_id, schedule_version, kind, ${meantAt}, happened_at, answerable_at, missed, now()
        FROM transition WHERE run_id = '${id}'`);
    }
    const before = await count('transition');
    await expect(rows(`DELETE FROM transition WHERE run_id = '${id}'`)).rejects.toThrow('append-only: DELETE refused');
    expect(await count('transition')).toBe(before);
  });

  it.each(['transition', 'transition_archive'])('nothing of %s is changed, and it is not emptied', async (table) => {
    await history();
    await archive.archive(400);
    await expect(rows(`UPDATE ${table} SET meant_at = now()`)).rejects.toThrow('append-only: UPDATE refused');
    await expect(rows(`TRUNCATE ${table}`)).rejects.toThrow('append-only: TRUNCATE refused');
    await expect(rows(`DELETE FROM ${table}`)).rejects.toThrow('append-only: DELETE refused');
  });

  it('a reader of a run sees the same before and after, in the order of recording', async () => {
    await history();
    const reader = new CampaignReadModel(database);
    const read = async () =>
      Promise.all(['old-0', 'long', 'evergreen', 'young-0'].map((name) => reader.run(testId(name))));
    const before = await read();
    expect(before.map((run) => run!.transitions.map(({ kind }) => kind))).toEqual([
      ['ACTIVATED', 'RETIRED'],
      ['ACTIVATED', 'RETIRED'],
      ['ACTIVATED'],
      ['ACTIVATED', 'RETIRED'],
    ]);
    await archive.archive(400);
    expect(await count(`transition_archive WHERE run_id = '${testId('long')}'`)).toBe(1);
    expect(await read()).toEqual(before);
  });

  it('schedulers record beside it what is due, as ever', async () => {
    await past(namesOf('old', 6_000), 'RETIRED', 800, 790);
    const due = namesOf('due', 1_500).map((name) => testId(name));
    await insertRuns(
      testDatabase,
      due.map((id) => ({ id, state: 'SCHEDULED', start: Date.now() - 1_000, end: null })),
    );
    const next = Date.now() + DAY_MS;
    await insertRuns(testDatabase, [{ id: testId('next'), state: 'SCHEDULED', start: next, end: null }]);
    schedulers.push(makeScheduler(testDatabase.url));
    await Promise.all([archive.archive(400), tickUntilDone(schedulers[0]!)]);
    expect([await count('transition'), await count('transition_archive')]).toEqual([1_500, 12_000]);
    expect(await new DueReadModel(database).nextDueAt(Date.now())).toBe(next);
    expect(await contradictions(testDatabase)).toEqual([]);
  });
});
