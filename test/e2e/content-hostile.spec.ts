import type { Cast, TestMember } from '../support/actors.js';
import { ContentStage, MADE_UP, places } from '../support/content-stage.js';
import { ARTICLE } from '../support/desk.js';

describe('content through the management API, of what no client should send', () => {
  let stage: ContentStage;
  let cast: Cast;
  let contributor: TestMember;
  let reviewer: TestMember;
  beforeAll(async () => {
    stage = await ContentStage.open();
    ({ cast } = stage);
    contributor = cast.partner.members.CONTRIBUTOR;
    reviewer = cast.staff.REVIEWER;
  });
  afterAll(async () => {
    await stage.close();
  });

  const texts = (overrides: object) => ({
    ...ARTICLE,
    localizations: [{ ...ARTICLE.localizations[0], ...overrides }],
  });
  const at = 'InvalidValue input.document';
  it.each<[string, object, string]>([
    ['a NUL', texts({ title: 'a\0' }), `${at}.localizations.en.title`],
    ['half a surrogate pair', texts({ body: '\ud83d' }), `${at}.localizations.en.body`],
    ['HTML', texts({ summary: '<a href=x>' }), `${at}.localizations.en.summary`],
    ['a direction override', texts({ title: '\u202etxt' }), `${at}.localizations.en.title`],
    ['a body too long', texts({ body: 'x'.repeat(50_001) }), `${at}.localizations.en.body`],
    [
      'a locale twice',
      { ...ARTICLE, localizations: [...ARTICLE.localizations, ...ARTICLE.localizations.slice(1)] },
      `${at}.localizations`,
    ],
    ['a locale in another form', texts({ locale: 'EN' }), `${at}.localizations.EN`],
    ['a locale that is a name of JavaScript', texts({ locale: '__proto__' }), `${at}.localizations.__proto__`],
    [
      '51 locales',
      { ...ARTICLE, localizations: Array.from({ length: 51 }, (_, i) => ({ locale: `en-x-${i}` })) },
      `${at}.localizations`,
    ],
    [
      'a script as a link',
      texts({ media: [{ kind: 'LINK', url: 'javascript:alert(1)' }] }),
      `${at}.localizations.en.media.0.url`,
    ],
    ['a day that does not exist', { ...ARTICLE, rights: { from: '2027-02-30' } }, `${at}.rights.from`],
    ['no region', { ...ARTICLE, rights: { regions: ['Britain'] } }, `${at}.rights.regions.0`],
    ['an age below zero', { ...ARTICLE, ageMin: -1 }, `${at}.ageMin`],
    ['a topic with a NUL', { ...ARTICLE, topics: ['a\0'] }, `${at}.topics.0`],
  ])('%s is refused, and nothing is left of it', async (_, document, place) => {
    const before = await stage.database.query('SELECT count(*) FROM content_item');
    expect(places(await stage.create(contributor, document))).toEqual([place]);
    expect(
      places(await stage.change(contributor, 'createContentItem', { document, idempotencyKey: 'hostile' })),
    ).toEqual([place]);
    expect(await stage.database.query('SELECT count(*) FROM content_item')).toEqual(before);
  });

  it('many thousands of the same wrong thing are refused in an answer that ends', async () => {
    for (const document of [
      { ...ARTICLE, localizations: Array.from({ length: 40_000 }, () => ({ locale: 'en' })) },
      { ...ARTICLE, localizations: Array.from({ length: 20_000 }, (_, i) => ({ locale: `x${i}` })) },
      { ...ARTICLE, topics: Array.from({ length: 50_000 }, () => '!') },
      { ...ARTICLE, defaultLocale: 'x'.repeat(500_000) },
    ]) {
      const outcome = await stage.create(contributor, document);
      expect(outcome.refusals).toHaveLength(1);
      expect(JSON.stringify(outcome).length).toBeLessThan(1_000);
    }
  });

  it('a kind that does not exist is refused by the schema', async () => {
    expect(
      await stage.errorCodes(
        contributor,
        'mutation ($d: ContentDocumentInput!) { createContentItem(input: { document: $d }) { item { id } } }',
        { d: { ...ARTICLE, kind: 'SONG' } },
      ),
    ).toEqual(['BAD_USER_INPUT']);
  });

  it('more than one megabyte is refused before it is read', async () => {
    const response = await fetch(`${stage.api.url}/manage/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${contributor.key}` },
      body: JSON.stringify({ query: '{ me { role } }', variables: { x: 'x'.repeat(1_100_000) } }),
    });
    expect(response.status).toBe(413);
  });

  const cursor = (text: string) => Buffer.from(text).toString('base64url');
  it.each([
    ['no cursor of ours', 'abc'],
    ['an empty cursor', ''],
    ['an id that is none', cursor(`1:${'-'.repeat(36)}`)],
    ['an instant before all history', cursor(`-999999999999999:${MADE_UP}`)],
    ['an instant beyond all calendars', cursor(`999999999999999:${MADE_UP}`)],
    ['a statement', cursor(`0:${MADE_UP}' OR 1=1`)],
  ])('%s is answered as the mistake of the caller', async (_, after) => {
    expect(
      await stage.errorCodes(
        contributor,
        'query ($after: String) { contentItems(after: $after) { edges { cursor } } }',
        {
          after,
        },
      ),
    ).toEqual(['BAD_USER_INPUT']);
    expect(
      await stage.errorCodes(reviewer, 'query ($after: String) { reviewQueue(after: $after) { edges { cursor } } }', {
        after,
      }),
    ).toEqual(['BAD_USER_INPUT']);
  });

  it.each([0, -1, 101, null])('a page of %s is answered as the mistake of the caller', async (first) => {
    expect(
      await stage.errorCodes(contributor, 'query ($first: Int) { contentItems(first: $first) { edges { cursor } } }', {
        first,
      }),
    ).toEqual(['BAD_USER_INPUT']);
  });

  it('a partner that no partner can be is nobody', async () => {
    const asked = 'query ($partner: String) { contentItems(partner: $partner) { edges { cursor } } }';
    for (const partner of ['', '\ud800', "' OR 1=1", 'x'.repeat(100_000)])
      expect(await stage.ask(reviewer, asked, { partner })).toEqual({ data: { contentItems: { edges: [] } } });
    expect(await stage.errorCodes(reviewer, asked, { partner: '\0' })).toEqual(['BAD_USER_INPUT']);
  });

  it.each([
    ['nothing', ''],
    ['a NUL', '\0'],
    ['half a surrogate pair', '\ud800'],
    ['256 characters', 'x'.repeat(256)],
  ])('%s is no idempotency key', async (_, idempotencyKey) => {
    expect(places(await stage.change(contributor, 'createContentItem', { document: ARTICLE, idempotencyKey }))).toEqual(
      ['InvalidValue input.idempotencyKey'],
    );
  });

  it('and half of a surrogate pair in what nobody judges is the caller’s mistake', async () => {
    const query =
      'mutation ($input: BeginAuditExportInput!) { beginAuditExport(input: $input) { refusals { message } } }';
    const input = { reason: 'x', format: 'NDJSON', filter: { action: '\udfff\ud800' } };
    expect(await stage.errorCodes(cast.staff.ADMIN, query, { input })).toEqual(['BAD_USER_INPUT']);
  });
});
