import { setTimeout as wait } from 'node:timers/promises';
import { SYSTEM_ACTOR, type Actor, type ObservanceRule } from '#domain';
import { SaveObservance } from '#editorial';
import { Database, RecurrenceStore, UnitOfWork } from '#persistence';
import { codesOf } from '../support/desk.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const SCHEDULER: Actor = { ...SYSTEM_ACTOR, kind: 'MEMBER', displayName: 'Test scheduler', role: 'SCHEDULER' };

/** Long enough for another one to read in between, if nothing keeps it from that. */
class SlowStore extends RecurrenceStore {
  override async saveObservance(...args: Parameters<RecurrenceStore['saveObservance']>) {
    await wait(200);
    await super.saveObservance(...args);
  }
}

describe('observances on file', () => {
  let database: TestDatabase;
  let pool: Database;
  beforeEach(async () => {
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 3, applicationName: 'test' });
  });
  afterEach(async () => {
    await pool.close();
    await database.drop();
  });

  const save = (slug: string, rule: ObservanceRule, store = new RecurrenceStore()) =>
    new SaveObservance(new UnitOfWork(pool), store).execute(SCHEDULER, {
      observance: {
        slug,
        name: slug,
        region: null,
        rule,
        durationDays: 1,
        overrides: [],
        source: 'https://example.org/',
      },
      idempotencyKey: null,
    });

  it('two offsets saved at once do not close a circle', async () => {
    for (const slug of ['a', 'b']) await save(slug, { kind: 'ANNOUNCED' });
    const point = (slug: string, of: string) => save(slug, { kind: 'OFFSET', of, days: 1 }, new SlowStore());
    const outcomes = await Promise.all([point('a', 'b'), point('b', 'a')]);
    expect(outcomes.map(codesOf).toSorted((a, b) => a.length - b.length)).toEqual([[], ['INVALID_VALUE']]);
  });
});
