import { DAY_MS, formatInstant, GUIDE_GRACE_DAYS } from '#domain';
import { Database } from '#persistence';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import { codesOf, Desk, made } from '../support/desk.js';
import { StandingClock, startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const NOW = Date.now();
const dayOf = (days: number) => formatInstant(NOW + days * DAY_MS).slice(0, 10);
const SLOTS = ['NOTICE', 'ASK', 'LISTEN', 'CONNECT', 'EMERGENCY', 'LOOK_AFTER_YOURSELF'];
const text = (locale: string, title: string, overrides: object = {}) => ({
  locale,
  title,
  disclaimer: `${title}: for information only.`,
  // As somebody wrote them, not in their order.
  sections: [...SLOTS].reverse().map((slot) => ({ slot, heading: slot, body: 'Take your time.' })),
  reviewedOn: dayOf(-10),
  reviewBy: dayOf(100),
  ...overrides,
});
const guide = (overrides: object = {}) => ({
  audience: 'SUPPORTING_SOMEONE',
  topics: ['suicide_prevention'],
  partners: ['samaritans'],
  defaultLocale: 'en',
  localizations: [text('en', 'For friends'), text('es', 'Para amigos')],
  ...overrides,
});

interface GuideNode {
  readonly slug: string;
  readonly draftVersion: number;
  readonly standing: { locale: string; revisionNumber: number; state: string }[];
}
const GUIDE = `guide { slug draftVersion standing { locale revisionNumber state } }`;
const REVISION = `revision { id state number writers submittedBy document { localizations { sections { slot } } } }`;
const PUBLIC = `query ($slug: String!, $viewer: ViewerInput) { guide(slug: $slug, viewer: $viewer) {
  title locale direction status reviewBy sections { slot body } notice { text successor pointer } help { resolution directory } } }`;

describe('guides through the API', () => {
  let testDatabase: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  const clock = new StandingClock(NOW);
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    const pool = new Database({ url: testDatabase.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(testDatabase, clock);
    desk = new Desk(api, cast);
  });
  beforeEach(() => clock.set(NOW));
  afterAll(async () => {
    await api.close();
    await testDatabase.drop();
  });

  const onGuide = (by: TestMember, mutation: string, input: object) =>
    desk.mutate<GuideNode>(by, mutation, input, 'guide', GUIDE);
  const onRevision = (by: TestMember, mutation: string, input: object) =>
    desk.mutate<{ id: string; state: string; writers: string[] }>(by, mutation, input, 'revision', REVISION);
  const ask = async <Data>(by: TestMember, query: string, variables: object = {}) =>
    (await api.manage<Data>(by.key, query, variables)).body;
  const seen = async (slug: string, viewer: object = {}) => {
    await api.refresh();
    return (await api.deliver<{ guide: Record<string, unknown> | null }>(PUBLIC, { slug, viewer })).body.data.guide;
  };
  const listed = async () => {
    await api.refresh();
    const { body } = await api.deliver<{ guides: { slug: string }[] }>('{ guides { slug } }');
    return body.data.guides.map(({ slug }) => slug);
  };

  /** Approves with every answer that the check asks for. */
  const approve = async (by: TestMember, revisionId: string) => {
    const query = `query ($id: ID!) { guideRevision(id: $id) { check { findings { key severity } } } }`;
    interface Check {
      guideRevision: { check: { findings: { key: string; severity: string }[] } };
    }
    const { findings } = (await ask<Check>(by, query, { id: revisionId })).data.guideRevision.check;
    const keys = (severity: string) => findings.filter((one) => one.severity === severity).map(({ key }) => key);
    return onRevision(by, 'decideGuideRevision', {
      revisionId,
      decision: 'APPROVED',
      acknowledged: keys('WARN'),
      answers: keys('HUMAN').map((key) => ({ key, fine: true })),
    });
  };
  const published = async (slug: string, document: object = guide()) => {
    const { ADMIN, REVIEWER, SAFETY_REVIEWER } = cast.staff;
    made(await onGuide(ADMIN, 'beginGuide', { slug, document }));
    const { id } = made(await onRevision(ADMIN, 'submitGuideDraft', { slug, version: 1 }));
    made(await approve(REVIEWER, id));
    made(await approve(SAFETY_REVIEWER, id));
  };

  it('are begun by staff, written on by the partners they name, and by nobody else', async () => {
    const { ADMIN, REVIEWER, SCHEDULER } = cast.staff;
    const [owner, stranger] = [cast.partner.members.OWNER, cast.otherPartner.members.OWNER];
    const begin = (by: TestMember, document: object = guide()) =>
      onGuide(by, 'beginGuide', { slug: 'for-friends', document });
    for (const by of [owner, SCHEDULER]) expect(codesOf(await begin(by))).toEqual(['NOT_ALLOWED']);
    const unknown = await begin(ADMIN, guide({ partners: ['samaritans', 'nobody'] }));
    expect(unknown.refusals).toMatchObject([{ code: 'INVALID_VALUE', value: 'nobody' }]);
    made(await begin(REVIEWER));
    expect(codesOf(await begin(ADMIN))).toEqual(['ALREADY_EXISTS']);

    const save = (by: TestMember, version: number, document: object = guide()) =>
      onGuide(by, 'saveGuideDraft', { slug: 'for-friends', version, document });
    expect(made(await save(owner, 1))).toMatchObject({ draftVersion: 2, standing: [] });
    expect(codesOf(await save(owner, 1))).toEqual(['STALE_VERSION']);
    expect(codesOf(await save(cast.partner.members.VIEWER, 2))).toEqual(['NOT_ALLOWED']);
    expect(codesOf(await save(owner, 2, guide({ partners: ['samaritans', 'iasp'] })))).toEqual(['INVALID_VALUE']);
    const hidden = await save(stranger, 2);
    expect(hidden.refusals).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'slug'] }]);
    const read =
      '{ guide(slug: "for-friends") { slug } guides { edges { node { slug } } } guideHistory(slug: "for-friends") { edges { node { action by } } } }';
    expect(await ask(stranger, read)).toEqual({ data: { guide: null, guides: { edges: [] }, guideHistory: null } });
    expect(await ask(owner, read)).toMatchObject({
      data: {
        guide: { slug: 'for-friends' },
        guideHistory: {
          edges: [{ node: { action: 'guide.draft-saved', by: 'Test owner' } }, { node: { by: 'staff' } }],
        },
      },
    });
    expect((await ask(cast.staff.ADMIN, '{ guides(first: 0) { edges { cursor } } }')).errors).toHaveLength(1);
  });

  it('show both drafts to whom a stale write is refused', async () => {
    const query = `mutation ($input: SaveGuideDraftInput!) { saveGuideDraft(input: $input) { refusals {
      ... on StaleVersion { current storedGuide { audience } attemptedGuide { localizations { title } } } } } }`;
    const document = guide({ localizations: [text('en', 'Mine')] });
    const body = await ask(cast.staff.ADMIN, query, { input: { slug: 'for-friends', version: 1, document } });
    expect(body).toMatchObject({
      data: {
        saveGuideDraft: {
          refusals: [
            {
              current: 2,
              storedGuide: { audience: 'SUPPORTING_SOMEONE' },
              attemptedGuide: { localizations: [{ title: 'Mine' }] },
            },
          ],
        },
      },
    });
  });

  it('are handed in by staff, approved by two others, and only then public, in the order of their slots', async () => {
    const { ADMIN, REVIEWER, SAFETY_REVIEWER } = cast.staff;
    const submit = (by: TestMember) => onRevision(by, 'submitGuideDraft', { slug: 'for-friends', version: 2 });
    expect(codesOf(await submit(cast.partner.members.OWNER))).toEqual(['NOT_ALLOWED']);
    const revision = made(await submit(ADMIN));
    expect(revision.writers.sort()).toEqual(['Test admin', 'Test owner', 'Test reviewer']);
    expect(codesOf(await submit(ADMIN))).toEqual(['WRONG_STATE']);
    expect(await seen('for-friends')).toBeNull();
    expect(codesOf(await approve(REVIEWER, revision.id))).toEqual(['OWN_SUBMISSION']);
    expect(codesOf(await approve(cast.partner.members.OWNER, revision.id))).toEqual(['NOT_ALLOWED']);
    expect(made(await approve(SAFETY_REVIEWER, revision.id)).state).toBe('SUBMITTED');
    const partnerSees = await ask(
      cast.partner.members.OWNER,
      'query ($id: ID!) { guideRevision(id: $id) { submittedBy writers signOffs { signedBy } } }',
      { id: revision.id },
    );
    expect(partnerSees).toEqual({ data: { guideRevision: { submittedBy: 'staff', writers: [], signOffs: [] } } });
    // All others on staff wrote on it: it waits until somebody else is there.
    made(await onRevision(ADMIN, 'withdrawGuideRevision', { revisionId: revision.id }));
    await published('for-parents', guide({ audience: 'CAREGIVER' }));
    expect(await listed()).toEqual(['for-parents']);
    expect(await seen('for-parents', { locale: 'fr' })).toMatchObject({
      title: 'For friends',
      locale: 'en',
      direction: 'LTR',
      status: 'SHOWN',
      reviewBy: dayOf(100),
      sections: SLOTS.map((slot) => ({ slot, body: 'Take your time.' })),
      notice: null,
    });
  });

  it('are compared, checked and laid out for those who write them', async () => {
    const { OWNER } = cast.partner.members;
    const revised = guide({
      audience: 'CAREGIVER',
      localizations: [text('en', 'For parents and friends'), text('es', 'Para amigos')],
    });
    made(await onGuide(OWNER, 'saveGuideDraft', { slug: 'for-parents', version: 1, document: revised }));
    interface Revisions {
      guide: { revisions: { id: string }[] };
    }
    const { guide: record } = (await ask<Revisions>(OWNER, '{ guide(slug: "for-parents") { revisions { id } } }')).data;
    const query = `query ($from: ID!, $document: GuideDocumentInput!) {
      guideDifference(from: $from) { facts { field } localizations { locale change fields { field before after } } }
      checkGuide(document: $document) { findings { rule severity path } unchecked }
      guideSlots { audience slots { slot required } } }`;
    const unfinished = guide({ localizations: [text('en', 'For friends', { disclaimer: '', sections: [] })] });
    const variables = { from: record.revisions[0]!.id, document: unfinished };
    const { data } = await ask<Record<string, unknown>>(OWNER, query, variables);
    expect(data).toMatchObject({
      guideDifference: {
        facts: [],
        localizations: [
          {
            locale: 'en',
            change: 'CHANGED',
            fields: [
              { field: 'title', before: 'For friends', after: 'For parents and friends' },
              { field: 'disclaimer' },
            ],
          },
        ],
      },
      checkGuide: {
        unchecked: [],
        findings: expect.arrayContaining([
          { rule: 'disc.information', severity: 'HARD', path: ['localizations', 'en', 'disclaimer'] },
          { rule: 'help.emergency', severity: 'HARD', path: ['localizations', 'en', 'sections'] },
        ]),
      },
      guideSlots: expect.arrayContaining([
        {
          audience: 'GENERAL',
          slots: ['ABOUT', 'CONNECT', 'EMERGENCY', 'LOOK_AFTER_YOURSELF'].map((slot) => ({ slot, required: true })),
        },
      ]),
    });
    const hidden = await ask(cast.otherPartner.members.OWNER, query, variables);
    expect(hidden.data).toMatchObject({ guideDifference: null });
  });

  it('go, when nobody goes through them in time, with a notice and help in their place, at the instant the answer named', async () => {
    const soon = [text('en', 'For now', { reviewBy: dayOf(1) })];
    await published('for-now', guide({ localizations: soon }));
    const lapse = Date.parse(dayOf(2 + GUIDE_GRACE_DAYS));
    clock.set(lapse - 5_000);
    await api.refresh();
    const { headers } = await api.deliver(PUBLIC, { slug: 'for-now' });
    expect(headers.get('cache-control')).toBe('public, max-age=4, s-maxage=4');
    clock.set(lapse - 1);
    expect(await seen('for-now')).toMatchObject({ status: 'SHOWN', title: 'For now' });
    clock.set(lapse);
    expect(await seen('for-now', { locale: 'es' })).toMatchObject({
      status: 'UNDER_REVIEW',
      locale: 'es',
      sections: [{ slot: null, body: expect.stringContaining('revisando') }],
      help: { directory: 'https://findahelpline.com/' },
    });
    expect(await listed()).toEqual(['for-parents']);
  });

  it('are found by staff by audience, by what waits, and by what is past its review', async () => {
    await testDatabase.query('ALTER TABLE guide_localization DISABLE TRIGGER guide_localization_append_only');
    await testDatabase.query(
      `UPDATE guide_localization SET text = jsonb_set(text, '{reviewBy}', '"2020-01-01"') WHERE text ->> 'title' = 'For now'`,
    );
    const found = async (filter: string) => {
      const { data } = await ask<{ guides: { edges: { node: { slug: string } }[] } }>(
        cast.staff.SCHEDULER,
        `{ guides(filter: {${filter}}) { edges { node { slug } } } }`,
      );
      return data.guides.edges.map(({ node }) => node.slug).sort();
    };
    made(await onRevision(cast.staff.ADMIN, 'submitGuideDraft', { slug: 'for-friends', version: 2 }));
    expect(await found('audience: CAREGIVER')).toEqual(['for-parents']);
    expect(await found('waiting: true')).toEqual(['for-friends']);
    expect(await found('pastReview: true')).toEqual(['for-now']);
    expect(await found('partner: "iasp"')).toEqual([]);
    expect(await found('retired: true')).toEqual([]);
    expect(await found('waiting: false, retired: false')).toEqual(['for-now', 'for-parents']);
  });

  it('never vanish: retired they answer with a notice and where to go', async () => {
    const { ADMIN, REVIEWER } = cast.staff;
    await published('old', guide({ localizations: [text('en', 'Old'), text('es', 'Vieja')] }));
    await published('older', guide({ localizations: [text('en', 'Older')] }));
    const supersede = (by: TestMember, slug: string, successor: string) =>
      onGuide(by, 'supersedeGuide', { slug, successor, reason: 'A better one' });
    const retire = (slug: string, input: object = {}) =>
      onGuide(ADMIN, 'retireGuide', {
        slug,
        pointer: 'https://example.org/help',
        reason: 'Over',
        notices: [],
        ...input,
      });
    expect(codesOf(await supersede(REVIEWER, 'old', 'for-parents'))).toEqual(['NOT_ALLOWED']);
    for (const successor of ['old', 'for-friends', 'nothing'])
      expect((await supersede(ADMIN, 'old', successor)).refusals).toMatchObject([{ path: ['input', 'successor'] }]);
    expect(codesOf(await retire('for-friends'))).toEqual(['WRONG_STATE']);
    const unsaid = await retire('old', { notices: [{ locale: 'en', text: 'It is over.' }] });
    expect(unsaid.refusals).toMatchObject([{ code: 'INVALID_VALUE', path: ['input', 'notices', 'es'] }]);
    made(await supersede(ADMIN, 'old', 'for-parents'));
    made(await retire('older', { notices: [{ locale: 'en', text: 'It is over.' }] }));
    expect(await seen('old', { locale: 'es' })).toMatchObject({
      status: 'RETIRED',
      locale: 'es',
      notice: { text: expect.stringContaining('otra ocupa su lugar'), successor: 'for-parents', pointer: null },
    });
    expect(await seen('older')).toMatchObject({
      status: 'RETIRED',
      sections: [{ body: 'It is over.' }],
      notice: { successor: null, pointer: 'https://example.org/help' },
    });
    const save = await onGuide(ADMIN, 'saveGuideDraft', { slug: 'old', version: 1, document: guide() });
    expect(codesOf(save)).toEqual(['WRONG_STATE']);
    expect(await listed()).toEqual(['for-parents']);
  });

  it('that were taken down answer with a notice, and nothing of their words', async () => {
    const input = { subjectType: 'GUIDE', subjectId: 'for-parents', reason: 'Harmful' };
    const notice = [{ locale: 'en', text: 'We took this guide back.' }];
    const taken = await desk.mutate(
      cast.staff.SAFETY_REVIEWER,
      'takeDown',
      { ...input, kind: 'WITHDRAWN_WITH_NOTICE', notice },
      'removal',
      'removal { id }',
    );
    made(taken);
    const answer = await seen('for-parents');
    expect(answer).toMatchObject({ status: 'TAKEN_DOWN', notice: { text: 'We took this guide back.' } });
    expect(JSON.stringify(answer)).not.toContain('For friends');
    expect(await listed()).toEqual([]);
  });
});
