import { SYSTEM_ACTOR } from '#domain';
import { Database, HelpStore, UnitOfWork } from '#persistence';
import { RaiseHelplineAlarms } from '#scheduling';
import { makeCast, type Cast } from '../support/actors.js';
import { ARTICLE, codesOf, Desk, made } from '../support/desk.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const GAPS = 'runsLosingHelp { slug gaps }';
const COVERAGE = `query ($input: HelpCoverageInput!) { helpCoverage(input: $input) { region language helplines gaps { rule severity waiverId message } } }`;
const HELP = `query ($region: CountryCode!) { help(viewer: { region: $region, locale: "en" }) {
  resolution notices { text } services { slug stale channels { display link cost } } } }`;

interface Told {
  readonly help: {
    resolution: string;
    notices: { text: string }[];
    services: { slug: string; stale: boolean; channels: { display: string; link: string; cost: string }[] }[];
  };
}
interface Cell {
  readonly region: string;
  readonly language: string | null;
  readonly helplines: string[];
  readonly gaps: { rule: string; severity: string; waiverId: string | null; message: string }[];
}

describe('help as staff keep it', () => {
  let database: TestDatabase;
  let pool: Database;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 3, applicationName: 'test' });
    cast = await makeCast(pool);
    api = await startTestApi(database);
    desk = new Desk(api, cast);
  });
  afterAll(async () => {
    await api.close();
    await pool.close();
    await database.drop();
  });

  const channel = { kind: 'PHONE', dialType: 'NATIONAL_SHORT', value: '116123', display: '116 123', alwaysOpen: true };
  const record = (slug: string, more: object = {}) => ({
    slug,
    names: [{ locale: 'en', text: slug }],
    regions: ['GB'],
    languages: ['en'],
    topics: [],
    channels: [channel],
    evidence: {
      sourceUrl: 'https://example.org/',
      verifiedOn: inDays(0).slice(0, 10),
      verifiedBy: 'Test',
      method: 'CALLED',
    },
    ...more,
  });
  const save = (helpline: object, more: object = {}) =>
    desk.mutate<{ slug: string; gaps: string[] }[]>(
      cast.staff.SAFETY_REVIEWER,
      'saveHelpline',
      { helpline, ...more },
      'runsLosingHelp',
      GAPS,
    );
  const told = async (region = 'GB') => {
    await api.refresh();
    return (await api.deliver<Told>(HELP, { region })).body.data.help;
  };
  const coverage = async (input: object) =>
    (await api.manage<{ helpCoverage: Cell[] }>(cast.staff.SCHEDULER.key, COVERAGE, { input })).body.data.helpCoverage;
  const window = { mode: 'INSTANT', start: inDays(10), end: inDays(12) } as const;

  it('keeps a campaign from being scheduled until it stands, or until somebody signs that it does not', async () => {
    const audience = { regions: ['GB'], locales: ['en', 'cy'] };
    const campaignId = await desk.campaign([await desk.approved()], { audience, surface: 'search' });
    const refused = await desk.schedule(campaignId, window);
    expect(codesOf(refused)).toEqual(['HELP_NOT_COVERED']);
    made(await save(record('samaritans')));
    const [language, ...others] = (await desk.schedule(campaignId, window)).refusals;
    expect([language!.code, others]).toEqual(['HELP_NOT_COVERED', []]);
    expect(language!.message).toContain('help.language: in GB (cy)');

    const draft = made(await desk.run('planRun', { campaignId, window }));
    const cells = await coverage({ regions: ['GB'], locales: ['en', 'cy'], runId: draft.id });
    expect(cells.map((cell) => [cell.language, cell.helplines, cell.gaps.map(({ rule }) => rule)])).toEqual([
      ['cy', [], ['HELP_LANGUAGE', 'HELP_TWO_ALWAYS_OPEN', 'HELP_EMERGENCY']],
      ['en', ['samaritans'], ['HELP_TWO_ALWAYS_OPEN', 'HELP_EMERGENCY']],
    ]);
    const cell = { runId: draft.id, region: 'GB', language: 'cy', rules: ['HELP_LANGUAGE'] };
    const waiver = { ...cell, expiresAt: inDays(12), reason: 'English is understood there' };
    const sign = (by: 'SCHEDULER' | 'ADMIN') =>
      desk.mutate<{ id: string }>(cast.staff[by], 'signHelpWaiver', waiver, 'waiver', 'waiver { id signedBy }');
    expect(codesOf(await sign('SCHEDULER'))).toEqual(['NOT_ALLOWED']);
    const signed = made(await sign('ADMIN'));
    expect(made(await desk.run('scheduleRun', { runId: draft.id })).state).toBe('SCHEDULED');
    const waived = await coverage({ regions: ['GB'], locales: ['cy'], runId: draft.id });
    expect(waived[0]!.gaps.find(({ rule }) => rule === 'HELP_LANGUAGE')!.waiverId).toBe(signed.id);

    const look = await save(record('samaritans', { status: 'SUSPENDED' }), { dryRun: true });
    expect(look.node!.map(({ gaps }) => gaps[0]!.slice(0, 20))).toEqual(['help.present: in GB ']);
    expect((await told()).resolution).toBe('EXACT');
  });

  it('is overridden everywhere at once, until a day or until it is lifted', async () => {
    made(await save(record('samaritans')));
    const { ADMIN, REVIEWER } = cast.staff;
    const input = {
      regions: ['GB'],
      helpline: 'samaritans',
      channel: '116123',
      replacement: {
        kind: 'PHONE',
        dialType: 'E164',
        value: '+442083948300',
        display: '020 8394 8300',
        alwaysOpen: true,
      },
      message: [{ locale: 'en', text: '116 123 does not answer.' }],
      until: inDays(1),
      reason: 'Outage',
    };
    const begin = (by: typeof ADMIN, more: object = {}) =>
      desk.mutate<{ id: string }>(by, 'beginHelpOverride', { ...input, ...more }, 'override', 'override { id }');
    expect(codesOf(await begin(REVIEWER))).toEqual(['NOT_ALLOWED']);
    const wrong = await begin(ADMIN, { until: inDays(4), channel: '999', reason: ' ' });
    expect(wrong.refusals.map(({ path }) => path.at(-1))).toEqual(['channel', 'until', 'reason']);
    const { id } = made(await begin(ADMIN));
    expect(await told()).toMatchObject({
      notices: [{ text: '116 123 does not answer.' }],
      services: [{ channels: [{ display: '020 8394 8300', link: 'tel:+442083948300', cost: 'UNKNOWN' }] }],
    });
    const lift = { overrideId: id, reason: 'It answers' };
    made(await desk.mutate(ADMIN, 'liftHelpOverride', lift, 'override', 'override { liftedBy }'));
    expect(await told()).toMatchObject({ notices: [], services: [{ channels: [{ display: '116 123' }] }] });
    expect(codesOf(await desk.mutate(ADMIN, 'liftHelpOverride', lift, 'override', 'override { id }'))).toEqual([
      'WRONG_STATE',
    ]);
    await expect(database.query("UPDATE help_override SET ends_at = ends_at + interval '1 hour'")).rejects.toThrow();
  });

  it('raises an alarm before a record grows stale, once, whoever looks; every version of it can be read', async () => {
    const evidence = { ...record('x').evidence, verifiedOn: inDays(-340).slice(0, 10) };
    made(await save(record('old', { regions: ['IE'], evidence })));
    const raise = () => new RaiseHelplineAlarms(new UnitOfWork(pool), new HelpStore()).execute();
    const raised = await Promise.all([raise(), raise(), raise()]);
    expect(raised.reduce((sum, one) => sum + one.raised, 0)).toBe(1);
    expect(await raise()).toEqual({ raised: 0, overdue: 0 });
    const events = await database.query("SELECT subject_id, payload FROM outbox_event WHERE type = 'helpline.due'");
    expect(events).toMatchObject([{ subject_id: 'old', payload: { cause: 'CHECK', leadDays: 30 } }]);
    const due = `{ helplinesDue { slug cause daysLeft } helpline(slug: "samaritans") { status versions { version savedBy helpline { status } } } }`;
    type Due = { helplinesDue: { slug: string }[]; helpline: { versions: { version: number }[] } };
    const { data } = (await api.manage<Due>(cast.staff.REVIEWER.key, due)).body;
    expect(data.helplinesDue[0]!.slug).toBe('old');
    expect(data.helpline.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(data.helpline).toMatchObject({ status: 'VERIFIED', versions: [{ savedBy: 'Test safety_reviewer' }, {}] });
  });

  it('is named by id: a number in a text that nobody answers there is found when it is written and when it airs', async () => {
    const texting = (regions: string[]) => ({
      ...ARTICLE,
      rights: { regions },
      localizations: [{ locale: 'en', title: 'Talk', summary: null, body: 'Text HELP to 741741, or call 116 123.' }],
    });
    const check = `query ($document: ContentDocumentInput!) { checkDocument(document: $document) { findings { rule severity position { start end } } } }`;
    type Check = { checkDocument: { findings: { rule: string; severity: string }[] } };
    const { body } = await api.manage<Check>(
      cast.partner.members.OWNER.key,
      check.replace(' position { start end }', ''),
      {
        document: texting(['GB']),
      },
    );
    expect(body.data.checkDocument.findings.filter(({ rule }) => rule === 'help.numbermatch')).toEqual([
      { rule: 'help.numbermatch', severity: 'BLOCK' },
    ]);
    const named = (helplines: string[]) => ({ ...ARTICLE, helplines });
    await expect(desk.submitted(named(['nobody']))).rejects.toThrow('nobody');
    made(await save(record('a-first')));
    made(await save(record('samaritans')));
    const surface = { slug: 'named', name: 'Named' };
    made(await desk.mutate(cast.staff.SCHEDULER, 'declareSurface', surface, 'surface', 'surface { slug }'));
    const naming = await desk.campaign([await desk.approved(named(['samaritans']))], { surface: 'named' });
    made(await desk.schedule(naming, { mode: 'INSTANT', start: inDays(-1), end: inDays(1) }));
    await api.refresh();
    type Active = { activeCampaign: { help: { services: { slug: string }[] } } };
    const beside = `{ activeCampaign(surface: "named", viewer: { region: "GB", locale: "en" }) { help { services { slug } } } }`;
    const { help } = (await api.deliver<Active>(beside)).body.data.activeCampaign;
    expect(help.services.map(({ slug }) => slug)).toEqual(['samaritans', 'a-first']);
    expect((await told()).services.map(({ slug }) => slug)).toEqual(['a-first', 'samaritans']);

    // On file in the United States: right there, and wrong in Britain.
    const us = { ...channel, kind: 'SMS', dialType: 'SMS_SHORT', value: '741741', display: '741741' };
    made(await save(record('text-line', { regions: ['US'], channels: [us] })));
    const revisionId = await desk.approved({
      ...texting([]),
      localizations: [{ locale: 'en', title: 'Talk', summary: null, body: 'Text HELP to 741741.' }],
    });
    const campaignId = await desk.campaign([revisionId], { surface: 'search', audience: { regions: ['GB'] } });
    const outcome = await desk.schedule(campaignId, { mode: 'INSTANT', start: inDays(20), end: inDays(21) });
    expect(codesOf(outcome)).toEqual(['NUMBER_NOT_VALID']);
    expect(JSON.stringify(outcome.refusals)).not.toContain('741741');
  });

  it('is chosen in what is left to an operator, by people who may', async () => {
    const policy = {
      freshMonths: 6,
      twoAlwaysOpen: 'HARD',
      openWindowDays: 30,
      reason: 'Ours are checked twice a year',
    };
    const choose = (input: object) =>
      desk.mutate(
        cast.staff.ADMIN,
        'chooseCarePolicy',
        input,
        'policy',
        'policy { freshMonths twoAlwaysOpen openWindowDays }',
      );
    expect((await choose({ ...policy, freshMonths: 13, openWindowDays: 0 })).refusals).toHaveLength(2);
    expect(made(await choose(policy))).toEqual({ freshMonths: 6, twoAlwaysOpen: 'HARD', openWindowDays: 30 });
    const evidence = { ...record('x').evidence, verifiedOn: inDays(-200).slice(0, 10) };
    made(await save(record('samaritans', { evidence })));
    expect((await told()).services.at(-1)).toMatchObject({ slug: 'samaritans', stale: true });
    await new UnitOfWork(pool).record(SYSTEM_ACTOR, (tx) =>
      new HelpStore().savePolicy(tx, { freshMonths: 12, twoAlwaysOpen: 'WARN', openWindowDays: 90 }),
    );
  });
});
