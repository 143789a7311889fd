import {
  accepted,
  AUDIT_FORMAT,
  auditHash,
  CHAIN_BEGIN,
  invalidValue,
  refused,
  SYSTEM_ACTOR,
  type Actor,
} from '#domain';
import { Database, UnitOfWork, uuidV7 } from '#persistence';
import { auditEntriesOf } from '../support/audit.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const MEMBER: Actor = {
  kind: 'MEMBER',
  memberId: uuidV7(0),
  keyId: null,
  sessionId: null,
  displayName: 'Somebody',
  role: 'ADMIN',
  partnerId: null,
};
const command = (idempotencyKey: string | null, input: unknown = {}) => ({ name: 'tryThings', input, idempotencyKey });
const entry = (subjectId: string) => ({
  action: 'thing.tried',
  subjectType: 'thing',
  subjectId,
  after: { z: 1, a: 'ü' },
});

describe('a decision is one transaction', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let unitOfWork: UnitOfWork;
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 5, applicationName: 'test' });
    unitOfWork = new UnitOfWork(database);
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const count = async (table: string) =>
    Number((await testDatabase.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]!.n);

  it('writes rows, audit, event and programme version together', async () => {
    const before = [await count('audit_entry'), await count('outbox_event')];
    await unitOfWork.decide(MEMBER, command(null), async (tx) => {
      tx.audit(entry('a'));
      tx.emit({ type: 'thing.tried', subjectType: 'thing', subjectId: 'a', payload: {} });
      tx.programmeChanged();
      return accepted('a');
    });
    expect([await count('audit_entry'), await count('outbox_event')]).toEqual(before.map((n) => n + 1));
    expect(await testDatabase.query('SELECT version::int FROM programme_version')).toEqual([{ version: 1 }]);
  });

  it('leaves nothing behind when it is refused', async () => {
    const before = [await count('audit_entry'), await count('outbox_event'), await count('idempotency_key')];
    const outcome = await unitOfWork.decide(MEMBER, command('refused'), async (tx) => {
      tx.audit(entry('b'));
      return refused([invalidValue(['input'], 'x', 'y')]);
    });
    expect(outcome.refusals).toHaveLength(1);
    expect([await count('audit_entry'), await count('outbox_event'), await count('idempotency_key')]).toEqual(before);
  });

  it('runs a command once for an idempotency key, also when twenty arrive at the same moment', async () => {
    let runs = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        unitOfWork.decide(MEMBER, command('once', { a: 1 }), async (tx) => {
          runs += 1;
          tx.audit(entry('once'));
          return accepted(`result-${runs}`);
        }),
      ),
    );
    expect(new Set(outcomes.map((outcome) => outcome.value))).toEqual(new Set(['result-1']));
    expect(runs).toBe(1);
  });

  it('refuses a key that was used with another input', async () => {
    const outcome = await unitOfWork.decide(MEMBER, command('once', { a: 2 }), async () => accepted('never'));
    expect(outcome.refusals.map((refusal) => refusal.code)).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  });

  it('records what the system does also when its result is null', async () => {
    const before = await count('audit_entry');
    const result = await unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      tx.audit(entry('nothing'));
      return null;
    });
    expect([result, await count('audit_entry')]).toEqual([null, before + 1]);
  });

  it('chains each audit entry to the one before by its hash', async () => {
    await unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      tx.audit(entry('c'));
      tx.audit(entry('d'));
    });
    const entries = await auditEntriesOf(testDatabase);
    let previous = CHAIN_BEGIN;
    for (const entry of entries) {
      expect(entry).toMatchObject({ previous, format: AUDIT_FORMAT, hash: auditHash(entry) });
      previous = entry.hash;
    }
    expect(entries.length).toBeGreaterThanOrEqual(4);
  });

  it.each(['audit_entry', 'decision', 'localization'])('refuses to change or remove rows of %s', async (table) => {
    await expect(testDatabase.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
    await expect(testDatabase.query(`TRUNCATE ${table}`)).rejects.toThrow();
  });
});
