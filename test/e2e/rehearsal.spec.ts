import { DAY_MS, HOUR_MS } from '#domain';
import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { ARTICLE, codesOf, Desk, made, type WindowInput } from '../support/desk.js';
import { makeRehearser, type TestRehearser } from '../support/rehearsals.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

interface Rehearsal {
  readonly kind: string;
  readonly scheduleVersion: number;
  readonly dueAt: string;
  readonly rehearsedAt: string;
  readonly isGreen: boolean;
  readonly findings: {
    severity: string;
    code: string;
    message: string;
    from: string;
    until: string | null;
    who: { regions: string[] };
    position: number | null;
    otherRunId: string | null;
  }[];
  readonly findingsLeftOut: number;
}
const REHEARSALS =
  'rehearsals { kind scheduleVersion dueAt rehearsedAt programmeVersion isGreen findings { severity code message from until position otherRunId who { regions locales platforms appVersions zones } } findingsLeftOut }';
/** Each test in an hour of its own, so that none displaces another: `[start, end)` so many hours from now. */
const hours = (start: number, end: number): WindowInput => {
  const at = (n: number) => new Date(Date.now() + n * HOUR_MS).toISOString();
  return { mode: 'INSTANT', start: at(start), end: at(end) };
};
const BEGUN = Date.now();
const dayFromNow = (days: number) => new Date(BEGUN + days * DAY_MS).toISOString().slice(0, 10);

