import fc from 'fast-check';
import { EVERYBODY, slotsCollide, SYSTEM_ACTOR, type Audience, type Slot, type WindowIntent } from '#domain';
import { CampaignStore, Database, RunStore, UnitOfWork, uuidV7, violationOf } from '#persistence';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const local = (start: string, end: string): WindowIntent => ({ mode: 'VIEWER_LOCAL', zone: null, start, end });
const instants = (start: string, end: string | null): WindowIntent => ({ mode: 'INSTANT', zone: null, start, end });
const WEEK = local('2027-09-10', '2027-09-16');
const slot = (intent: WindowIntent, audience: Partial<Audience> = {}): Slot => ({
  surface: 'discover',
  tier: 'PROGRAMME',
  audience: { ...EVERYBODY, ...audience },
  intent,
});

describe('the database holds a slot once, whatever the code says', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let unitOfWork: UnitOfWork;
  const runs = new RunStore();
  const ids: string[] = [];
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 4, applicationName: 'test' });
    unitOfWork = new UnitOfWork(database);
    const campaigns = new CampaignStore();
    const createdBy = uuidV7(0);
    await unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const plan = {
        slug: 'a',
        surface: 'discover',
        tier: 'PROGRAMME',
        audience: EVERYBODY,
        embargoed: false,
        defaultLocale: 'en',
        texts: {},
      } as const;
      const campaignId = await campaigns.insertCampaign(tx, plan, createdBy);
      const playlistId = await campaigns.insertPlaylist(tx, campaignId, []);
      for (let i = 0; i < 2; i += 1)
        ids.push(
          await runs.insertRun(tx, {
            campaignId,
            playlistId,
            state: 'SCHEDULED',
            intent: WEEK,
            regions: [],
            createdBy,
          }),
        );
    });
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  /** True when both can be held, past every rule of the code. */
  async function bothFit(a: Slot, b: Slot, lane = 1): Promise<boolean> {
    await testDatabase.query('DELETE FROM slot');
    await unitOfWork.record(SYSTEM_ACTOR, (tx) => runs.holdSlot(tx, ids[0]!, a, 1));
    try {
      await unitOfWork.record(SYSTEM_ACTOR, (tx) => runs.holdSlot(tx, ids[1]!, b, lane));
      return true;
    } catch (error) {
      if (violationOf(error)?.kind !== 'EXCLUSION') throw error;
      return false;
    }
  }

  it.each([
    ['the same region', slot(WEEK, { regions: ['GB'] }), slot(WEEK, { regions: ['GB'] }), false],
    ['everywhere and one region', slot(WEEK), slot(WEEK, { regions: ['GB'] }), false],
    ['two regions', slot(WEEK, { regions: ['GB'] }), slot(WEEK, { regions: ['IE'] }), true],
    ['English and Spanish', slot(WEEK, { locales: ['en'] }), slot(WEEK, { locales: ['es'] }), true],
    ['English and British English', slot(WEEK, { locales: ['en'] }), slot(WEEK, { locales: ['en-GB'] }), false],
    ['two platforms', slot(WEEK, { platforms: ['IOS'] }), slot(WEEK, { platforms: ['WEB'] }), true],
    ['neighbours on the wall, which overlap on Earth', slot(WEEK), slot(local('2027-09-17', '2027-09-20')), true],
    ['the last day shared', slot(WEEK), slot(local('2027-09-16', '2027-09-20')), false],
    ['a viewer-local week and an instant within it', slot(WEEK), slot(instants('2027-09-17T11:00:00Z', null)), false],
    ['a viewer-local week and an instant behind it', slot(WEEK), slot(instants('2027-09-17T12:00:00Z', null)), true],
    [
      'an open end and something later',
      slot(instants('2027-01-01T00:00:00Z', null)),
      slot(instants('2090-01-01T00:00:00Z', null)),
      false,
    ],
    [
      'instants that touch',
      slot(instants('2027-01-01T00:00:00Z', '2027-01-02T00:00:00Z')),
      slot(instants('2027-01-02T00:00:00Z', null)),
      true,
    ],
    ['another tier', slot(WEEK), { ...slot(WEEK), tier: 'CRISIS' } as Slot, true],
    ['another surface', slot(WEEK), { ...slot(WEEK), surface: 'search' }, true],
  ])('%s: both fit is %s', async (_, a, b, expected) => {
    expect(await bothFit(a, b)).toBe(expected);
    expect(await bothFit(b, a)).toBe(expected);
  });

  it('agrees with the rule of the domain (property; a failure prints its seed)', async () => {
    const day = fc.integer({ min: 10, max: 20 }).map((n) => `2027-09-${n}`);
    const intent = fc.oneof(
      fc.tuple(day, day).map(([a, b]) => local(a < b ? a : b, a < b ? b : a)),
      fc
        .tuple(day, fc.integer({ min: 1, max: 72 }))
        .map(([start, hours]) =>
          instants(`${start}T00:00:00Z`, new Date(Date.parse(start) + hours * 3_600_000).toISOString()),
        ),
    );
    const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
    const any = fc
      .record({
        intent,
        regions: some('GB', 'IE', 'US'),
        locales: some('en', 'es', 'en-GB'),
        platforms: some('IOS' as const, 'WEB' as const),
      })
      .map(({ intent: at, ...audience }) => slot(at, audience));
    await fc.assert(
      fc.asyncProperty(any, any, async (a, b) => {
        expect(await bothFit(a, b)).toBe(!slotsCollide(a, b));
      }),
      { numRuns: 200 },
    );
  });

  it('a run that holds a slot may move it onto itself', async () => {
    await testDatabase.query('DELETE FROM slot');
    await unitOfWork.record(SYSTEM_ACTOR, (tx) => runs.holdSlot(tx, ids[0]!, slot(WEEK), 1));
    await unitOfWork.record(SYSTEM_ACTOR, (tx) =>
      runs.holdSlot(tx, ids[0]!, slot(local('2027-09-12', '2027-09-18')), 1),
    );
    expect(await testDatabase.query('SELECT count(*)::int AS n FROM slot')).toEqual([{ n: 1 }]);
  });

  it.each([
    ['a run without length', 'UPDATE run SET ends_at = starts_at', 'run_window_not_empty_check'],
    ['a zone for viewers who have their own', "UPDATE run SET zone = 'UTC'", 'run_zone_fits_mode_check'],
    [
      'a second transition of a kind',
      "INSERT INTO transition (run_id, schedule_version, kind, meant_at, happened_at) SELECT id, 1, 'ACTIVATED', now(), now() FROM run, generate_series(1, 2)",
      'transition_run_id_schedule_version_kind_key',
    ],
    [
      'a partner’s role on staff',
      "INSERT INTO member (id, display_name, role, created_at) VALUES (gen_random_uuid(), 'x', 'OWNER', now())",
      'member_role_fits_partner_check',
    ],
  ])('refuses %s', async (_, statement, constraint) => {
    await expect(testDatabase.query(statement)).rejects.toThrow(constraint);
  });
});
