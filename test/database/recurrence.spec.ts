import {
  ALWAYS,
  DAY_MS,
  SYSTEM_ACTOR,
  type Actor,
  type CampaignRecurrence,
  type Outcome,
  type StaffRole,
} from '#domain';
import {
  ApproveRun,
  ClearCampaignRecurrence,
  ReplaceRunPlaylist,
  RescheduleRun,
  SaveObservance,
  SetCampaignRecurrence,
} from '#editorial';
import { CampaignStore, Database, RecurrenceStore, RunApprovalStore, RunStore, UnitOfWork } from '#persistence';
import { DraftRecurringRuns, DRAFTS_PER_PASS_MAX } from '#scheduling';
import { Airings, viewerDays } from '../support/airing.js';
import { codesOf } from '../support/desk.js';
import { testId } from '../support/due-runs.js';
import { contradictions, makeScheduler, tickUntilDone } from '../support/schedulers.js';
import { slotKeeper } from '../support/slots.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

/** The lead time of 90 days before 10 September 2027 begins with 12 June, on Kiritimati first. */
const LEAD_BEGINS = Date.UTC(2027, 5, 11, 10);
const RECURRENCE: CampaignRecurrence = {
  observance: 'wspd',
  mode: 'VIEWER_LOCAL',
  zone: null,
  leadDays: 90,
  sinceYear: 2022,
};

