import pg from 'pg';
import { Database, PROGRAMME_CHANNEL, ProgrammeReadModel, type ProgrammeHint } from '#persistence';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

describe('one connection for everything', () => {
  let test: TestDatabase;
  let witness: pg.Client;
  let database: Database;
  let hints: ProgrammeHint[];
  let wake: () => void;
  beforeEach(async () => {
    test = await cloneTestDatabase();
    witness = new pg.Client({ connectionString: test.url });
    await witness.connect();
    database = new Database({ url: test.url, poolMax: 8, applicationName: 'single', isSingle: true });
    hints = [];
    database.single!.hear((hint) => {
      hints.push(hint);
      wake();
    });
    wake = () => undefined;
  });
  afterEach(async () => {
    await database.close();
    await witness.end();
    await test.drop();
  });

  const hinted = async (count: number) => {
    while (hints.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  const backends = async () => {
    const { rows } = await witness.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'single'`,
    );
    return rows.map(({ pid }) => pid);
  };

  it('hears what is told while many ask, and is never two', async () => {
    const rows = new ProgrammeReadModel(database);
    await Promise.all([rows.read(), database.ping(), rows.read(), rows.version(), database.ping()]);
    expect(hints).toEqual(['CHANGED']);
    await witness.query(`NOTIFY ${PROGRAMME_CHANNEL}`);
    await hinted(2);
    expect(hints).toEqual(['CHANGED', 'CHANGED']);
    expect(await backends()).toHaveLength(1);
  });

  it('plans what tells a change once, whatever the version', async () => {
    const rows = new ProgrammeReadModel(database);
    for (const since of [1, 2, 1]) await rows.changes(since, 'a mark');
    const asked = await database.single!.pool.query(
      'SELECT name, generic_plans + custom_plans AS plans FROM pg_prepared_statements',
    );
    expect(asked.rows).toEqual([{ name: 'programme_told', plans: '3' }]);
  });

  it('is another one after a cut, which listens before anything is asked, and says that it heard nothing for a while', async () => {
    await database.ping();
    const [pid] = await backends();
    await witness.query('SELECT pg_terminate_backend($1)', [pid]);
    while (
      await database.ping().then(
        () => false,
        () => true,
      )
    );
    expect(hints).toEqual(['CHANGED', 'RECONNECTED']);
    await witness.query(`NOTIFY ${PROGRAMME_CHANNEL}`);
    await hinted(3);
    expect(hints.at(-1)).toBe('CHANGED');
    expect(await backends()).toHaveLength(1);
  });

  it('is closed with the database', async () => {
    await database.ping();
    await database.close();
    while ((await backends()).length > 0);
  });
});
