import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { ARTICLE, codesOf, Desk, made, type WindowInput } from '../support/desk.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

/** A week of its own for each test, so that no test stands in another's way. */
let weeks = 0;
function freshWeek(): { window: WindowInput; first: Date } {
  weeks += 1;
  const first = new Date(Date.UTC(2100, 0, 3) + weeks * 14 * 86_400_000);
  return { first, window: { mode: 'VIEWER_LOCAL', start: dayAfter(first, 0), end: dayAfter(first, 6) } };
}
const dayAfter = (date: Date, days: number) => new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10);

describe('scheduling through the management API', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    desk = new Desk(api, cast);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const article = (rights: object) => ({ ...ARTICLE, rights });

  it('shows the time of a run three ways: on the wall, as instants, in hours on Earth', async () => {
    const campaignId = await desk.campaign([await desk.approved()]);
    const run = made(await desk.schedule(campaignId, { mode: 'VIEWER_LOCAL', start: '2099-09-10', end: '2099-09-16' }));
    expect(run).toMatchObject({
      state: 'SCHEDULED',
      scheduleVersion: 1,
      window: {
        mode: 'VIEWER_LOCAL',
        zone: null,
        start: '2099-09-10',
        end: '2099-09-16',
        startsAt: '2099-09-09T10:00:00.000Z',
        endsAt: '2099-09-17T12:00:00.000Z',
        hoursOnEarth: 194,
      },
    });
  });

  it.each([
    [
      'ZONED',
      { mode: 'ZONED', zone: 'Asia/Singapore', start: '2098-03-01', end: '2098-03-01' },
      '2098-02-28T16:00:00.000Z',
      '2098-03-01T16:00:00.000Z',
      24,
    ],
    [
      'INSTANT',
      { mode: 'INSTANT', start: '2098-04-01T00:00:00Z', end: '2098-04-01T01:30:00Z' },
      '2098-04-01T00:00:00.000Z',
      '2098-04-01T01:30:00.000Z',
      1.5,
    ],
  ] as const)('takes dates as %s', async (_, window, startsAt, endsAt, hoursOnEarth) => {
    const campaignId = await desk.campaign([await desk.approved()]);
    expect(made(await desk.schedule(campaignId, window)).window).toMatchObject({ startsAt, endsAt, hoursOnEarth });
  });

  it.each([
    [
      'an empty window',
      { mode: 'INSTANT', start: '2099-01-01T00:00:00Z', end: '2099-01-01T00:00:00Z' },
      'WINDOW_EMPTY',
    ],
    ['an inverted window', { mode: 'VIEWER_LOCAL', start: '2099-01-02', end: '2099-01-01' }, 'WINDOW_EMPTY'],
    ['a past end', { mode: 'VIEWER_LOCAL', start: '2021-09-10', end: '2021-09-16' }, 'WINDOW_PAST'],
    ['a day that is none', { mode: 'VIEWER_LOCAL', start: '2099-02-30', end: '2099-03-01' }, 'INVALID_VALUE'],
    ['a zone that is none', { mode: 'ZONED', zone: 'GMT+2', start: '2099-02-01', end: '2099-03-01' }, 'INVALID_VALUE'],
    [
      'a time of day that comes twice',
      { mode: 'ZONED', zone: 'Europe/Paris', start: '2027-10-31T02:30', end: '2027-11-01' },
      'LOCAL_TIME_AMBIGUOUS',
    ],
  ] as const)('refuses %s', async (_, window, code) => {
    const campaignId = await desk.campaign([await desk.approved()]);
    const outcome = await desk.schedule(campaignId, window);
    expect(outcome.node).toBeNull();
    expect(codesOf(outcome)).toEqual([code]);
  });

  it('refuses a playlist in which nothing is approved, and one of which an entry is not', async () => {
    const { revisionId } = await desk.submitted();
    expect(codesOf(await desk.schedule(await desk.campaign([revisionId]), freshWeek().window))).toEqual([
      'NOTHING_APPROVED',
    ]);
    const mixed = await desk.campaign([await desk.approved(), revisionId]);
    expect(codesOf(await desk.schedule(mixed, freshWeek().window))).toEqual(['ENTRY_NOT_APPROVED']);
    expect(codesOf(await desk.schedule(await desk.campaign([]), freshWeek().window))).toEqual(['NOTHING_APPROVED']);
  });

  it('refuses an item whose rights do not cover the window or the regions, all at once', async () => {
    const { window, first } = freshWeek();
    await desk.helps(['GB', 'IE'], first.toISOString().slice(0, 10));
    const revisionId = await desk.approved(article({ to: dayAfter(first, 5), regions: ['GB'] }));
    const everywhere = await desk.schedule(await desk.campaign([revisionId]), window);
    expect(codesOf(everywhere)).toEqual(['RIGHTS_DO_NOT_COVER_WINDOW', 'RIGHTS_DO_NOT_COVER_REGIONS']);
    const two = await desk.schedule(await desk.campaign([revisionId], { audience: { regions: ['GB', 'IE'] } }), {
      ...window,
      end: dayAfter(first, 5),
    });
    expect(two.refusals).toMatchObject([{ code: 'RIGHTS_DO_NOT_COVER_REGIONS', missing: ['IE'] }]);
    made(
      await desk.schedule(await desk.campaign([revisionId], { audience: { regions: ['GB'] } }), {
        ...window,
        end: dayAfter(first, 5),
      }),
    );
  });

  it('refuses a slot that is taken, naming the run that holds it', async () => {
    const { window, first } = freshWeek();
    const revisionId = await desk.approved();
    const holder = made(
      await desk.schedule(
        await desk.campaign([revisionId], { slug: 'the-holder', texts: [{ locale: 'en', title: 'The holder' }] }),
        window,
      ),
    );
    const outcome = await desk.schedule(await desk.campaign([revisionId]), {
      ...window,
      start: dayAfter(first, 6),
      end: dayAfter(first, 8),
    });
    expect(outcome.refusals).toMatchObject([
      {
        __typename: 'SlotTaken',
        code: 'SLOT_TAKEN',
        runId: holder.id,
        campaignTitle: 'The holder',
        startsAt: holder.window.startsAt,
        endsAt: holder.window.endsAt,
      },
    ]);
  });

  it.each([
    ['the days behind it', (first: Date) => ({ start: dayAfter(first, 7), end: dayAfter(first, 8) }), {}],
    ['another tier', () => ({}), { tier: 'EVERGREEN' }],
    ['another surface', () => ({}), { surface: 'search' }],
  ])('gives a second run %s', async (_, change, plan) => {
    const { window, first } = freshWeek();
    const revisionId = await desk.approved();
    made(await desk.schedule(await desk.campaign([revisionId]), window));
    made(await desk.schedule(await desk.campaign([revisionId], plan), { ...window, ...change(first) }));
  });

  it('lets one of twenty who schedule at the same moment succeed, and names that one to the others', async () => {
    const { window } = freshWeek();
    const revisionId = await desk.approved();
    const campaigns: string[] = [];
    for (let i = 0; i < 20; i += 1) campaigns.push(await desk.campaign([revisionId]));
    const outcomes = await Promise.all(
      campaigns.map((id, index) =>
        desk.schedule(id, window, index % 2 === 0 ? cast.staff.SCHEDULER : cast.staff.ADMIN),
      ),
    );
    const winners = outcomes.filter((outcome) => outcome.node !== null);
    expect(winners).toHaveLength(1);
    for (const loser of outcomes.filter((outcome) => outcome.node === null))
      expect(loser.refusals).toMatchObject([{ code: 'SLOT_TAKEN', runId: winners[0]!.node!.id }]);
  });

  it('a draft run promises nothing until it is scheduled, and then keeps its dates', async () => {
    const { window, first } = freshWeek();
    const { revisionId } = await desk.submitted();
    const draft = made(await desk.run('planRun', { campaignId: await desk.campaign([revisionId]), window }));
    expect(draft.state).toBe('DRAFT');
    expect(codesOf(await desk.run('scheduleRun', { runId: draft.id }))).toEqual(['NOTHING_APPROVED']);
    const moved = made(
      await desk.run('rescheduleRun', { runId: draft.id, window: { ...window, end: dayAfter(first, 3) } }),
    );
    expect([moved.state, moved.scheduleVersion]).toEqual(['DRAFT', 1]);
    await desk.approve(revisionId);
    const scheduled = made(await desk.run('scheduleRun', { runId: draft.id }));
    expect(scheduled).toMatchObject({ state: 'SCHEDULED', scheduleVersion: 1, window: { end: dayAfter(first, 3) } });
    expect(codesOf(await desk.run('scheduleRun', { runId: draft.id }))).toEqual(['WRONG_STATE']);
  });

  it('a run that is rescheduled gets a new version, frees its old slot and asks all rules anew', async () => {
    const [old, taken, free] = [freshWeek(), freshWeek(), freshWeek()];
    const revisionId = await desk.approved();
    const run = made(await desk.schedule(await desk.campaign([revisionId]), old.window));
    made(await desk.schedule(await desk.campaign([revisionId]), taken.window));
    expect(codesOf(await desk.run('rescheduleRun', { runId: run.id, window: taken.window }))).toEqual(['SLOT_TAKEN']);
    const moved = made(await desk.run('rescheduleRun', { runId: run.id, window: free.window }));
    expect(moved).toMatchObject({ state: 'SCHEDULED', scheduleVersion: 2, window: { start: free.window.start } });
    made(await desk.schedule(await desk.campaign([revisionId]), old.window));
  });

  it('a run that is cancelled frees its slot and comes back from nothing', async () => {
    const { window } = freshWeek();
    const revisionId = await desk.approved();
    const run = made(await desk.schedule(await desk.campaign([revisionId]), window));
    expect(codesOf(await desk.run('cancelRun', { runId: run.id, reason: ' ' }))).toEqual(['INVALID_VALUE']);
    expect(made(await desk.run('cancelRun', { runId: run.id, reason: 'A mistake' })).state).toBe('CANCELLED');
    made(await desk.schedule(await desk.campaign([revisionId]), window));
    for (const mutation of ['scheduleRun', 'rescheduleRun', 'cancelRun'] as const) {
      const input = {
        runId: run.id,
        ...(mutation === 'rescheduleRun' && { window }),
        ...(mutation === 'cancelRun' && { reason: 'Again' }),
      };
      expect(codesOf(await desk.run(mutation, input))).toContain('WRONG_STATE');
    }
  });

  it('a scheduled run gets another playlist only when that may be shown', async () => {
    const [first, second] = [await desk.approved(), await desk.approved()];
    const { revisionId: waiting } = await desk.submitted();
    const run = made(await desk.schedule(await desk.campaign([first]), freshWeek().window));
    expect(codesOf(await desk.run('replaceRunPlaylist', { runId: run.id, revisionIds: [second, waiting] }))).toEqual([
      'ENTRY_NOT_APPROVED',
    ]);
    expect(
      codesOf(await desk.run('replaceRunPlaylist', { runId: run.id, revisionIds: [second, second, 'nothing'] })),
    ).toEqual(['INVALID_VALUE', 'NOT_FOUND']);
    made(await desk.run('replaceRunPlaylist', { runId: run.id, revisionIds: [second] }));
    expect(
      await database.query(
        'SELECT e.revision_id FROM playlist_entry e JOIN run r ON r.playlist_id = e.playlist_id WHERE r.id = $1',
        [run.id],
      ),
    ).toEqual([{ revision_id: second }]);
  });

  it('a campaign keeps its place while a run of it is scheduled; its words may change', async () => {
    const campaignId = await desk.campaign([await desk.approved()]);
    made(await desk.schedule(campaignId, freshWeek().window));
    const plan = {
      campaignId,
      surface: 'discover',
      tier: 'PROGRAMME',
      audience: {},
      embargoed: true,
      defaultLocale: 'en',
      texts: [{ locale: 'en', title: 'Other words' }],
    };
    made(await desk.mutate(cast.staff.SCHEDULER, 'updateCampaign', plan, 'campaign', 'campaign { id }'));
    expect(
      codesOf(
        await desk.mutate(
          cast.staff.SCHEDULER,
          'updateCampaign',
          { ...plan, tier: 'CRISIS' },
          'campaign',
          'campaign { id }',
        ),
      ),
    ).toEqual(['WRONG_STATE']);
  });

  it('a retry under the same key has no second effect, and another input under it is refused', async () => {
    const campaignId = await desk.campaign([await desk.approved()]);
    const { window, first } = freshWeek();
    const input = { campaignId, window, idempotencyKey: 'one-intent' };
    const send = (changed: object = {}) =>
      desk.mutate<{ id: string }>(
        cast.staff.SCHEDULER,
        'scheduleCampaign',
        { ...input, ...changed },
        'run',
        'run { id }',
      );
    const runs = await Promise.all([send(), send(), send()]);
    expect(new Set(runs.map((run) => made(run).id)).size).toBe(1);
    expect(codesOf(await send({ window: { ...window, end: dayAfter(first, 1) } }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  });

  it('the schedule of a period shows what overlaps it, by start, page by page', async () => {
    const revisionId = await desk.approved();
    const week = freshWeek();
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const window = { mode: 'VIEWER_LOCAL', start: dayAfter(week.first, i), end: dayAfter(week.first, i) } as const;
      ids.push(made(await desk.schedule(await desk.campaign([revisionId]), window)).id);
    }
    type Page = {
      schedule: {
        edges: { node: { id: string; campaign: { surface: string } } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    const ask = async (after: string | null, from: string, to: string) =>
      (
        await api.manage<Page>(
          cast.staff.REVIEWER.key,
          'query ($from: DateTime!, $to: DateTime!, $after: String) { schedule(from: $from, to: $to, surface: "discover", first: 2, after: $after) { edges { node { id campaign { surface } } } pageInfo { hasNextPage endCursor } } }',
          { from, to, after },
        )
      ).body;
    const [from, to] = [`${dayAfter(week.first, 0)}T00:00:00Z`, `${dayAfter(week.first, 3)}T00:00:00Z`];
    const one = (await ask(null, from, to)).data.schedule;
    const two = (await ask(one.pageInfo.endCursor, from, to)).data.schedule;
    expect([...one.edges, ...two.edges].map((edge) => edge.node.id)).toEqual(ids);
    expect([one.pageInfo.hasNextPage, two.pageInfo.hasNextPage]).toEqual([true, false]);
    expect((await ask(null, to, from)).errors?.[0]?.message).toContain('give a to after from');
  });

  it.each(['OWNER', 'CONTRIBUTOR', 'VIEWER'] as const)('a partner’s %s neither sees nor changes it', async (role) => {
    const member = cast.partner.members[role];
    const outcome = await desk.schedule(await desk.campaign([await desk.approved()]), freshWeek().window, member);
    expect(codesOf(outcome)).toEqual(['NOT_ALLOWED']);
    const { body } = await api.manage(member.key, '{ campaigns { edges { cursor } } }');
    expect(body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('a reviewer sees it and does not change it', async () => {
    expect(
      codesOf(
        await desk.schedule(await desk.campaign([await desk.approved()]), freshWeek().window, cast.staff.REVIEWER),
      ),
    ).toEqual(['NOT_ALLOWED']);
  });

  it.each(['018f0000-0000-7000-8000-000000000000', 'nothing', ''])(
    'an id that is none (%j) answers alike',
    async (id) => {
      expect(codesOf(await desk.schedule(id, freshWeek().window))).toEqual(['NOT_FOUND']);
      expect(codesOf(await desk.run('cancelRun', { runId: id, reason: 'x' }))).toEqual(['NOT_FOUND']);
      const { body } = await api.manage(
        cast.staff.SCHEDULER.key,
        'query ($id: ID!) { campaign(id: $id) { id } run(id: $id) { id } }',
        { id },
      );
      expect(body.data).toEqual({ campaign: null, run: null });
    },
  );

  it('every decision left its entry in the chain and its event in the outbox', async () => {
    const audits = await database.query<{ action: string }>(
      "SELECT DISTINCT action FROM audit_entry WHERE subject_type IN ('run', 'campaign') ORDER BY action",
    );
    const events = await database.query<{ type: string }>(
      "SELECT DISTINCT type FROM outbox_event WHERE subject_type IN ('run', 'campaign') ORDER BY type",
    );
    const expected = [
      'campaign.created',
      'campaign.updated',
      'playlist.set',
      'run.cancelled',
      'run.planned',
      'run.playlist-replaced',
      'run.rescheduled',
      'run.scheduled',
    ];
    expect([audits.map((row) => row.action), events.map((row) => row.type)]).toEqual([expected, expected]);
  });
});
