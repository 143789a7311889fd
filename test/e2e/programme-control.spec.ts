import type { Instant } from '#domain';
import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { ARTICLE, codesOf, Desk, made } from '../support/desk.js';
import { StandingClock, startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const NOW = Date.parse('2099-09-01T00:00:00Z');
const IMPACT = `impact { surface lookedUntil changes { goesOn { runId title } goesOff { runId title } from until hoursOnEarth regions elsewhere }
  displaced { run { runId } displacedBy { runId } hoursOnEarth whole } withoutRights { runId } withoutHelp { run { runId } regions } }`;
const EXPLAIN = `query ($surface: String!, $viewer: ExplainedViewer, $at: DateTime) { explain(surface: $surface, viewer: $viewer, at: $at) {
  at wallTime timeZone runs { runId slug verdict displacedBy window { startsAt endsAt wallStart wallEnd hours } } } }`;

interface ShownCampaign {
  readonly slug: string;
  readonly playlist: { item: { title: string } }[];
}
interface Active {
  readonly activeCampaign: {
    campaign: ShownCampaign | null;
    alsoOnAir: ShownCampaign[];
    validUntil: string;
    next: { from: string; campaign: { slug: string } | null } | null;
  };
}
interface Explained {
  readonly explain: {
    wallTime: string;
    timeZone: string;
    runs: { runId: string; slug: string; verdict: string; displacedBy: string | null; window: object | null }[];
  };
}

describe('the programme in the hands of staff', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  let clock: StandingClock;
  let surfaces = 0;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    clock = new StandingClock(NOW);
    api = await startTestApi(database, clock);
    desk = new Desk(api, cast);
    await desk.helps(['GB', 'IE', 'SG'], '2099-08-01');
  });
  beforeEach(() => clock.set(NOW));
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const scheduler = () => cast.staff.SCHEDULER;
  const declared = async (more: object = {}): Promise<string> => {
    surfaces += 1;
    const slug = `surface-${surfaces}`;
    made(
      await desk.mutate(scheduler(), 'declareSurface', { slug, name: slug, ...more }, 'surface', 'surface { slug }'),
    );
    return slug;
  };
  const shown = async (surface: string, viewer: object, at: Instant = NOW) => {
    clock.set(at);
    await api.refresh();
    const query = `query ($surface: String!, $viewer: ViewerInput) { activeCampaign(surface: $surface, viewer: $viewer) {
      campaign { slug playlist { item { title } } } alsoOnAir { slug playlist { item { title } } } validUntil next { from campaign { slug } } } }`;
    return (await api.deliver<Active>(query, { surface, viewer })).body.data.activeCampaign;
  };
  const schedule = (campaignId: string, input: object, selection = 'run { id state }') =>
    desk.mutate<{ id: string }>(scheduler(), 'scheduleCampaign', { campaignId, ...input }, 'run', selection);
  const titled = (title: string) => ({
    ...ARTICLE,
    localizations: ARTICLE.localizations.map((one) => ({ ...one, title })),
  });
  const always = { mode: 'INSTANT', start: '2099-01-01T00:00:00Z' };

  describe('entries with days and hours of their own', () => {
    it('are shown in them by the viewer’s clock, and the answer holds until the next of them', async () => {
      const surface = await declared();
      const [morning, third] = [await desk.approved(titled('Morning')), await desk.approved(titled('Day three'))];
      const campaignId = await desk.campaign([], { surface });
      const entries = [
        { revisionId: morning, hours: { from: '06:00', to: '12:00' } },
        { revisionId: third, days: [3], weekdays: [] },
      ];
      const campaign = made(
        await desk.mutate<{ playlist: object[] }>(
          scheduler(),
          'setPlaylist',
          { campaignId, entries },
          'campaign',
          'campaign { playlist { position revisionId days weekdays hours { from to } } }',
        ),
      );
      expect(campaign.playlist).toEqual([
        { position: 1, revisionId: morning, days: [], weekdays: [], hours: { from: '06:00', to: '12:00' } },
        { position: 2, revisionId: third, days: [3], weekdays: [], hours: null },
      ]);
      made(await schedule(campaignId, { window: { mode: 'VIEWER_LOCAL', start: '2099-09-10', end: '2099-09-16' } }));
      const titles = async (wall: string) => {
        const { campaign: on, validUntil } = await shown(
          surface,
          { timeZone: 'Asia/Singapore' },
          Date.parse(`${wall}+08:00`),
        );
        return [on?.playlist.map(({ item }) => item.title) ?? null, validUntil];
      };
      expect(await titles('2099-09-10T05:00:00')).toEqual([null, '2099-09-09T22:00:00.000Z']);
      expect(await titles('2099-09-10T06:00:00')).toEqual([['Morning'], '2099-09-10T04:00:00.000Z']);
      expect(await titles('2099-09-12T00:00:00')).toEqual([['Day three'], '2099-09-11T22:00:00.000Z']);
      expect(await titles('2099-09-12T06:00:00')).toEqual([['Morning', 'Day three'], '2099-09-12T04:00:00.000Z']);
      expect(await titles('2099-09-13T12:00:00')).toEqual([null, '2099-09-13T22:00:00.000Z']);
    });

    it('are refused where they cannot be, all at once', async () => {
      const campaignId = await desk.campaign([], { surface: await declared() });
      const revisionId = await desk.approved();
      const outcome = await desk.mutate(
        scheduler(),
        'setPlaylist',
        { campaignId, entries: [{ revisionId, days: [0], hours: { from: '9', to: '25:00' } }] },
        'campaign',
        'campaign { id }',
      );
      expect(outcome.refusals.map(({ path }) => path.join('.'))).toEqual([
        'input.entries.0.days',
        'input.entries.0.hours.from',
        'input.entries.0.hours.to',
      ]);
      const both = { campaignId, revisionIds: [revisionId], entries: [{ revisionId }] };
      expect(codesOf(await desk.mutate(scheduler(), 'setPlaylist', both, 'campaign', 'campaign { id }'))).toEqual([
        'INVALID_VALUE',
      ]);
    });
  });

  it('one campaign has different windows in different regions, inside its audience', async () => {
    const surface = await declared();
    const campaignId = await desk.campaign([await desk.approved()], { surface, audience: { regions: ['GB', 'SG'] } });
    const days = (day: string) => ({ mode: 'VIEWER_LOCAL', start: day, end: day });
    made(await schedule(campaignId, { regions: ['GB'], window: days('2099-09-10') }));
    made(await schedule(campaignId, { regions: ['SG'], window: days('2099-09-11') }));
    expect(codesOf(await schedule(campaignId, { regions: ['SG'], window: days('2099-09-11') }))).toEqual([
      'SLOT_TAKEN',
    ]);
    expect(codesOf(await schedule(campaignId, { regions: ['IE'], window: days('2099-09-12') }))).toEqual([
      'INVALID_VALUE',
    ]);
    const on = async (region: string, at: string) =>
      (await shown(surface, { region, timeZone: 'UTC' }, Date.parse(at))).campaign !== null;
    expect([await on('GB', '2099-09-10T12:00Z'), await on('SG', '2099-09-10T12:00Z')]).toEqual([true, false]);
    expect([await on('GB', '2099-09-11T12:00Z'), await on('SG', '2099-09-11T12:00Z')]).toEqual([false, true]);
  });

  it('a shared surface shows as many at once as it declares, and refuses one more', async () => {
    const surface = await declared({ exclusive: false, capacity: 2 });
    const revision = await desk.approved();
    const [one, two, three] = [
      await desk.campaign([revision], { surface }),
      await desk.campaign([revision], { surface }),
      await desk.campaign([revision], { surface }),
    ];
    const outcomes = await Promise.all([one, two, three].map((id) => schedule(id!, { window: always })));
    expect(outcomes.map(({ refusals }) => refusals.length).toSorted((a, b) => a - b)).toEqual([0, 0, 2]);
    const { campaign, alsoOnAir } = await shown(surface, {});
    expect([campaign, ...alsoOnAir].filter((shownOne) => shownOne !== null)).toHaveLength(2);
    expect(
      codesOf(
        await desk.mutate(
          scheduler(),
          'declareSurface',
          { slug: 'x', name: 'x', exclusive: false, capacity: 21 },
          'surface',
          'surface { slug }',
        ),
      ),
    ).toEqual(['INVALID_VALUE']);
  });

  it('explain says for any viewer and instant who is on air, and why each other is not', async () => {
    const surface = await declared();
    const revision = await desk.approved();
    const made1 = async (plan: object, window: object) => {
      const id = await desk.campaign([revision], { surface, ...plan });
      return made(await schedule(id, { window })).id;
    };
    const evergreen = await made1({ tier: 'EVERGREEN' }, always);
    const week = await made1({}, { mode: 'VIEWER_LOCAL', start: '2099-09-10', end: '2099-09-16' });
    const british = await made1({ tier: 'TAKEOVER', audience: { regions: ['GB'] } }, always);
    const ask = async (variables: object) => {
      const { body } = await api.manage<Explained>(cast.staff.REVIEWER.key, EXPLAIN, { surface, ...variables });
      return body.data.explain;
    };
    const said = await ask({ viewer: { region: 'SG' }, at: '2099-09-10T12:00:00Z' });
    expect(said).toMatchObject({ timeZone: 'Asia/Singapore', wallTime: '2099-09-10T20:00:00+08:00[Asia/Singapore]' });
    expect(said.runs.map(({ runId, verdict, displacedBy }) => [runId, verdict, displacedBy])).toEqual([
      [week, 'ON_AIR', null],
      [british, 'OTHER_REGION', null],
      [evergreen, 'LOWER_TIER', week],
    ]);
    expect(said.runs[0]!.window).toEqual({
      startsAt: '2099-09-09T16:00:00.000Z',
      endsAt: '2099-09-16T16:00:00.000Z',
      wallStart: '2099-09-10T00:00:00+08:00[Asia/Singapore]',
      wallEnd: '2099-09-17T00:00:00+08:00[Asia/Singapore]',
      hours: 168,
    });
    const now = await ask({ at: '2099-09-01T00:00:00Z' });
    expect(now.runs.map(({ verdict }) => verdict)).toEqual(['ON_AIR', 'OTHER_REGION', 'NOT_YET']);
    const { body } = await api.manage(cast.partner.members.OWNER.key, EXPLAIN, { surface });
    expect(body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('a dry run says what would change and changes nothing, with the same refusals as the decision', async () => {
    const surface = await declared();
    const revision = await desk.approved();
    const evergreen = await desk.campaign([revision], { surface, tier: 'EVERGREEN' });
    const evergreenRun = made(await schedule(evergreen, { window: always })).id;
    const week = await desk.campaign([revision], { surface });
    const window = { mode: 'VIEWER_LOCAL', start: '2099-09-10', end: '2099-09-16' };
    const counts = () =>
      database.query(
        'SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM slot) AS slots, (SELECT count(*) FROM audit_entry) AS entries, (SELECT version FROM programme_version) AS version',
      );
    const before = await counts();
    interface Dry {
      impact: { surface: string; changes: Record<string, unknown>[]; displaced: object[] }[];
      run: null;
      refusals: { code: string }[];
    }
    const dry = async (mutation: string, input: object) => {
      const type = mutation[0]!.toUpperCase() + mutation.slice(1);
      const { body } = await api.manage<Record<string, Dry>>(
        scheduler().key,
        `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { run { id } refusals { code } ${IMPACT} } }`,
        { input: { ...input, dryRun: true } },
      );
      return body.data[mutation]!;
    };
    const planned = await dry('scheduleCampaign', { campaignId: week, window, idempotencyKey: 'one' });
    expect(planned).toMatchObject({ run: null, refusals: [] });
    expect(planned.impact).toMatchObject([
      {
        surface,
        changes: [
          {
            goesOff: { runId: evergreenRun },
            from: '2099-09-09T10:00:00.000Z',
            until: '2099-09-17T11:00:00.000Z',
            hoursOnEarth: 193,
            elsewhere: true,
          },
        ],
        displaced: [{ run: { runId: evergreenRun }, hoursOnEarth: 193, whole: false }],
      },
    ]);
    const cancelled = await dry('cancelRun', { runId: evergreenRun, reason: 'Trying' });
    expect(cancelled.impact[0]!.changes).toMatchObject([
      { goesOn: null, goesOff: { runId: evergreenRun }, until: null },
    ]);
    const inverted = await dry('scheduleCampaign', { campaignId: week, window: { ...window, end: '2099-09-09' } });
    expect([inverted.refusals.map(({ code }) => code), inverted.impact]).toEqual([['WINDOW_EMPTY'], []]);
    expect(await counts()).toEqual(before);
    // The key of the dry run was not spent.
    const run = made(await schedule(week, { window, idempotencyKey: 'one' }));
    const moved = await dry('rescheduleRun', { runId: run.id, window: { ...window, end: '2099-09-12' } });
    expect(moved.impact[0]!.changes).toMatchObject([{ goesOn: { runId: evergreenRun }, goesOff: { runId: run.id } }]);
  });

  describe('pause and resume', () => {
    const PAUSE =
      'pause { id regions reason until resumedAt pausedBy window { mode startsAt endsAt hoursOnEarth } choices { runId choice } }';
    const pause = (input: object, by = scheduler()) =>
      desk.mutate<{ id: string; choices: object[] }>(
        by,
        'pauseProgramme',
        { reason: 'An incident', ...input },
        'pause',
        PAUSE,
      );
    const resume = (pauseId: string, input: object = {}) =>
      desk.mutate<{ id: string; choices: object[] }>(
        scheduler(),
        'resumeProgramme',
        { pauseId, ...input },
        'pause',
        PAUSE,
      );
    const slugs = async (surface: string, region: string) =>
      (await shown(surface, { region, timeZone: 'UTC' }, NOW + 1)).campaign?.slug ?? null;

    it('take all but the crisis tier off air in a region with the next answer, and bring it back', async () => {
      const surface = await declared();
      const revision = await desk.approved();
      const runs: Record<string, string> = {};
      for (const slug of ['paused-a', 'paused-b']) {
        const id = await desk.campaign([revision], {
          surface,
          slug,
          tier: slug === 'paused-a' ? 'PROGRAMME' : 'EVERGREEN',
        });
        runs[slug] = made(await schedule(id, { window: always })).id;
      }
      expect(await slugs(surface, 'GB')).toBe('paused-a');
      clock.set(NOW);
      const paused = made(await pause({ regions: ['GB'] }));
      expect(paused).toMatchObject({
        regions: ['GB'],
        until: null,
        resumedAt: null,
        window: { endsAt: null },
        choices: [],
      });
      expect([await slugs(surface, 'GB'), await slugs(surface, 'SG')]).toEqual([null, 'paused-a']);
      const crisis = await desk.campaign([revision], {
        surface,
        slug: 'crisis',
        tier: 'CRISIS',
        audience: { regions: ['GB'] },
      });
      made(await schedule(crisis, { window: always }));
      expect(await slugs(surface, 'GB')).toBe('crisis');
      clock.set(NOW + 3_600_000);
      const outside = { runId: runs['paused-b'], choice: 'SHORTEN' };
      expect(
        (await resume(paused.id, { runs: [outside], otherwise: 'SHORTEN' })).refusals.map(({ path }) => path.join('.')),
      ).toEqual(['input.runs.0.endsAt', 'input.otherwise']);
      const resumed = made(await resume(paused.id, { runs: [{ runId: runs['paused-a'], choice: 'RETIRE' }] }));
      expect(resumed).toMatchObject({
        resumedAt: '2099-09-01T01:00:00.000Z',
        window: { mode: 'INSTANT', endsAt: '2099-09-01T01:00:00.000Z', hoursOnEarth: 1 },
      });
      expect(resumed.choices).toEqual(
        expect.arrayContaining([
          { runId: runs['paused-a'], choice: 'RETIRE' },
          { runId: runs['paused-b'], choice: 'CONTINUE' },
        ]),
      );
      const later = await shown(surface, { region: 'SG' }, NOW + 3_600_000);
      expect(later.campaign?.slug).toBe('paused-b');
      expect(codesOf(await resume(paused.id))).toEqual(['WRONG_STATE']);
    });

    it('ends by itself where it was said when, and a run is shortened to an instant for everybody', async () => {
      const surface = await declared();
      const id = await desk.campaign([await desk.approved()], { surface, slug: 'shortened' });
      const run = made(
        await schedule(id, { window: { mode: 'VIEWER_LOCAL', start: '2099-09-01', end: '2099-09-07' } }),
      ).id;
      clock.set(NOW);
      const until = '2099-09-01T02:00:00.000Z';
      const paused = made(await pause({ until }));
      const during = await shown(surface, { timeZone: 'UTC' }, NOW + 1);
      expect([during.campaign, during.validUntil, during.next?.campaign?.slug]).toEqual([null, until, 'shortened']);
      expect((await shown(surface, { timeZone: 'UTC' }, Date.parse(until))).campaign?.slug).toBe('shortened');
      const endsAt = '2099-09-02T12:00:00.000Z';
      made(await resume(paused.id, { runs: [{ runId: run, choice: 'SHORTEN', endsAt }] }));
      expect((await shown(surface, { timeZone: 'UTC' }, Date.parse(endsAt) - 1)).campaign?.slug).toBe('shortened');
      expect((await shown(surface, { timeZone: 'UTC' }, Date.parse(endsAt))).campaign).toBeNull();
    });

    it('is refused for wrong regions, a past end, an empty reason, and to everybody but schedulers and administrators', async () => {
      const wrong = await pause({ regions: ['Britain'], until: '2099-08-31T00:00:00Z', reason: ' ' });
      expect(wrong.refusals.map(({ path }) => path.join('.'))).toEqual([
        'input.regions',
        'input.until',
        'input.reason',
      ]);
      for (const member of [cast.staff.REVIEWER, cast.partner.members.OWNER])
        expect(codesOf(await pause({}, member))).toEqual(['NOT_ALLOWED']);
    });
  });
});
