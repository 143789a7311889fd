import {
  compile,
  DAY_MS,
  deriveWindow,
  HOUR_MS,
  onAirAt,
  placedFor,
  resolveViewer,
  type Instant,
  type ZoneDerivation,
} from '#domain';
import { Database, ProgrammeReadModel, UnitOfWork, ZoneReadModel, ZoneStore } from '#persistence';
import { RederiveWindows } from '#scheduling';
import { Airings, TEST_SURFACE, viewerDays } from '../support/airing.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Lebanon, 2023: two days before it was due, clocks were to stay as they were; some zone data followed, some did not. */
const ZONE = 'Asia/Beirut';
const ALL_DAY = { mode: 'ZONED', zone: ZONE, start: '2027-06-10', end: '2027-06-12' } as const;
const START = Date.parse('2027-06-09T21:00:00Z');
const END = Date.parse('2027-06-12T21:00:00Z');

/** Zone data in which summer never comes to Beirut. */
const withoutSummer: ZoneDerivation = {
  version: 'doctored',
  zones: () => [ZONE, 'Europe/London'],
  derive: (intent, zone) => {
    const { start, end } = deriveWindow(intent, zone);
    return zone === ZONE ? { start: start + HOUR_MS, end: end === null ? null : end + HOUR_MS } : { start, end };
  },
};
const host: ZoneDerivation = {
  version: process.versions.tz!,
  zones: () => [ZONE, 'Europe/London'],
  derive: deriveWindow,
};

