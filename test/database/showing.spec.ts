import { readShowingBatch, SYSTEM_ACTOR, utcDay, type ShowingCount } from '#domain';
import { Database, ShowingReadModel, ShowingStore, UnitOfWork, type ShowingFilter } from '#persistence';
import { ExpireShowings } from '#scheduling';
import { Airings, type Airing } from '../support/airing.js';
import { StandingClock } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const T = Date.UTC(2026, 8, 12, 12);
const DAY_MS = 86_400_000;
const WEEK = { mode: 'VIEWER_LOCAL', zone: null, start: '2026-09-10', end: '2026-09-16' } as const;
const EVERYTHING: ShowingFilter = { campaignId: null, partner: null, from: null, to: null };
const PAGE = { first: 100, after: null };

describe('sums of showings', () => {
  let testDatabase: TestDatabase;
  let databases: Database[];
  let clock: StandingClock;
  let airing: Airing;
  let batches = 0;
  beforeEach(async () => {
    testDatabase = await cloneTestDatabase();
    [databases, clock] = [[], new StandingClock(T)];
    airing = await (await Airings.begin(unit())).air({ slug: 'week', window: WEEK });
  });
  afterEach(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await testDatabase.drop();
  });

  function connect(): Database {
    const database = new Database({ url: testDatabase.url, poolMax: 3, applicationName: 'test' });
    databases.push(database);
    return database;
  }
  function unit(): UnitOfWork {
    return new UnitOfWork(connect(), clock);
  }
  const store = new ShowingStore();
  const counted = (count: number, more: Partial<ShowingCount> = {}): ShowingCount => ({
    campaignId: airing.campaignId,
    itemId: airing.itemIds[0]!,
    region: 'GB',
    day: '2026-09-12',
    count,
    ...more,
  });
  const newHash = () => (batches += 1).toString(16).padStart(64, '0');
  /** As a process adds what it has collected. */
  const add = (counts: readonly ShowingCount[], hash = newHash(), by = unit()) =>
    by.record(SYSTEM_ACTOR, (tx) => store.add(tx, [{ hash, counts }]));
  const shown = (filter: Partial<ShowingFilter> = {}, partnerId: string | null = null) =>
    new ShowingReadModel(connect())
      .showings(PAGE, partnerId === null ? 'ALL' : { partnerId }, { ...EVERYTHING, ...filter })
      .then(({ rows }) => rows);
  /** Nothing is held back, as one draw in ten has it. */
  const holdNothingBack = () => testDatabase.query('UPDATE showing_sum SET held_back = 0');
  const sums = (table: 'showing_sum' | 'showing_pending') =>
    testDatabase.query<{ sum: number; region: string }>(`SELECT sum, region FROM ${table} ORDER BY day, region`);

  it('below the floor are read by nobody, and from it on by everybody who may', async () => {
    await add([counted(19)]);
    expect(await shown()).toEqual([]);
    expect(await sums('showing_pending')).toEqual([{ sum: 19, region: 'GB' }]);
    await add([counted(1)]);
    await holdNothingBack();
    expect(await sums('showing_pending')).toEqual([]);
    expect(await shown()).toEqual([
      expect.objectContaining({
        day: '2026-09-12',
        campaignId: airing.campaignId,
        campaignSlug: 'week',
        itemId: airing.itemIds[0],
        partner: 'samaritans',
        region: 'GB',
        count: 20,
      }),
    ]);
    await add([counted(4)]);
    expect((await shown()).map(({ count }) => count)).toEqual([20]);
    await add([counted(1)]);
    expect((await shown()).map(({ count }) => count)).toEqual([25]);
  });

  it('keep back a number of their own, drawn once, and stay unseen while the rest is below the floor', async () => {
    await add([counted(24)]);
    await testDatabase.query('UPDATE showing_sum SET held_back = 5');
    expect(await shown()).toEqual([]);
    await add([counted(1)]);
    expect((await shown()).map(({ count }) => count)).toEqual([20]);
    expect(await testDatabase.query('SELECT held_back FROM showing_sum')).toEqual([{ held_back: 5 }]);
  });

  it('count a batch once, whichever process it comes to again, and however often at once', async () => {
    const hash = newHash();
    const processes = Array.from({ length: 4 }, unit);
    const done = await Promise.all(processes.map((by) => add([counted(30)], hash, by)));
    expect(done.map(({ added }) => added).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 30]);
    expect(done.map(({ repeated }) => repeated).toSorted((a, b) => a - b)).toEqual([0, 30, 30, 30]);
    expect(await sums('showing_sum')).toEqual([{ sum: 30, region: 'GB' }]);
  });

  it('lose nothing when many processes add at once, on both sides of the floor', async () => {
    const processes = Array.from({ length: 5 }, unit);
    await Promise.all(
      processes.flatMap((by) =>
        Array.from({ length: 4 }, () =>
          add([counted(3), counted(1, { region: 'IE' }), counted(1, { region: null })], newHash(), by),
        ),
      ),
    );
    expect(await sums('showing_sum')).toEqual([
      { sum: 20, region: '' },
      { sum: 60, region: 'GB' },
      { sum: 20, region: 'IE' },
    ]);
    expect(await sums('showing_pending')).toEqual([]);
  });

  it('are of things that were on air around that day somewhere, and of nothing else', async () => {
    const nobodys = '01890000-0000-7000-8000-000000000009';
    const wrong = [
      counted(50, { campaignId: nobodys }),
      counted(50, { itemId: nobodys }),
      counted(50, { day: '2026-09-07' }),
      counted(50, { day: '2026-09-19' }),
    ];
    expect(await add(wrong)).toEqual({ added: 0, unknown: 200, repeated: 0 });
    const right = [
      counted(50, { itemId: null }),
      counted(50, { day: '2026-09-10' }),
      counted(50, { day: '2026-09-16' }),
    ];
    expect(await add(right)).toEqual({ added: 150, unknown: 0, repeated: 0 });
    expect((await shown()).map(({ day, itemId }) => [day, itemId])).toEqual([
      ['2026-09-16', airing.itemIds[0]],
      ['2026-09-12', null],
      ['2026-09-10', airing.itemIds[0]],
    ]);
  });

  it('of another partner, and of campaigns as a whole, are not among those of a partner', async () => {
    await add([counted(50), counted(60, { itemId: null })]);
    const [{ id }] = (await testDatabase.query<{ id: string }>('SELECT id FROM partner')) as [{ id: string }];
    expect((await shown({}, id)).map(({ itemId }) => itemId)).toEqual([airing.itemIds[0]]);
    expect(await shown({}, '01890000-0000-7000-8000-000000000009')).toEqual([]);
    expect(await shown({ partner: 'somebody-else' })).toEqual([]);
    expect(await shown({ partner: 'samaritans' }, '01890000-0000-7000-8000-000000000009')).toEqual([]);
  });

  it('are found by campaign, partner and days, page by page', async () => {
    await add(
      ['2026-09-11', '2026-09-12', '2026-09-13'].flatMap((day) => [
        counted(50, { day }),
        counted(50, { day, region: 'IE' }),
      ]),
    );
    const days = async (filter: Partial<ShowingFilter>) => (await shown(filter)).map(({ day }) => day.slice(-2));
    expect(await days({ from: '2026-09-12' })).toEqual(['13', '13', '12', '12']);
    expect(await days({ to: '2026-09-11', partner: 'samaritans', campaignId: airing.campaignId })).toEqual([
      '11',
      '11',
    ]);
    expect(await days({ campaignId: 'no-id' })).toEqual([]);
    const reading = new ShowingReadModel(connect());
    const seen: string[] = [];
    for (let after: { at: number; id: string } | null = null, hasNext = true; hasNext;) {
      const page = await reading.showings({ first: 1, after }, 'ALL', EVERYTHING);
      seen.push(...page.rows.map(({ day, region }) => `${day.slice(-2)} ${region}`));
      after = { at: Date.parse(page.rows.at(-1)!.day), id: page.rows.at(-1)!.id };
      ({ hasNext } = page);
    }
    expect(seen.map((one) => one.slice(0, 2))).toEqual(['13', '13', '12', '12', '11', '11']);
    expect(new Set(seen).size).toBe(6);
  });

  it('that never reached the floor are deleted when their day is over for good, and ids of batches with them', async () => {
    const hash = newHash();
    await add([counted(19), counted(50, { region: 'IE' }), counted(5, { day: '2026-09-13' })], hash);
    const expire = async (days: number) => {
      clock.set(T + days * DAY_MS);
      return new ExpireShowings(unit(), store).execute();
    };
    expect(await expire(7)).toBe(0);
    // Its last day is still taken, and so its id is still known: a retry counts nothing.
    expect((await add([counted(5, { day: '2026-09-13' })], hash)).repeated).toBe(5);
    expect(await expire(8)).toBe(1);
    expect(readable(T + 8 * DAY_MS)).toEqual({ '2026-09-12': false, '2026-09-13': true });
    expect((await add([counted(5, { day: '2026-09-13' })], hash)).repeated).toBe(5);
    expect(await expire(9)).toBe(1);
    expect(readable(T + 9 * DAY_MS)).toEqual({ '2026-09-12': false, '2026-09-13': false });
    expect(await testDatabase.query('SELECT 1 FROM showing_batch')).toEqual([]);
    expect(await sums('showing_pending')).toEqual([]);
    expect(await sums('showing_sum')).toEqual([{ sum: 50, region: 'IE' }]);
  });

  /** Which of the days a batch of that moment may tell of. */
  function readable(now: number): Record<string, boolean> {
    const batchId = '3f2a8c1e-90ab-4cde-8f01-23456789abcd';
    const isTaken = (day: string) => readShowingBatch({ batchId, counts: [counted(1, { day })] }, now).value !== null;
    return Object.fromEntries(['2026-09-12', '2026-09-13'].map((day) => [day, isTaken(day)]));
  }

  it('keep of a batch a hash and the date on which it came, and of nobody anything', async () => {
    await add([counted(50)]);
    const columns = await testDatabase.query<{ what: string }>(
      `SELECT table_name || '.' || column_name || ' ' || data_type AS what FROM information_schema.columns
       WHERE table_name LIKE 'showing%' ORDER BY 1`,
    );
    expect(columns.map(({ what }) => what)).toEqual([
      'showing_batch.hash bytea',
      'showing_batch.received_on date',
      'showing_pending.campaign_id uuid',
      'showing_pending.day date',
      'showing_pending.item_id uuid',
      'showing_pending.region text',
      'showing_pending.sum integer',
      'showing_sum.campaign_id uuid',
      'showing_sum.day date',
      'showing_sum.held_back integer',
      'showing_sum.id uuid',
      'showing_sum.item_id uuid',
      'showing_sum.region text',
      'showing_sum.sum integer',
    ]);
    const [row] = await testDatabase.query<{ day: string }>(`SELECT received_on::text AS day FROM showing_batch`);
    expect(row!.day).toBe(utcDay(T));
  });

  it('below the floor cannot be written where they are read, whoever writes', async () => {
    await expect(
      testDatabase.query(
        `INSERT INTO showing_sum VALUES ('2026-09-12', gen_random_uuid(), gen_random_uuid(), 'GB', 19, 0, gen_random_uuid())`,
      ),
    ).rejects.toThrow('showing_sum_check');
  });
});