describe('rehearsals through the management API', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  let rehearser: TestRehearser;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    desk = new Desk(api, cast);
    rehearser = makeRehearser(database.url, 'DATABASE');
  });
  afterAll(async () => {
    await rehearser.database.close();
    await api.close();
    await database.drop();
  });

  const ask = (runId: string, by = cast.staff.SCHEDULER, more: object = {}) =>
    desk.mutate<{ id: string; rehearsals: Rehearsal[] }>(
      by,
      'rehearseRun',
      { runId, ...more },
      'run',
      `run { id ${REHEARSALS} }`,
    );
  const asked = async (runId: string) => made(await ask(runId)).rehearsals[0]!;
  /** What the schedule shows, the newest first: `ASKED v1 red REVISION_WITHDRAWN`. */
  const onSchedule = async (runId: string) => {
    type Page = { schedule: { edges: { node: { id: string; rehearsals: Rehearsal[] } }[] } };
    const { body } = await api.manage<Page>(
      cast.staff.SAFETY_REVIEWER.key,
      `query ($from: DateTime!, $to: DateTime!) { schedule(from: $from, to: $to, first: 100) { edges { node { id ${REHEARSALS} } } } }`,
      { from: new Date().toISOString(), to: new Date(Date.now() + 30 * DAY_MS).toISOString() },
    );
    const run = body.data.schedule.edges.find((edge) => edge.node.id === runId)!.node;
    return run.rehearsals.map(({ kind, scheduleVersion, isGreen, findings }) =>
      [kind, `v${scheduleVersion}`, isGreen ? 'green' : 'red', ...findings.map(({ code }) => code)].join(' '),
    );
  };

  it('a run turns red when an item is withdrawn after it was scheduled, and that stands on the schedule', async () => {
    const [first, second] = [await desk.submitted(), await desk.approved()];
    await desk.approve(first.revisionId);
    const run = made(await desk.schedule(await desk.campaign([first.revisionId, second]), hours(72, 73)));
    await rehearser.rehearsing.execute();
    expect(await onSchedule(run.id)).toEqual(['SEVEN_DAYS v1 green']);
    made(
      await desk.mutate(
        cast.partner.members.CONTRIBUTOR,
        'withdrawRevision',
        { revisionId: first.revisionId },
        'revision',
        'revision { id }',
      ),
    );
    // Two days pass: the same run, a day before its start.
    await database.query("UPDATE run SET starts_at = now() + interval '20 hours' WHERE id = $1", [run.id]);
    await rehearser.rehearsing.execute();
    expect(await onSchedule(run.id)).toEqual(['ONE_DAY v1 red REVISION_WITHDRAWN', 'SEVEN_DAYS v1 green']);
    const { findings } = await asked(run.id);
    expect(findings).toMatchObject([{ severity: 'RED', position: 1, who: { regions: [] }, otherRunId: null }]);
    expect(findings[0]!.message).toContain('Entry 1 was withdrawn by its partner');
  });

  it('rights that end before a planned run does are found before it is scheduled', async () => {
    const revisionId = await desk.approved({ ...ARTICLE, rights: { to: dayFromNow(9) } });
    const draft = made(
      await desk.run('planRun', {
        campaignId: await desk.campaign([revisionId]),
        window: { mode: 'VIEWER_LOCAL', start: dayFromNow(8), end: dayFromNow(12) },
      }),
    );
    const rehearsal = await asked(draft.id);
    expect(rehearsal).toMatchObject({ kind: 'ASKED', scheduleVersion: 1, isGreen: false, findingsLeftOut: 0 });
    expect(rehearsal.findings).toMatchObject([
      // The last day of the rights ends first on the easternmost clock, the run last on the westernmost.
      { code: 'RIGHTS_END', from: `${dayFromNow(9)}T10:00:00.000Z`, until: `${dayFromNow(13)}T12:00:00.000Z` },
    ]);
    made(
      await desk.run('rescheduleRun', {
        runId: draft.id,
        window: { mode: 'VIEWER_LOCAL', start: dayFromNow(8), end: dayFromNow(9) },
      }),
    );
    expect((await asked(draft.id)).isGreen).toBe(true);
    expect(await onSchedule(draft.id)).toEqual(['ASKED v1 green', 'ASKED v1 red RIGHTS_END']);
  });

  it('a crisis that is on air meanwhile is yellow, names itself, and leaves the run green', async () => {
    const revisionId = await desk.approved();
    const audience = { regions: ['SG'] };
    await desk.helps(['SG']);
    const run = made(await desk.schedule(await desk.campaign([revisionId], { surface: 'search' }), hours(200, 210)));
    const crisis = made(
      await desk.schedule(
        await desk.campaign([revisionId], { surface: 'search', tier: 'CRISIS', audience }),
        hours(202, 203),
      ),
    );
    const rehearsal = await asked(run.id);
    expect(rehearsal).toMatchObject({
      isGreen: true,
      findings: [{ severity: 'YELLOW', code: 'RUN_DISPLACED', otherRunId: crisis.id, who: { regions: ['SG'] } }],
    });
  });

  it('may be asked for by SCHEDULER, ADMIN and REVIEWER, and by nobody else', async () => {
    const { staff, partner } = cast;
    const run = made(
      await desk.run('planRun', { campaignId: await desk.campaign([await desk.approved()]), window: hours(300, 301) }),
    );
    for (const member of [staff.SCHEDULER, staff.ADMIN, staff.REVIEWER]) made(await ask(run.id, member));
    for (const member of [staff.SAFETY_REVIEWER, ...Object.values(partner.members)])
      expect(codesOf(await ask(run.id, member))).toEqual(['NOT_ALLOWED']);
    expect(await onSchedule(run.id)).toHaveLength(3);
  });

  it('asked for again under one key is one rehearsal', async () => {
    const run = made(
      await desk.run('planRun', { campaignId: await desk.campaign([await desk.approved()]), window: hours(310, 311) }),
    );
    const key = { idempotencyKey: 'one-rehearsal' };
    for (let i = 0; i < 2; i += 1) made(await ask(run.id, cast.staff.ADMIN, key));
    expect(await onSchedule(run.id)).toEqual(['ASKED v1 green']);
  });

  it('is refused for a run that airs no more, and for one that is none', async () => {
    const run = made(
      await desk.run('planRun', { campaignId: await desk.campaign([await desk.approved()]), window: hours(320, 321) }),
    );
    made(await desk.run('cancelRun', { runId: run.id, reason: 'A mistake' }));
    expect((await ask(run.id)).refusals).toMatchObject([
      { code: 'WRONG_STATE', state: 'CANCELLED', allowedStates: ['DRAFT', 'SCHEDULED', 'ACTIVE'] },
    ]);
    for (const id of ['018f0000-0000-7000-8000-000000000000', 'nothing', ''])
      expect(codesOf(await ask(id))).toEqual(['NOT_FOUND']);
  });

  it('shows the newest 20 of a run', async () => {
    const run = made(
      await desk.run('planRun', { campaignId: await desk.campaign([await desk.approved()]), window: hours(330, 331) }),
    );
    for (let i = 0; i < 22; i += 1) made(await ask(run.id));
    expect(await onSchedule(run.id)).toHaveLength(20);
  });

  it('each left its entry in the chain and its event in the outbox, which tells codes and no words', async () => {
    const rows = await database.query<{ type: string; n: number }>(
      "SELECT type, count(*)::int AS n FROM outbox_event WHERE type LIKE 'run.rehears%' GROUP BY type ORDER BY type",
    );
    const [all] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM rehearsal');
    const [audits] = await database.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM audit_entry WHERE action LIKE 'run.rehears%'",
    );
    expect(rows.map(({ type }) => type)).toEqual(['run.rehearsal_failed', 'run.rehearsed']);
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(all!.n);
    expect(audits!.n).toBe(all!.n);
    const payloads = await database.query<{ payload: object }>(
      "SELECT payload FROM outbox_event WHERE type = 'run.rehearsal_failed'",
    );
    expect(JSON.stringify(payloads)).not.toContain('Entry');
  });
});