describe('new zone data', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let unitOfWork: UnitOfWork;
  let airings: Airings;
  let now: Instant;
  beforeEach(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 6, applicationName: 'test' });
    now = START - 30 * DAY_MS;
    unitOfWork = new UnitOfWork(database, { now: () => now });
    airings = await Airings.begin(unitOfWork);
  });
  afterEach(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const rederive = (derivation = withoutSummer, scope: 'STALE' | 'ALL' = 'STALE') =>
    new RederiveWindows(unitOfWork, new ZoneStore(), derivation).execute(scope);
  const report = async () =>
    (await new ZoneReadModel(database).changes({ first: 100, after: null }, null)).rows
      .filter(({ outcome }) => outcome !== 'DIFFERS')
      .map(({ zone, boundary, before, after, outcome }) => [zone, boundary, before, after, outcome] as const)
      .toSorted(([, a], [, b]) => a.localeCompare(b));
  const windowOf = async (runId: string) => {
    const [row] = await testDatabase.query<{ s: Date; e: Date; v: string }>(
      'SELECT starts_at AS s, ends_at AS e, tzdata_version AS v FROM run WHERE id = $1',
      [runId],
    );
    return [row!.s.getTime(), row!.e.getTime(), row!.v];
  };
  const holdSlot = (runId: string, from: Instant, to: Instant | null) =>
    testDatabase.query(
      `INSERT INTO slot (run_id, surface_slug, tier, viewer_local, regions, languages, platforms, during)
       VALUES ($1, $2, 'PROGRAMME', false, '{[0,1000000)}', '{[0,1000000)}', '{[0,1000000)}', tstzrange($3, $4))`,
      [runId, TEST_SURFACE, new Date(from), to === null ? null : new Date(to)],
    );
  const count = async (table: string) =>
    (await testDatabase.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
  const version = async () =>
    (await testDatabase.query<{ v: number }>('SELECT version::int AS v FROM programme_version'))[0]!.v;
  const isOnAir = async (at: Instant, timeZone = ZONE) => {
    const programme = compile(await new ProgrammeReadModel(database).read());
    return onAirAt(placedFor(programme, TEST_SURFACE, resolveViewer({ timeZone }, at)), at) !== null;
  };

  it('moves a boundary that is far away, once, in rows and answers, with what it was', async () => {
    const { runId } = await airings.air({ slug: 'a', window: ALL_DAY });
    await Promise.all([rederive(), rederive()]);
    await rederive();
    expect(await windowOf(runId)).toEqual([START + HOUR_MS, END + HOUR_MS, 'doctored']);
    expect(await report()).toEqual([
      [ZONE, 'END', END, END + HOUR_MS, 'MOVED'],
      [ZONE, 'START', START, START + HOUR_MS, 'MOVED'],
    ]);
    expect([await isOnAir(START), await isOnAir(START + HOUR_MS - 1), await isOnAir(START + HOUR_MS)]).toEqual([
      false,
      false,
      true,
    ]);
    const told = await testDatabase.query(`SELECT payload FROM outbox_event WHERE type = 'run.zone-data-changed'`);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ payload: { toVersion: 'doctored', moved: 2, held: 0 } });
  });

  it('holds a boundary that is less than a day away, and says so; the other end moves', async () => {
    const { runId } = await airings.air({ slug: 'a', window: ALL_DAY });
    now = START - 20 * HOUR_MS;
    expect(await rederive()).toMatchObject({ runs: 1, moved: 1, held: 1 });
    expect(await windowOf(runId)).toEqual([START, END + HOUR_MS, 'doctored']);
    expect([await isOnAir(START - 1), await isOnAir(START), await isOnAir(END + HOUR_MS - 1)]).toEqual([
      false,
      true,
      true,
    ]);
    expect((await new ZoneReadModel(database).open()).held).toBe(1);
  });

  it('never moves a start that was recorded, nor an end that people cut', async () => {
    const { runId } = await airings.air({ slug: 'a', window: ALL_DAY });
    await testDatabase.query(`UPDATE run SET state = 'ACTIVE', cut_at = ends_at WHERE id = $1`, [runId]);
    await rederive();
    expect(await windowOf(runId)).toEqual([START, END, 'doctored']);
    expect(await report()).toEqual([]);
  });

  it('holds what would move into the slot of another run', async () => {
    const { runId } = await airings.air({ slug: 'a', window: ALL_DAY });
    const next = await airings.air({
      slug: 'b',
      window: { mode: 'INSTANT', zone: null, start: new Date(END).toISOString(), end: null },
    });
    await holdSlot(runId, START, END);
    await holdSlot(next.runId, END, null);
    expect(await rederive()).toMatchObject({ runs: 1, moved: 0, held: 2 });
    expect(await windowOf(runId)).toEqual([START, END, 'doctored']);
  });

  it('moves neighbours together, though each would move into the slot of the next', async () => {
    const days = [10, 13, 16].map((day) => ({
      slug: `from-${day}`,
      window: { mode: 'ZONED', zone: ZONE, start: `2027-06-${day}`, end: `2027-06-${day + 2}` } as const,
    }));
    const runs: string[] = [];
    for (const [index, { slug, window }] of days.entries()) {
      runs.push((await airings.air({ slug, window })).runId);
      await holdSlot(runs[index]!, START + index * 3 * DAY_MS, END + index * 3 * DAY_MS);
    }
    expect(await rederive()).toMatchObject({ runs: 3, moved: 6, held: 0 });
    expect(await windowOf(runs[0]!)).toEqual([START + HOUR_MS, END + HOUR_MS, 'doctored']);
    expect(await windowOf(runs[2]!)).toEqual([START + HOUR_MS + 6 * DAY_MS, END + HOUR_MS + 6 * DAY_MS, 'doctored']);
  });

  it('of viewers’ own clocks is seen zone by zone: far ones move by themselves, near ones are held in the answer', async () => {
    // Kept with the decision itself: no look at the zone data has to come in between.
    await airings.air({ slug: 'a', window: viewerDays('2027-06-10', '2027-06-12') });
    now = START - 20 * HOUR_MS;
    // The process derives with the host's data; the hold is what keeps the doctored start from being forgotten or taken.
    expect(await rederive()).toMatchObject({ moved: 1, held: 1 });
    expect(await report()).toEqual([
      [ZONE, 'END', END, END + HOUR_MS, 'MOVED'],
      [ZONE, 'START', START, START + HOUR_MS, 'HELD'],
    ]);
    expect([await isOnAir(START - 1), await isOnAir(START)]).toEqual([false, true]);
    expect(await isOnAir(END + HOUR_MS - 1)).toBe(true);
    expect(await isOnAir(START, 'Europe/London')).toBe(false);
  });

  it('that says the same changes nothing: no report, no event, no new programme', async () => {
    await airings.air({ slug: 'a', window: ALL_DAY });
    await airings.air({ slug: 'b', window: viewerDays('2027-06-10', '2027-06-12') });
    await rederive(host, 'ALL');
    const before = [await version(), await count('audit_entry'), await count('outbox_event')];
    await rederive({ ...host, version: 'newer' }, 'ALL');
    expect([await version(), await count('audit_entry'), await count('outbox_event')]).toEqual(before);
    expect(await count('zone_change')).toBe(0);
  });

  it('of PostgreSQL that says otherwise is reported, with both wall times', async () => {
    await airings.air({ slug: 'a', window: { ...ALL_DAY, zone: 'Europe/London' } });
    const shifted: ZoneDerivation = { ...host, derive: (intent, zone) => deriveWindow(intent, zone) };
    expect((await rederive(shifted, 'ALL')).differs).toBe(0);
    const store = new ZoneStore();
    const at = Date.parse('2027-06-09T23:00:00Z');
    const found = await unitOfWork.record({ kind: 'SYSTEM' } as never, (tx) =>
      store.differences(tx, [
        { zone: 'Europe/London', at, wall: '2027-06-10T00:00:00' },
        { zone: 'Europe/London', at, wall: '2027-06-09T23:00:00' },
      ]),
    );
    expect(found).toEqual([{ index: 1, wall: '2027-06-10T00:00:00' }]);
    // A zone that PostgreSQL does not know is no difference, and no failure.
    await airings.air({ slug: 'b', window: viewerDays('2027-06-10', '2027-06-12') });
    const strange: ZoneDerivation = { ...host, version: 'strange', zones: () => ['+05:30', 'Europe/London'] };
    expect((await rederive(strange, 'ALL')).differs).toBe(0);
  });
});
