import { DAY_MS } from '#domain';
import { Database, RecurrenceStore, UnitOfWork } from '#persistence';
import { DraftRecurringRuns } from '#scheduling';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import { ARTICLE, codesOf, Desk, made } from '../support/desk.js';
import { startTestApi, StandingClock, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const OBSERVANCE = `observance { slug name region rule { kind month day weekday nth weekStart of days } durationDays
  overrides { year start end source } source }`;
const RUN = `run { id state scheduleVersion observanceYear window { start end } playlist { revisionId }
  approvals { scheduleVersion playlistHash approvedBy approvedAt reason } }`;

interface YearObject {
  readonly year: number;
  readonly start: string | null;
  readonly end: string | null;
  readonly by: string | null;
  readonly source: string | null;
  readonly reason: string | null;
  readonly message: string | null;
}
interface RunObject {
  readonly id: string;
  readonly state: string;
  readonly observanceYear: number | null;
  readonly window: { start: string; end: string };
  readonly playlist: { revisionId: string }[];
  readonly approvals: { playlistHash: string; approvedBy: string; reason: string | null }[];
}

describe('recurrence through the management API', () => {
  let database: TestDatabase;
  let pool: Database;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  const clock = new StandingClock(Date.UTC(2027, 0, 1));
  beforeAll(async () => {
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    api = await startTestApi(database, clock);
    desk = new Desk(api, cast);
  });
  afterAll(async () => {
    await api.close();
    await pool.close();
    await database.drop();
  });

  const save = (observance: object, by: TestMember = cast.staff.SCHEDULER) =>
    desk.mutate<{ slug: string }>(
      by,
      'saveObservance',
      {
        observance: {
          slug: 'wspd',
          name: 'World Suicide Prevention Day',
          rule: { kind: 'FIXED', month: 9, day: 10 },
          durationDays: 1,
          overrides: [],
          source: 'https://example.org/wspd',
          ...observance,
        },
      },
      'observance',
      OBSERVANCE,
    );
  const importRule = (slug: string, recurrence: string) =>
    desk.mutate<{ rule: object; overrides: object[] }>(
      cast.staff.ADMIN,
      'importObservance',
      { slug, name: slug, recurrence, source: 'https://example.org/calendar' },
      'observance',
      OBSERVANCE,
    );
  async function ask<Data>(query: string, variables: object = {}, by: TestMember = cast.staff.REVIEWER) {
    return (await api.manage<Data>(by.key, query, variables)).body;
  }
  async function days(slug: string, fromYear: number, years: number) {
    const query = `query ($slug: String!, $fromYear: Int!, $years: Int!) { observanceDays(slug: $slug, fromYear: $fromYear, years: $years)
      { year start end by source reason message } }`;
    return ask<{ observanceDays: YearObject[] | null }>(query, { slug, fromYear, years });
  }
  const shown = (years: readonly YearObject[] | null) =>
    years!.map(({ year, start, end, by, reason }) => `${year} ${reason ?? `${by} ${start} ${end}`}`);
  const setRecurrence = (campaignId: string, change: object = {}, by: TestMember = cast.staff.SCHEDULER) =>
    desk.mutate<object>(
      by,
      'setCampaignRecurrence',
      { campaignId, observance: 'wspd', mode: 'VIEWER_LOCAL', leadDays: 90, sinceYear: 2027, ...change },
      'recurrence',
      'recurrence { campaignId observance mode zone leadDays sinceYear }',
    );
  const approve = (input: object, by: TestMember = cast.staff.REVIEWER) =>
    desk.mutate<RunObject>(by, 'approveRun', input, 'run', RUN);
  const runs = async (campaignId: string) => {
    const query = `query ($id: ID!) { campaign(id: $id) { runs { ${RUN.slice(6, -2)} } } }`;
    return (await ask<{ campaign: { runs: RunObject[] } }>(query, { id: campaignId })).data.campaign.runs;
  };
  const tick = () => new DraftRecurringRuns(new UnitOfWork(pool, clock), new RecurrenceStore()).execute();

  it('shows the days of a rule year by year, and why a year has none', async () => {
    made(await save({ slug: 'leap-day', rule: { kind: 'FIXED', month: 2, day: 29 } }));
    const { data } = await days('leap-day', 2027, 2);
    expect(shown(data.observanceDays)).toEqual(['2027 NO_SUCH_DAY', '2028 RULE 2028-02-29 2028-02-29']);
    expect(data.observanceDays![0]!.message).toContain('Save an override for 2027');
    expect((await days('no-such-thing', 2027, 2)).data.observanceDays).toBeNull();
    expect((await days('leap-day', 2027, 21)).errors?.[0]?.message).toContain('1 to 20');
    expect((await days('leap-day', 1999, 2)).errors?.[0]?.message).toContain('2000 to 2199');
    expect(shown((await days('leap-day', 2199, 2)).data.observanceDays)).toEqual([
      '2199 NO_SUCH_DAY',
      '2200 YEAR_OUT_OF_RANGE',
    ]);
  });

  it('an override stands in its year with its own source', async () => {
    const rule = { kind: 'NTH_WEEKDAY', month: 2, weekday: 1, nth: -1 };
    const override = { year: 2022, start: '2022-02-21', end: '2022-02-27', source: 'https://example.org/us-2022' };
    const week = { slug: 'eating-disorders-us', region: 'US', rule, durationDays: 7 };
    made(await save({ ...week, overrides: [override] }));
    const { data } = await days('eating-disorders-us', 2021, 3);
    expect(shown(data.observanceDays)).toEqual([
      '2021 RULE 2021-02-22 2021-02-28',
      '2022 OVERRIDE 2022-02-21 2022-02-27',
      '2023 RULE 2023-02-27 2023-03-05',
    ]);
    expect(data.observanceDays!.map((year) => year.source)).toEqual([
      'https://example.org/wspd',
      'https://example.org/us-2022',
      'https://example.org/wspd',
    ]);
    const bare = await save({ ...week, overrides: [{ ...override, source: '' }] });
    expect(bare.refusals).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'observance', 'overrides', '0', 'source'] },
    ]);
  });

  it('refuses a rule that lacks what its kind needs, and an offset that runs in a circle', async () => {
    expect((await save({ slug: 'x', rule: { kind: 'NTH_WEEKDAY', month: 9 } })).refusals).toMatchObject([
      { path: ['input', 'observance', 'rule', 'weekday'] },
      { path: ['input', 'observance', 'rule', 'nth'] },
    ]);
    made(await save({ slug: 'thanksgiving', rule: { kind: 'NTH_WEEKDAY', month: 11, weekday: 4, nth: 4 } }));
    made(await save({ slug: 'survivors', rule: { kind: 'OFFSET', of: 'thanksgiving', days: -5 } }));
    expect(shown((await days('survivors', 2026, 1)).data.observanceDays)).toEqual(['2026 RULE 2026-11-21 2026-11-21']);
    const circle = await save({ slug: 'thanksgiving', rule: { kind: 'OFFSET', of: 'survivors', days: 5 } });
    expect(circle.refusals).toMatchObject([{ path: ['input', 'observance', 'rule', 'of'] }]);
  });

  it('imports a simple yearly recurrence, keeps the overrides on file, and names what it does not support', async () => {
    const override = { year: 2030, start: '2030-09-20', end: '2030-09-20', source: 'https://example.org/2030' };
    made(await save({ slug: 'r-u-ok', overrides: [override] }));
    const observance = made(await importRule('r-u-ok', 'RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=2TH'));
    expect(observance.rule).toMatchObject({ kind: 'NTH_WEEKDAY', month: 9, weekday: 4, nth: 2 });
    expect(observance.overrides).toEqual([override]);
    expect(shown((await days('r-u-ok', 2026, 1)).data.observanceDays)).toEqual(['2026 RULE 2026-09-10 2026-09-10']);
    const refused = await importRule('other', 'FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2');
    expect(refused.refusals).toMatchObject([
      { path: ['input', 'recurrence'], value: 'FREQ=MONTHLY' },
      { path: ['input', 'recurrence'], value: 'COUNT=2' },
    ]);
    expect((await importRule('Not a slug', 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10')).refusals).toMatchObject([
      { path: ['input', 'slug'] },
    ]);
  });

  it('a rule drafts a run that goes on air only when its playlist was approved for this year', async () => {
    made(await save({}));
    const revisionId = await desk.approved();
    const campaignId = await desk.campaign([revisionId], { slug: 'wspd-campaign' });
    expect(made(await setRecurrence(campaignId))).toEqual({
      campaignId,
      observance: 'wspd',
      mode: 'VIEWER_LOCAL',
      zone: null,
      leadDays: 90,
      sinceYear: 2027,
    });
    await tick();
    expect(await runs(campaignId)).toEqual([]);
    clock.set(Date.UTC(2027, 5, 12));
    await tick();
    const [draft] = await runs(campaignId);
    expect(draft).toMatchObject({
      state: 'DRAFT',
      observanceYear: 2027,
      window: { start: '2027-09-10', end: '2027-09-10' },
      playlist: [{ revisionId }],
      approvals: [],
    });
    const runId = draft!.id;
    expect((await desk.run('scheduleRun', { runId })).refusals).toMatchObject([
      { __typename: 'NotApprovedAgain', code: 'NOT_APPROVED_AGAIN', path: ['input', 'runId'] },
    ]);
    for (const role of ['SCHEDULER', 'ADMIN'] as const)
      expect(codesOf(await approve({ runId, revisionIds: [revisionId] }, cast.staff[role]))).toEqual(['NOT_ALLOWED']);
    const approved = made(await approve({ runId, revisionIds: [revisionId], reason: 'Still true this year' }));
    expect(approved.approvals).toEqual([
      {
        scheduleVersion: 1,
        playlistHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        approvedBy: cast.staff.REVIEWER.actor.memberId,
        approvedAt: '2027-06-12T00:00:00.000Z',
        reason: 'Still true this year',
      },
    ]);
    const other = await desk.approved({ ...ARTICLE, topics: ['grief'] });
    made(await desk.run('replaceRunPlaylist', { runId, revisionIds: [other] }));
    expect(codesOf(await desk.run('scheduleRun', { runId }))).toEqual(['NOT_APPROVED_AGAIN']);
    made(await approve({ runId, revisionIds: [other] }, cast.staff.SAFETY_REVIEWER));
    expect(made(await desk.run('scheduleRun', { runId })).state).toBe('SCHEDULED');
  });

  it('names the year and the playlist that is to be approved', async () => {
    const campaignId = await desk.campaign([await desk.approved()], { surface: 'search' });
    made(await setRecurrence(campaignId));
    await tick();
    const [draft] = await runs(campaignId);
    const query = `mutation ($input: ScheduleRunInput!) { scheduleRun(input: $input) { refusals { message
      ... on NotApprovedAgain { runId observanceYear playlistHash } } } }`;
    type Answer = { scheduleRun: { refusals: Record<string, unknown>[] } };
    const { data } = await ask<Answer>(query, { input: { runId: draft!.id } }, cast.staff.SCHEDULER);
    expect(data.scheduleRun.refusals).toEqual([
      {
        message: expect.stringContaining('call approveRun'),
        runId: draft!.id,
        observanceYear: 2027,
        playlistHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('comes again next year as another draft that asks anew, until it is told to come no more', async () => {
    const revisionId = await desk.approved();
    const campaignId = await desk.campaign([revisionId]);
    made(await setRecurrence(campaignId));
    clock.set(Date.UTC(2028, 5, 12));
    await tick();
    clock.set(Date.UTC(2028, 5, 12) + DAY_MS);
    await tick();
    expect((await runs(campaignId)).map((run) => [run.observanceYear, run.state])).toEqual([[2028, 'DRAFT']]);
    const clear = () =>
      desk.mutate<string>(cast.staff.ADMIN, 'clearCampaignRecurrence', { campaignId }, 'campaignId', 'campaignId');
    expect(made(await clear())).toBe(campaignId);
    expect(codesOf(await clear())).toEqual(['NOT_FOUND']);
    const query = 'query ($id: ID!) { campaignRecurrence(campaignId: $id) { observance } }';
    expect((await ask(query, { id: campaignId })).data).toEqual({ campaignRecurrence: null });
    clock.set(Date.UTC(2029, 5, 12));
    await tick();
    expect(await runs(campaignId)).toHaveLength(1);
  });

  it('refuses a recurrence with all that is wrong with it', async () => {
    const nothing = '0190a0a0-0000-7000-8000-000000000000';
    const outcome = await setRecurrence(nothing, {
      observance: 'gone',
      zone: 'Europe/London',
      leadDays: 0,
      sinceYear: 1,
    });
    expect(outcome.refusals.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'NOT_FOUND input.campaignId',
      'NOT_FOUND input.observance',
      'INVALID_VALUE input.zone',
      'INVALID_VALUE input.leadDays',
      'INVALID_VALUE input.sinceYear',
    ]);
  });

  it.each(['REVIEWER', 'SAFETY_REVIEWER'] as const)('a %s reads it and does not write it', async (role) => {
    const by = cast.staff[role];
    expect(codesOf(await save({ slug: 'mine' }, by))).toEqual(['NOT_ALLOWED']);
    expect(codesOf(await setRecurrence('x', {}, by))).toEqual(['NOT_ALLOWED']);
    expect((await ask<{ observances: object[] }>('{ observances { slug } }', {}, by)).data.observances).not.toEqual([]);
  });

  it.each(['OWNER', 'CONTRIBUTOR', 'VIEWER'] as const)('a partner’s %s neither sees nor changes it', async (role) => {
    const by = cast.partner.members[role];
    expect(codesOf(await save({ slug: 'mine' }, by))).toEqual(['NOT_ALLOWED']);
    expect(codesOf(await approve({ runId: 'x', revisionIds: [] }, by))).toEqual(['NOT_ALLOWED']);
    for (const query of ['{ observances { slug } }', '{ observanceDays(slug: "wspd", fromYear: 2027) { year } }'])
      expect((await ask(query, {}, by)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