describe('campaigns that come again', () => {
  let database: TestDatabase;
  let pools: Database[];
  let airings: Airings;
  let now: number;
  const clock = { now: () => now };
  let unitOfWork: UnitOfWork;
  const store = new RecurrenceStore();
  beforeEach(async () => {
    database = await cloneTestDatabase();
    pools = [];
    now = LEAD_BEGINS;
    unitOfWork = new UnitOfWork(open(), clock);
    airings = await Airings.begin(unitOfWork);
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await database.drop();
  });

  function open(): Database {
    const pool = new Database({ url: database.url, poolMax: 3, applicationName: 'test' });
    pools.push(pool);
    return pool;
  }
  /** A scheduler's drafting with connections of its own. */
  const drafting = () => new DraftRecurringRuns(new UnitOfWork(open(), clock), store);
  const key = { idempotencyKey: null };
  const campaigns = new CampaignStore();
  const runs = new RunStore();
  const approvals = new RunApprovalStore();
  const slots = () => slotKeeper(unitOfWork);

  async function saveObservance(change: object = {}): Promise<void> {
    const observance = {
      slug: 'wspd',
      name: 'World Suicide Prevention Day',
      region: null,
      rule: { kind: 'FIXED' as const, month: 9, day: 10 },
      durationDays: 1,
      overrides: [],
      source: 'https://example.org/wspd',
      ...change,
    };
    ok(await new SaveObservance(unitOfWork, store).execute(staff('SCHEDULER'), { observance, ...key }));
  }
  const setRecurrence = (campaignId: string, change: Partial<CampaignRecurrence> = {}) =>
    new SetCampaignRecurrence(unitOfWork, campaigns, store).execute(staff('SCHEDULER'), {
      campaignId,
      recurrence: { ...RECURRENCE, ...change },
      ...key,
    });
  /** A campaign that was on air in 2021, and comes again with World Suicide Prevention Day. */
  async function recurring(slug = 'wspd-campaign', change: Partial<CampaignRecurrence> = {}) {
    const airing = await airings.air({ slug, window: viewerDays('2021-09-10', '2021-09-16') });
    await airings.change((tx) => campaigns.setCurrentPlaylist(tx, airing.campaignId, airing.playlistId));
    ok(await setRecurrence(airing.campaignId, change));
    return airing;
  }
  const drafts = () =>
    database.query<{ id: string; campaign_id: string; observance_year: number; state: string; intent_start: string }>(
      `SELECT id, campaign_id, observance_year, state::text AS state, intent_start FROM run
       WHERE observance_year IS NOT NULL ORDER BY observance_year, campaign_id`,
    );
  const years = async () => (await drafts()).map((run) => run.observance_year);
  const approve = (runId: string, revisionIds: readonly string[], by = staff('REVIEWER')) =>
    new ApproveRun(unitOfWork, campaigns, runs, approvals).execute(by, {
      runId,
      revisionIds,
      reason: 'Looked at for this year',
      ...key,
    });
  const schedule = (runId: string) =>
    new RescheduleRun(slots(), campaigns, runs).execute(staff('SCHEDULER'), {
      runId,
      window: null,
      regions: null,
      ...key,
    });
  const reschedule = (runId: string, start: string, end: string) =>
    new RescheduleRun(slots(), campaigns, runs).execute(staff('SCHEDULER'), {
      runId,
      window: viewerDays(start, end),
      regions: null,
      ...key,
    });
  const replace = (runId: string, revisionIds: readonly string[]) =>
    new ReplaceRunPlaylist(slots(), campaigns, runs).execute(staff('SCHEDULER'), {
      runId,
      entries: revisionIds.map((revisionId) => ({ revisionId, times: ALWAYS })),
      ...key,
    });

  it('drafts to the day: nothing a millisecond before the lead time, one run at its first instant', async () => {
    await saveObservance();
    const { campaignId, playlistId } = await recurring();
    now = LEAD_BEGINS - 1;
    expect(await drafting().execute()).toEqual({ drafted: [], skipped: [], failed: [], isMoreDue: false });
    now = LEAD_BEGINS;
    const { drafted } = await drafting().execute();
    expect(drafted).toEqual([{ campaignId, year: 2027, runId: expect.any(String) }]);
    expect(
      await database.query(
        `SELECT state::text AS state, time_mode::text AS mode, intent_start, intent_end, playlist_id, created_by_id, observance_year
         FROM run WHERE id = $1`,
        [drafted[0]!.runId],
      ),
    ).toEqual([
      {
        state: 'DRAFT',
        mode: 'VIEWER_LOCAL',
        intent_start: '2027-09-10',
        intent_end: '2027-09-10',
        playlist_id: playlistId,
        created_by_id: null,
        observance_year: 2027,
      },
    ]);
  });

  it('tells of a draft once in the audit chain and in the outbox, in the name of the system', async () => {
    await saveObservance();
    await recurring();
    await drafting().execute();
    await drafting().execute();
    expect(
      await database.query(
        `SELECT actor_kind, count(*)::int AS n FROM audit_entry WHERE action = 'run.drafted' GROUP BY 1`,
      ),
    ).toEqual([{ actor_kind: 'SYSTEM', n: 1 }]);
    expect(
      await database.query(`SELECT payload->>'observanceYear' AS year FROM outbox_event WHERE type = 'run.drafted'`),
    ).toEqual([{ year: '2027' }]);
    expect(await contradictions(database)).toEqual([]);
  });

  it('three schedulers at once draft forty campaigns once each', async () => {
    await saveObservance();
    for (let i = 0; i < 40; i += 1) await recurring(`campaign-${i}`);
    const outcomes = await Promise.all([drafting(), drafting(), drafting()].map((one) => one.execute()));
    expect(outcomes.flatMap((outcome) => outcome.failed)).toEqual([]);
    expect(outcomes.flatMap((outcome) => outcome.drafted)).toHaveLength(40);
    const rows = await drafts();
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map((run) => run.campaign_id)).size).toBe(40);
    const [told] = await database.query(
      `SELECT (SELECT count(*)::int FROM audit_entry WHERE action = 'run.drafted') AS audits,
         (SELECT count(*)::int FROM outbox_event WHERE type = 'run.drafted') AS events`,
    );
    expect(told).toEqual({ audits: 40, events: 40 });
    expect(await contradictions(database)).toEqual([]);
  });

  it('drafts again next year, and after an outage what is still to come, not what is past', async () => {
    await saveObservance();
    await recurring();
    await drafting().execute();
    now = LEAD_BEGINS + 300 * DAY_MS;
    await drafting().execute();
    expect(await years()).toEqual([2027]);
    now = Date.UTC(2028, 8, 1);
    await drafting().execute();
    expect(await years()).toEqual([2027, 2028]);
    // Nobody there for four years; 2032 is on already, 2029 to 2031 are past.
    now = Date.UTC(2032, 8, 10, 12);
    await drafting().execute();
    expect(await years()).toEqual([2027, 2028, 2032]);
  });

  it('does not draft again what people cancelled, nor for a campaign that comes no more', async () => {
    await saveObservance();
    const { campaignId } = await recurring();
    await drafting().execute();
    await airings.cancel((await drafts())[0]!.id);
    await drafting().execute();
    expect((await drafts()).map((run) => run.state)).toEqual(['CANCELLED']);
    const clear = new ClearCampaignRecurrence(unitOfWork, campaigns, store);
    ok(await clear.execute(staff('ADMIN'), { campaignId, ...key }));
    expect(codesOf(await clear.execute(staff('ADMIN'), { campaignId, ...key }))).toEqual(['NOT_FOUND']);
    now = Date.UTC(2028, 8, 1);
    expect((await drafting().execute()).drafted).toEqual([]);
  });

  it('follows an override, and reports years without days and campaigns without a playlist', async () => {
    const overrides = [{ year: 2027, start: '2027-09-20', end: '2027-09-22', source: 'https://example.org/2027' }];
    await saveObservance({ overrides });
    await saveObservance({ slug: 'leap', rule: { kind: 'FIXED', month: 2, day: 29 } });
    const { campaignId } = await recurring();
    const leap = await recurring('leap-campaign', { observance: 'leap' });
    const bare = await airings.air({ slug: 'bare', window: viewerDays('2021-09-10', '2021-09-16') });
    ok(await setRecurrence(bare.campaignId));
    expect((await drafting().execute()).drafted).toEqual([]);
    now = LEAD_BEGINS + 10 * DAY_MS;
    const { drafted, skipped } = await drafting().execute();
    expect(drafted.map((one) => one.campaignId)).toEqual([campaignId]);
    expect((await drafts())[0]!.intent_start).toBe('2027-09-20');
    expect(new Map(skipped.map((one) => [one.campaignId, `${one.year} ${one.reason}`]))).toEqual(
      new Map([
        [leap.campaignId, '2027 NO_SUCH_DAY'],
        [bare.campaignId, '2027 NO_PLAYLIST'],
      ]),
    );
  });

  it('ends a pass after so many drafts, and the next one makes the rest', async () => {
    await saveObservance();
    const { campaignId } = await recurring();
    await database.query(
      `INSERT INTO campaign SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'slug', 'copy-' || n))).*
       FROM campaign c, generate_series(1, ${DRAFTS_PER_PASS_MAX}) AS n WHERE c.id = $1`,
      [campaignId],
    );
    await database.query(
      `INSERT INTO campaign_recurrence SELECT c.id, observance_slug, time_mode, zone, lead_days, since_year, r.updated_at
       FROM campaign c, campaign_recurrence r WHERE c.id <> r.campaign_id`,
    );
    const passes = [await drafting().execute(), await drafting().execute()];
    expect(passes.map(({ drafted, isMoreDue }) => [drafted.length, isMoreDue])).toEqual([
      [DRAFTS_PER_PASS_MAX, true],
      [1, false],
    ]);
    expect(await drafts()).toHaveLength(DRAFTS_PER_PASS_MAX + 1);
  });

  it('a campaign whose draft fails stops no other', async () => {
    await saveObservance();
    for (const slug of ['a', 'b', 'c']) await recurring(slug);
    class FailingStore extends RecurrenceStore {
      override async insertDraft(...args: Parameters<RecurrenceStore['insertDraft']>) {
        if (args[1] === bad) throw new Error('a bad row');
        return super.insertDraft(...args);
      }
    }
    const [first] = await database.query<{ id: string }>(`SELECT id FROM campaign WHERE slug = 'a'`);
    const bad = first!.id;
    const { drafted, failed } = await new DraftRecurringRuns(unitOfWork, new FailingStore()).execute();
    expect([drafted.length, failed.map((one) => one.campaignId)]).toEqual([2, [bad]]);
  });

  it('never goes on air by itself: the draft is still a draft when its day has come and gone', async () => {
    await saveObservance();
    await recurring();
    await drafting().execute();
    now = Date.UTC(2027, 8, 12);
    const scheduler = makeScheduler(database.url, { clock });
    pools.push(scheduler.database);
    await tickUntilDone(scheduler);
    expect((await drafts()).map((run) => run.state)).toEqual(['DRAFT']);
    expect(
      await database.query(`SELECT 1 FROM transition t JOIN run r ON r.id = t.run_id WHERE r.observance_year = 2027`),
    ).toEqual([]);
  });

  it('is scheduled only with an approval of its playlist for this year', async () => {
    await saveObservance();
    const { revisionIds } = await recurring();
    await drafting().execute();
    const [run] = await drafts();
    const refusal = await schedule(run!.id);
    expect(refusal.refusals).toMatchObject([
      { code: 'NOT_APPROVED_AGAIN', runId: run!.id, observanceYear: 2027, path: ['input', 'runId'] },
    ]);
    ok(await approve(run!.id, revisionIds));
    ok(await schedule(run!.id));
    // The next year asks anew.
    now = Date.UTC(2028, 7, 1);
    await drafting().execute();
    expect(codesOf(await schedule((await drafts())[1]!.id))).toEqual(['NOT_APPROVED_AGAIN']);
  });

  it('another playlist voids the approval, another order does, and the approved one put back has it again', async () => {
    await saveObservance();
    const { revisionIds } = await recurring();
    const other = await airings.air({ slug: 'other', window: viewerDays('2021-09-10', '2021-09-16') });
    await drafting().execute();
    const { id } = (await drafts())[0]!;
    const [a, b] = [revisionIds[0]!, other.revisionIds[0]!];
    ok(await replace(id, [a, b]));
    ok(await approve(id, [a, b]));
    ok(await replace(id, [b, a]));
    expect(codesOf(await schedule(id))).toEqual(['NOT_APPROVED_AGAIN']);
    ok(await replace(id, [b]));
    expect(codesOf(await schedule(id))).toEqual(['NOT_APPROVED_AGAIN']);
    ok(await replace(id, [a, b]));
    ok(await schedule(id));
  });

  it('what is scheduled is rescheduled with its approval, and gets another playlist only when that was approved before', async () => {
    await saveObservance();
    const { revisionIds } = await recurring();
    const other = await airings.air({ slug: 'other', window: viewerDays('2021-09-10', '2021-09-16') });
    await drafting().execute();
    const { id } = (await drafts())[0]!;
    ok(await reschedule(id, '2027-09-11', '2027-09-12'));
    ok(await approve(id, revisionIds));
    ok(await schedule(id));
    ok(await reschedule(id, '2027-09-13', '2027-09-14'));
    expect(codesOf(await replace(id, other.revisionIds))).toEqual(['NOT_APPROVED_AGAIN']);
    ok(await approve(id, other.revisionIds, staff('SAFETY_REVIEWER')));
    ok(await replace(id, other.revisionIds));
    expect((await drafts())[0]).toMatchObject({ state: 'SCHEDULED', intent_start: '2027-09-13' });
  });

  it('whoever planned a run does not approve it, though their role has changed; nobody approves what is over', async () => {
    const { revisionIds, runId } = await airings.air({
      slug: 'planned',
      window: viewerDays('2027-09-10', '2027-09-16'),
    });
    const { memberId } = staff('REVIEWER');
    await database.query('UPDATE run SET created_by_id = $1 WHERE id = $2', [memberId, runId]);
    expect(codesOf(await approve(runId, revisionIds))).toEqual(['OWN_SUBMISSION']);
    ok(await approve(runId, revisionIds, staff('SAFETY_REVIEWER')));
    await airings.cancel(runId);
    expect(codesOf(await approve(runId, ['nothing'], staff('SAFETY_REVIEWER')))).toEqual(['WRONG_STATE', 'NOT_FOUND']);
  });

  describe('the database itself', () => {
    beforeEach(() => saveObservance());

    it('has one run for a campaign and a year', async () => {
      const { campaignId, playlistId } = await recurring();
      const draft = { year: 2027, window: viewerDays('2027-09-10', '2027-09-10') };
      const insert = () =>
        unitOfWork.record(SYSTEM_ACTOR, (tx) => store.insertDraft(tx, campaignId, playlistId, draft));
      expect([await insert(), await insert()]).toEqual([expect.any(String), null]);
      const second = `INSERT INTO run (id, campaign_id, playlist_id, state, time_mode, intent_start, schedule_version, starts_at,
          tzdata_version, created_at, updated_at, observance_year)
        SELECT gen_random_uuid(), campaign_id, playlist_id, state, time_mode, intent_start, 1, starts_at, tzdata_version,
          created_at, updated_at, observance_year FROM run WHERE observance_year = 2027`;
      await expect(database.query(second)).rejects.toThrow('run_campaign_id_observance_year_key');
    });

    it.each([
      ['a run that nobody planned and no rule drafted', 'UPDATE run SET created_by_id = NULL'],
      ['a recurrence at an instant', `UPDATE campaign_recurrence SET time_mode = 'INSTANT'`],
      ['a zone for viewers', `UPDATE campaign_recurrence SET zone = 'Europe/London'`],
      ['no zone for ZONED', `UPDATE campaign_recurrence SET time_mode = 'ZONED'`],
      ['a lead time of 401 days', 'UPDATE campaign_recurrence SET lead_days = 401'],
      ['a first year of 1999', 'UPDATE campaign_recurrence SET since_year = 1999'],
      ['an observance of 32 days', 'UPDATE observance SET duration_days = 32'],
    ])('refuses %s', async (_, sql) => {
      await recurring();
      await expect(database.query(sql)).rejects.toThrow('check constraint');
    });

    it.each(['UPDATE run_approval SET reason = NULL', 'DELETE FROM run_approval', 'TRUNCATE run_approval'])(
      'keeps approvals as they were written: %s',
      async (sql) => {
        await expect(database.query(sql)).rejects.toThrow('run_approval is append-only');
      },
    );
  });
});

/** Somebody of staff; no row refers to them. */
function staff(role: StaffRole): Actor {
  const who = { memberId: testId(role), keyId: null, sessionId: null, partnerId: null };
  return { kind: 'MEMBER', ...who, displayName: `Test ${role}`, role };
}

function ok(outcome: Outcome<string>): string {
  if (outcome.value === null) throw new Error(outcome.refusals.map((refusal) => refusal.message).join(' '));
  return outcome.value;
}
