import { accepted, type Actor } from '#domain';
import { Database, OutboxReader, RunStore, UnitOfWork, type Transaction } from '#persistence';
import { insertRuns, testId } from '../support/due-runs.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const member = (name: string): Actor => ({
  kind: 'MEMBER',
  memberId: testId(name),
  keyId: null,
  sessionId: null,
  displayName: name,
  role: 'SCHEDULER',
  partnerId: null,
});

function signal() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/**
 * Found by the simulation (seed 107 as it was then), and mended. PostgreSQL gives a transaction its id at its first write. A
 * command that wrote its idempotency key before it waited for the run had the lower id and committed later.
 */
describe('two commands on one run, of which the second waits for the first', () => {
  let database: TestDatabase;
  let desks: readonly Database[];
  beforeAll(async () => {
    database = await cloneTestDatabase();
    desks = [1, 2].map(() => new Database({ url: database.url, poolMax: 1, applicationName: 'desk' }));
  });
  afterAll(async () => {
    await Promise.all(desks.map((desk) => desk.close()));
    await database.drop();
  });

  const isWaiting = async () => (await database.query('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0;
  const relayedInOrder = async () => {
    const relayed: string[] = [];
    const reader = new OutboxReader(desks[0]!);
    // Transactions of other tests hold events back as well.
    await until('both are relayed', async () => {
      await reader.read({ reader: 'test', eventsMax: 10, announce: false }, ({ type }) => void relayed.push(type));
      return relayed.length === 2;
    });
    return relayed;
  };

  it('are relayed in the order in which they were committed', async () => {
    const runId = testId('run');
    await insertRuns(database, [{ id: runId, state: 'SCHEDULED', start: Date.UTC(2027, 0, 1), end: null }]);
    const committed: string[] = [];
    const decide = async (desk: Database, type: string, steps: { before: () => unknown; locked: () => unknown }) => {
      const command = { name: type, input: {}, idempotencyKey: type };
      await new UnitOfWork(desk).decide(member(type), command, async (tx) => {
        await steps.before();
        await new RunStore().lockRun(tx, runId);
        await steps.locked();
        tx.emit({ type, subjectType: 'run', subjectId: runId, payload: {} });
        return accepted(runId);
      });
      committed.push(type);
    };
    const [begun, held] = [signal(), signal()];
    const later = decide(desks[1]!, 'run.cancelled', {
      before: async () => {
        begun.resolve();
        await held.promise;
      },
      locked: () => undefined,
    });
    await begun.promise;
    await decide(desks[0]!, 'run.rescheduled', {
      before: () => undefined,
      locked: async () => {
        held.resolve();
        await until('the other command waits for the run', isWaiting);
      },
    });
    await later;
    const relayed = await relayedInOrder();
    expect({ committed, relayed }).toEqual({ committed, relayed: committed });
  });

  it('are relayed so as well when one of them decides of several runs, and wrote something before', async () => {
    const [first, second] = [testId('first'), testId('second')];
    const start = Date.UTC(2027, 0, 1);
    await insertRuns(
      database,
      [first, second].map((id) => ({ id, state: 'SCHEDULED' as const, start, end: null })),
    );
    const store = new RunStore();
    const committed: string[] = [];
    const record = async (desk: Database, type: string, lock: (tx: Transaction) => Promise<unknown>) => {
      await new UnitOfWork(desk).record(member(type), async (tx) => {
        await lock(tx);
        tx.emit({ type, subjectType: 'run', subjectId: second, payload: {} });
      });
      committed.push(type);
    };
    let other: Promise<void> = Promise.resolve();
    await record(desks[0]!, 'run.shortened', async (tx) => {
      await store.lockAll(tx);
      // The transaction has its id from here on.
      await store.lockRun(tx, first);
      other = record(desks[1]!, 'run.cancelled', (cancelling) => store.lockRun(cancelling, second));
      await until('the other waits, or is done', async () => committed.length > 0 || isWaiting());
      await store.lockAiring(tx);
    });
    await other;
    expect(committed).toHaveLength(2);
    expect(await relayedInOrder()).toEqual(committed);
  });
});
