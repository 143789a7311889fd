import type { Instant } from '#domain';
import { Database, DueReadModel, TransitionStore, UnitOfWork } from '#persistence';
import { RecordDueTransitions, SchedulingReports } from '#scheduling';
import { makeCast, type Cast } from '../support/actors.js';
import { ARTICLE, Desk, made } from '../support/desk.js';
import { StandingClock, startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const ACTIVE = `query ($viewer: ViewerInput) { activeCampaign(surface: "discover", viewer: $viewer) {
  servedAt validUntil version help { resolution emergency services { slug } }
  campaign { title locale startsAt endsAt playlist { position item { title locale } } partners { name } }
  next { from until campaign { title } } } }`;

interface Active {
  readonly activeCampaign: {
    readonly servedAt: string;
    readonly validUntil: string;
    readonly version: string;
    readonly help: { resolution: string; services: { slug: string }[] };
    readonly campaign: {
      title: string;
      locale: string;
      startsAt: string;
      endsAt: string;
      playlist: { position: number; item: { title: string; locale: string } }[];
      partners: { name: string }[];
    } | null;
    readonly next: { from: string; until: string; campaign: { title: string } | null } | null;
  };
}

class SilentReports extends SchedulingReports {
  recorded(): void {}

  batchFailed(error: unknown): void {
    throw error;
  }

  runSetAside(_runId: string, error: unknown): void {
    throw error;
  }
}

const at = (text: string): Instant => Date.parse(text);
const LONDON = { region: 'GB', locale: 'en-GB', timeZone: 'Europe/London' };
const PAGO_PAGO = { region: 'AS', locale: 'es', timeZone: 'Pacific/Pago_Pago' };

/** One story in the order in which it happens; the clock of the whole service stands where the story is. */
describe('the story of a partner’s text, from draft to retirement', () => {
  const clock = new StandingClock(at('2027-08-01T09:00:00Z'));
  let database: TestDatabase;
  let pool: Database;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  let recording: RecordDueTransitions;
  let revisionId: string;
  let runId: string;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    api = await startTestApi(database, clock);
    desk = new Desk(api, cast);
    recording = new RecordDueTransitions(
      new UnitOfWork(pool, clock),
      new TransitionStore(),
      new DueReadModel(pool),
      pool,
      new SilentReports(),
    );
  });
  afterAll(async () => {
    await api.close();
    await pool.close();
    await database.drop();
  });

  async function shown(viewer: object, instant: string): Promise<Active['activeCampaign']> {
    clock.set(at(instant));
    await api.refresh();
    const { body, headers } = await api.deliver<Active>(ACTIVE, { viewer });
    const answer = body.data.activeCampaign;
    expect(answer.servedAt).toBe(new Date(at(instant)).toISOString());
    const [, maxAge = '0'] = headers.get('cache-control')?.match(/max-age=(\d+)/) ?? [];
    expect(at(instant) + Number(maxAge) * 1_000).toBeLessThanOrEqual(at(answer.validUntil));
    return answer;
  }

  it('a contributor hands it in, is asked for changes, reads why, and hands it in again', async () => {
    const { CONTRIBUTOR } = cast.partner.members;
    const { itemId, revisionId: first } = await desk.submitted();
    made(
      await desk.mutate(
        cast.staff.REVIEWER,
        'requestChanges',
        { revisionId: first, reason: 'Please add where to find help.' },
        'revision',
        'revision { state }',
      ),
    );
    const { body } = await api.manage(
      CONTRIBUTOR.key,
      'query ($id: ID!) { contentItem(id: $id) { revisions { number state decisions { locale reason decidedBy } } } }',
      { id: itemId },
    );
    expect(body.data).toMatchObject({
      contentItem: {
        revisions: [
          {
            number: 1,
            state: 'CHANGES_REQUESTED',
            decisions: [
              { locale: 'en', reason: 'Please add where to find help.', decidedBy: 'staff' },
              { locale: 'es' },
            ],
          },
        ],
      },
    });
    made(
      await desk.mutate(
        CONTRIBUTOR,
        'saveDraft',
        { itemId, version: 1, document: ARTICLE },
        'item',
        'item { draftVersion }',
      ),
    );
    const again = made(
      await desk.mutate<{ id: string }>(
        CONTRIBUTOR,
        'submitDraft',
        { itemId, version: 2 },
        'revision',
        'revision { id }',
      ),
    );
    revisionId = again.id;
  });

  it('a reviewer finds it at the head of the queue and approves it', async () => {
    const { body } = await api.manage<{ reviewQueue: { edges: { node: { id: string } }[] } }>(
      cast.staff.REVIEWER.key,
      '{ reviewQueue { edges { node { id } } } }',
    );
    expect(body.data.reviewQueue.edges[0]!.node.id).toBe(revisionId);
    await desk.approve(revisionId);
  });

  it('staff schedule it for 10 through 16 September, on each viewer’s own clock', async () => {
    const campaignId = await desk.campaign([revisionId], {
      texts: [
        { locale: 'en', title: 'A week of listening' },
        { locale: 'es', title: 'Una semana para escuchar' },
      ],
    });
    const run = made(await desk.schedule(campaignId, { mode: 'VIEWER_LOCAL', start: '2027-09-10', end: '2027-09-16' }));
    runId = run.id;
    expect(run.window.hoursOnEarth).toBe(194);
  });

  it('nothing is on air the evening before in London, and the answer says what follows and when', async () => {
    const answer = await shown(LONDON, '2027-09-09T22:59:59.999Z');
    expect(answer).toMatchObject({
      campaign: null,
      validUntil: '2027-09-09T23:00:00.000Z',
      next: {
        from: '2027-09-09T23:00:00.000Z',
        until: '2027-09-16T23:00:00.000Z',
        campaign: { title: 'A week of listening' },
      },
    });
  });

  it('it is on air at the very instant, though no scheduler ever ran', async () => {
    const answer = await shown(LONDON, '2027-09-09T23:00:00.000Z');
    expect(answer.campaign).toMatchObject({
      title: 'A week of listening',
      startsAt: '2027-09-09T23:00:00.000Z',
      endsAt: '2027-09-16T23:00:00.000Z',
      playlist: [{ position: 1, item: { title: 'You are not alone', locale: 'en' } }],
      partners: [{ name: 'Samaritans' }],
    });
    expect(await database.query('SELECT state::text FROM run WHERE id = $1', [runId])).toEqual([
      { state: 'SCHEDULED' },
    ]);
  });

  it('a viewer in Pago Pago waits for their own midnight, and reads it in their language', async () => {
    expect((await shown(PAGO_PAGO, '2027-09-10T10:59:59.999Z')).campaign).toBeNull();
    expect((await shown(PAGO_PAGO, '2027-09-10T11:00:00.000Z')).campaign).toMatchObject({
      title: 'Una semana para escuchar',
      locale: 'es',
      playlist: [{ item: { title: 'No estás solo', locale: 'es' } }],
    });
  });

  it('the scheduler, hours late, records the activation with both instants', async () => {
    clock.set(at('2027-09-10T12:00:00Z'));
    await recording.execute();
    const { body } = await api.manage(
      cast.staff.SCHEDULER.key,
      'query ($id: ID!) { run(id: $id) { state transitions { kind meantAt meantWall happenedAt lateMs } } }',
      { id: runId },
    );
    expect(body.data).toEqual({
      run: {
        state: 'ACTIVE',
        transitions: [
          {
            kind: 'ACTIVATED',
            meantAt: '2027-09-09T10:00:00.000Z',
            meantWall: '2027-09-09T10:00:00+00:00[UTC]',
            happenedAt: '2027-09-10T12:00:00.000Z',
            lateMs: 26 * 3_600_000,
          },
        ],
      },
    });
  });

  it('it leaves the air at each viewer’s own midnight, and is followed by nothing, with help', async () => {
    expect((await shown(LONDON, '2027-09-16T22:59:59.999Z')).campaign).not.toBeNull();
    expect(await shown(LONDON, '2027-09-16T23:00:00.000Z')).toMatchObject({
      campaign: null,
      next: null,
      help: { resolution: 'DIRECTORY' },
    });
    expect((await shown(PAGO_PAGO, '2027-09-17T10:59:59.999Z')).campaign).not.toBeNull();
    expect((await shown(PAGO_PAGO, '2027-09-17T11:00:00.000Z')).campaign).toBeNull();
  });

  it('the scheduler retires it after its last instant on Earth, once', async () => {
    clock.set(at('2027-09-17T11:59:59.999Z'));
    await recording.execute();
    expect(await database.query('SELECT state::text FROM run WHERE id = $1', [runId])).toEqual([{ state: 'ACTIVE' }]);
    clock.set(at('2027-09-17T12:00:00.000Z'));
    await recording.execute();
    await recording.execute();
    const transitions = await database.query<{ kind: string }>(
      'SELECT kind::text FROM transition WHERE run_id = $1 ORDER BY seq',
      [runId],
    );
    expect(transitions).toEqual([{ kind: 'ACTIVATED' }, { kind: 'RETIRED' }]);
    expect(await database.query('SELECT state::text FROM run WHERE id = $1', [runId])).toEqual([{ state: 'RETIRED' }]);
  });

  it('a partner that withdraws a text takes it off the air with the next answer', async () => {
    const { itemId, revisionId: other } = await desk.submitted();
    await desk.approve(other);
    const campaignId = await desk.campaign([other], { tier: 'EVERGREEN' });
    made(await desk.schedule(campaignId, { mode: 'INSTANT', start: '2027-10-01T00:00:00Z' }));
    expect((await shown(LONDON, '2027-10-01T00:00:00.000Z')).campaign).not.toBeNull();
    made(
      await desk.mutate(
        cast.partner.members.OWNER,
        'withdrawContentItem',
        { itemId, reason: 'We think again about it.' },
        'item',
        'item { withdrawnAt }',
      ),
    );
    expect(await shown(LONDON, '2027-10-01T00:00:01.000Z')).toMatchObject({ campaign: null });
  });

  it('a run that is cancelled leaves the air with the next answer', async () => {
    const campaignId = await desk.campaign([await desk.approved()], { tier: 'TAKEOVER' });
    const run = made(
      await desk.schedule(campaignId, { mode: 'INSTANT', start: '2027-11-01T00:00:00Z', end: '2027-12-01T00:00:00Z' }),
    );
    const before = await shown(LONDON, '2027-11-02T00:00:00.000Z');
    expect(before.campaign).not.toBeNull();
    made(await desk.run('cancelRun', { runId: run.id, reason: 'Not this week' }));
    const after = await shown(LONDON, '2027-11-02T00:00:00.001Z');
    expect(after.campaign).toBeNull();
    expect(after.version).not.toBe(before.version);
  });
});
