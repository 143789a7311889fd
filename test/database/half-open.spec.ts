import { ProgrammeHolder } from '#delivery';
import { Database, isDatabaseFault, ProgrammeReadModel, type ProgrammeHint } from '#persistence';
import { targetOf, throughPort } from '../support/database-link.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const UNHEARD_MS = 300;

describe.each([
  { shape: 'a pool', isSingle: false },
  { shape: 'one connection for everything', isSingle: true },
])('$shape, over a link that goes silent', ({ isSingle }) => {
  let test: TestDatabase;
  let proxy: FaultProxy;
  let database: Database;
  let hints: ProgrammeHint[];
  beforeEach(async () => {
    test = await cloneTestDatabase();
    proxy = await FaultProxy.start(targetOf(test.url));
    const options = { poolMax: 2, applicationName: 'half-open', isSingle, unheardMaxMs: UNHEARD_MS };
    database = new Database({ url: throughPort(test.url, proxy.port), ...options });
    hints = [];
    database.single?.hear((hint) => void hints.push(hint));
    await database.ping();
  });
  afterEach(async () => {
    await proxy.heal();
    await database.close();
    proxy.close();
    await test.drop();
  });

  it.each(['to-client', 'to-server', 'both'] as const)(
    'gives up what was asked as a fault of the database when it is held %s, and answers when it heals',
    async (held) => {
      await proxy.set({ held });
      const fault: unknown = await database.ping().then(
        () => null,
        (error: unknown) => error,
      );
      expect(isDatabaseFault(fault)).toBe(true);
      await proxy.heal();
      await until('it answers again', () =>
        database.ping().then(
          () => true,
          () => false,
        ),
      );
      if (isSingle) expect(hints).toEqual(['CHANGED', 'RECONNECTED']);
    },
  );

  it('closes a connection that rests for so long, and makes another when it is asked', async () => {
    const backends = async () => {
      const rows = await test.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'half-open'",
      );
      return rows.length;
    };
    expect(await backends()).toBe(1);
    await until('it is closed', async () => (await backends()) === 0);
    await database.ping();
    expect(await backends()).toBe(1);
  });

  it('lets the programme be read on when it heals, by itself', async () => {
    let onHint: (hint: ProgrammeHint) => void = () => undefined;
    const source = new ProgrammeReadModel(database);
    const report = { loaded: () => undefined, failed: () => undefined };
    const holder = new ProgrammeHolder(
      source,
      (wake) => {
        onHint = wake;
        return { start: () => undefined, stop: async () => undefined };
      },
      report,
    );
    database.single?.hear((hint) => onHint(hint));
    holder.start();
    await holder.refresh();
    await proxy.set({ held: 'both' });
    await until('a read has failed', () => holder.counts().failures > 0);
    const failedAtMs = holder.ageMs()!;
    await proxy.heal();
    await until('it was read again', () => holder.ageMs()! < failedAtMs);
    await holder.stop();
  });
});
