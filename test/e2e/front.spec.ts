import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';
import {
  article,
  guideDocument,
  guideText,
  helpline,
  instantWindow,
  TEST_SURFACE,
  viewerDays,
} from '../support/airing.js';
import { iso, openStage, T, type Stage } from '../support/delivery-stage.js';
import { getRequest, postRequest, RawConnection, type RawResponse } from '../support/raw-http.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const ACTIVE = `query Active($surface: String!, $viewer: ViewerInput) {
  activeCampaign(surface: $surface, viewer: $viewer) {
    servedAt validUntil version help { resolution emergency services { slug name channels { kind link openNow } } }
    campaign { id slug title startsAt endsAt playlist { position item { id title locale body partner { slug } } } }
    next { from until campaign { slug } } } }`;
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const link = (parameters: Record<string, string>) => `/graphql?${new URLSearchParams(parameters).toString()}`;
const json = (response: RawResponse) => JSON.parse(response.body.toString()) as Record<string, never>;

/** Every kind of operation that a client may send, and some that only Apollo answers. */
const OPERATIONS: readonly (readonly [string, string, object])[] = [
  ['what is on', ACTIVE, { surface: TEST_SURFACE, viewer: { region: 'GB', locale: 'en', timeZone: 'Europe/London' } }],
  ['what is on for nobody in particular', '{ activeCampaign(surface: "test") { version campaign { slug } } }', {}],
  [
    'a surface that is none',
    '{ activeCampaign(surface: "\\u0000 ü") { version campaign { slug } help { emergency } } }',
    {},
  ],
  [
    'several at once under other names, with fragments',
    `query Q($v: ViewerInput) { __typename a: activeCampaign(surface: "test", viewer: $v) { ...A ...A }
      b: activeCampaign(surface: "search", viewer: {region: "FR", localDate: "2026-09-10"}) { ...A }
      help(viewer: $v) { ...H } guides(viewer: $v) { slug title help { ...H } } }
     fragment A on ActiveCampaign { servedAt when: servedAt ... on ActiveCampaign { validUntil } campaign { ...C __typename } }
     fragment C on Campaign { slug playlist { item { ...I } } } fragment I on ContentItem { id kind media { url } }
     fragment H on Help { resolution directory services { name topics } }`,
    { v: { region: 'GB', locale: 'de-AT', platform: 'IOS', appVersion: '3.1' } },
  ],
  ...[true, false].map(
    (yes) =>
      [
        `directives that say ${yes}`,
        `query ($yes: Boolean!, $s: String = "test") { a: activeCampaign(surface: $s) { version @include(if: $yes) ...F @skip(if: $yes) campaign { slug } }
          help @skip(if: $yes) { emergency } } fragment F on ActiveCampaign { validUntil campaign { title } }`,
        { yes },
      ] as const,
  ),
  [
    'a guide',
    'query ($s: String!) { guide(slug: $s, viewer: {locale: "en"}) { slug title sections { heading } status } }',
    { s: 'listening' },
  ],
  ['a guide that is none, with help beside it', '{ guide(slug: "none", viewer: {region: "GB"}) { slug } }', {}],
  ['no guides, with help beside them', '{ guides(audience: EDUCATOR, viewer: {region: "GB"}) { slug } }', {}],
  [
    'the hours to come',
    'query P($h: Int) { programme(surface: "test", hours: $h) { servedAt segments { from until campaign { slug } } help { emergency } } }',
    { h: 3 },
  ],
  ['hours that are too many', '{ programme(surface: "test", hours: 169) { version } }', {}],
  [
    'a region in small letters and a zone that is none',
    'query ($v: ViewerInput!) { help(viewer: $v) { resolution services { slug } } }',
    { v: { region: 'gb', timeZone: 'Mars/Olympus' } },
  ],
  ['a variable that is not what it must be', ACTIVE, { surface: 1 }],
  ['a variable that is missing', ACTIVE, {}],
  ['a field that is none', '{ help { nothing } }', {}],
  ['no operation', 'fragment H on Help { emergency }', {}],
  ['what cannot be read', '{ help {', {}],
  ['the schema', '{ __schema { queryType { name } } help { emergency } }', {}],
  ['nothing of ours', '{ __typename }', {}],
];

describe('the front, which answers in bytes', () => {
  let stage: Stage;
  /** The same over the same rows and clock, without a front. */
  let apollo: TestApi;
  beforeAll(async () => {
    stage = await openStage();
    apollo = await startTestApi(stage.database, stage.clock, undefined, [], null, undefined, null);
    const { airings } = stage;
    await airings.air({
      slug: 'evergreen',
      tier: 'EVERGREEN',
      window: instantWindow(T - DAY_MS, null),
      titles: { en: 'Every day', de: 'Jeden Tag' },
    });
    await airings.air({
      slug: 'hour',
      window: instantWindow(T + HOUR_MS, T + 2 * HOUR_MS),
      documents: [article({ en: 'Ünïcode “quotes” \u2028 \u{1f33b}' })],
    });
    await airings.air({ slug: 'day', window: viewerDays('2026-09-10', '2026-09-10'), surface: 'search' });
    await airings.keepHelp([helpline('line', ['GB']), helpline('other', ['FR'])], { GB: 'Call 999.' });
    await airings.keepGuide('listening', guideDocument({ en: guideText('Listening') }));
    await Promise.all([stage.api.refresh(), apollo.refresh()]);
  });
  beforeEach(() => stage.clock.set(T));
  afterAll(async () => {
    await apollo.close();
    await stage.close();
  });

  it('answers over one connection what is asked this time, not what was asked before', async () => {
    const help = '{ help(viewer: {region: "GB"}) { emergency } }';
    const [here, there] = [link({ query: help }), link({ query: help.replace('GB', 'FR') })];
    const connection = await RawConnection.open(stage.api.url);
    const answers: unknown[] = [];
    for (const path of [here, there, here, here, there]) {
      connection.write(getRequest(path));
      answers.push(json(await connection.response()));
    }
    connection.destroy();
    const [gb, fr] = answers;
    expect(gb).toEqual({ data: { help: { emergency: 'Call 999.' } } });
    expect(fr).not.toEqual(gb);
    expect(answers).toEqual([gb, fr, gb, gb, fr]);
  });

  const metric = async (name: string) => {
    const text = await (await fetch(`${stage.api.url}/metrics`)).text();
    return Number(new RegExp(`^marquee_${name}\\{[^}]*\\} (\\d+)$`, 'm').exec(text)![1]);
  };
  /** One connection for one exchange. */
  const ask = async (request: string, api: TestApi = stage.api, hasBody = true) => {
    const connection = await RawConnection.open(api.url);
    connection.write(request);
    const response = await connection.response(hasBody);
    connection.destroy();
    return response;
  };

  it.each(OPERATIONS)(
    'answers %s as Apollo does, to the letter, at each of several instants',
    async (_, query, variables) => {
      // Bytes of the hours to come are those of one second.
      const step = query.includes('programme(') ? SECOND_MS : 1;
      for (const at of [T, T + step, T + HOUR_MS - 1, T + HOUR_MS, T + HOUR_MS + 1_234, T]) {
        stage.clock.set(at);
        const sent = [
          postRequest({ query, variables }),
          getRequest(link({ query, variables: JSON.stringify(variables) })),
        ];
        for (const request of sent) {
          const [bytes, resolved] = [await ask(request), await ask(request, apollo)];
          expect(bytes.body.toString()).toBe(resolved.body.toString());
          expect(bytes.status).toBe(resolved.status);
          for (const name of ['cache-control', 'content-type', 'vary', 'served-at', 'access-control-allow-origin'])
            expect([name, bytes.headers[name]]).toEqual([name, resolved.headers[name]]);
        }
      }
    },
  );

  it('is right to the millisecond in whichever encoding, and at whatever instant the bytes were made', async () => {
    const body = { query: ACTIVE, variables: { surface: TEST_SURFACE, viewer: { region: 'GB' } } };
    const decode = { gzip: gunzipSync, br: brotliDecompressSync, identity: (bytes: Buffer) => bytes } as const;
    const seen = new Set<string>();
    for (let i = 0; i < 60; i += 1) {
      const at = T + i * 17;
      stage.clock.set(at);
      for (const accepted of ['gzip', 'br, gzip', 'identity']) {
        const response = await ask(postRequest(body, { 'accept-encoding': accepted }));
        const encoding = (response.headers['content-encoding'] ?? 'identity') as keyof typeof decode;
        seen.add(encoding);
        const { data } = JSON.parse(decode[encoding](response.body).toString()) as {
          data: { activeCampaign: { servedAt: string } };
        };
        expect([data.activeCampaign.servedAt, response.headers['served-at']]).toEqual([iso(at), iso(at)]);
      }
    }
    expect([...seen].sort()).toEqual(['br', 'gzip', 'identity']);
  });

  it('computes an entry once for all who ask alike, until it ends, and again at its very end', async () => {
    const query = '{ activeCampaign(surface: "test", viewer: {region: "NZ"}) { validUntil campaign { slug } } }';
    const before = await metric('front_computations_total');
    const slugs: string[] = [];
    for (const at of [T + 5, T + MINUTE_MS, T + HOUR_MS - 1, T + HOUR_MS, T + 2 * HOUR_MS - 1]) {
      stage.clock.set(at);
      // The same question in other words of a request: spaces in JSON, a link, another order of what is in it.
      for (const request of [
        postRequest({ query }),
        postRequest(` {"variables": {}, "query": ${JSON.stringify(query)}}`),
        getRequest(link({ query })),
      ])
        slugs.push(
          (json(await ask(request)) as unknown as { data: { activeCampaign: { campaign: { slug: string } } } }).data
            .activeCampaign.campaign.slug,
        );
    }
    expect(slugs).toEqual([
      ...Array.from({ length: 9 }, () => 'evergreen'),
      ...Array.from({ length: 6 }, () => 'hour'),
    ]);
    expect((await metric('front_computations_total')) - before).toBe(2);
  });

  it('sends not modified for what is known, with what renews it, and the content when it has changed', async () => {
    const query = '{ activeCampaign(surface: "test") { servedAt validUntil campaign { slug } } }';
    const first = await ask(getRequest(link({ query })));
    const tag = first.headers.etag!;
    stage.clock.set(T + 1_500);
    for (const condition of [tag, tag.slice(2), `"x", ${tag}`, '*']) {
      const { status, headers, body } = await ask(getRequest(link({ query }), { 'if-none-match': condition }));
      expect([status, body.length, headers['content-length']]).toEqual([304, 0, undefined]);
      expect(headers).toMatchObject({
        etag: tag,
        'served-at': iso(T + 1_500),
        vary: 'accept-encoding, accept',
        'cache-control': expect.stringMatching(/^public, max-age=60, s-maxage=60, /),
      });
    }
    expect((await ask(getRequest(link({ query }), { 'if-none-match': '"other"' }))).status).toBe(200);
    stage.clock.set(T + HOUR_MS);
    const changed = await ask(getRequest(link({ query }), { 'if-none-match': tag }));
    expect([changed.status, changed.headers.etag === tag]).toEqual([200, false]);
  });

  it('answers HEAD as GET without the content, also where that is an error', async () => {
    for (const query of ['{ help { emergency } }', '{ nothing }']) {
      const path = link({ query });
      const [get, head] = [await ask(getRequest(path)), await ask(getRequest(path, {}, 'HEAD'), stage.api, false)];
      expect([head.status, head.headers['content-length'], head.headers['cache-control']]).toEqual([
        get.status,
        get.headers['content-length'],
        get.headers['cache-control'],
      ]);
    }
  });

  it.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
    [
      'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
      'application/graphql-response+json; charset=utf-8',
    ],
    ['text/html, application/*;q=0.5', 'application/json; charset=utf-8'],
  ])('answers who accepts %s with %s', async (accept, expected) => {
    const request = getRequest(link({ query: '{ help { emergency } }' }), accept === undefined ? {} : { accept });
    expect((await ask(request)).headers['content-type']).toBe(expected);
    expect((await ask(request, apollo)).headers['content-type']).toBe(expected);
  });

  it('refuses who accepts nothing that we have, with help', async () => {
    const { status, body } = await ask(getRequest(link({ query: '{ help { emergency } }' }), { accept: 'text/html' }));
    expect(status).toBe(406);
    expect(JSON.parse(body.toString())).toMatchObject({ extensions: { help: { directory: expect.any(String) } } });
  });

  it('knows an operation by its hash once it was handed in, over links and bodies, and says so when it does not', async () => {
    const query = '{ help(viewer: {region: "GB"}) { resolution emergency } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash(query) } };
    const byLink = getRequest(link({ extensions: JSON.stringify(extensions) }));
    const unknown = await ask(byLink);
    expect([unknown.status, JSON.stringify(json(unknown))]).toEqual([
      200,
      expect.stringContaining('PERSISTED_QUERY_NOT_FOUND'),
    ]);
    expect(unknown.headers['cache-control']).toBe('no-store');
    const other = { persistedQuery: { version: 1, sha256Hash: hash('other') } };
    expect(await ask(postRequest({ query, extensions: other }))).toMatchObject({ status: 400 });
    expect((await ask(postRequest({ query, extensions }))).status).toBe(200);
    const declined = await metric('front_declined_total');
    for (const request of [
      byLink,
      postRequest({ extensions }),
      getRequest(link({ query, extensions: JSON.stringify(extensions) })),
    ])
      expect(json(await ask(request))).toMatchObject({
        data: { help: { resolution: 'EXACT', emergency: 'Call 999.' } },
      });
    expect(await metric('front_declined_total')).toBe(declined);
  });

  it('one that was handed in through Apollo or through the front is known to both', async () => {
    const query = 'query ($r: CountryCode) { help(viewer: {region: $r}) { emergency } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash(query) } };
    expect((await ask(postRequest({ query, extensions, variables: { r: 'GB' } }))).status).toBe(200);
    // A variable that is wrong is for Apollo to word.
    const wrong = await ask(postRequest({ extensions, variables: { r: 7 } }));
    expect([wrong.status, JSON.stringify(json(wrong))]).toEqual([400, expect.stringContaining('BAD_USER_INPUT')]);
  });
});

describe('the front, among requests as sockets bring them', () => {
  let stage: Stage;
  let connection: RawConnection;
  const query = '{ help(viewer: {region: "GB"}) { resolution } }';
  const good = postRequest({ query });
  const answer = '{"data":{"help":{"resolution":"DIRECTORY"}}}\n';
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(async () => {
    await stage.close();
  });
  beforeEach(async () => {
    connection = await RawConnection.open(stage.api.url);
  });
  afterEach(() => connection.destroy());

  const bodyOf = async (hasBody = true) => (await connection.response(hasBody)).body.toString();

  it('answers one after the other on a connection that stays', async () => {
    for (let i = 0; i < 5; i += 1) {
      connection.write(i % 2 === 0 ? good : getRequest(link({ query })));
      expect(await bodyOf()).toBe(answer);
    }
  });

  it('answers requests that came at once, its own and others, in their order', async () => {
    const mixed = [
      good,
      postRequest({ query: '{ nothing }' }),
      getRequest('/health/live'),
      getRequest(link({ query })),
      good,
      postRequest('{'),
    ];
    connection.write(mixed.join(''));
    const seen: (number | string)[] = [];
    for (const _ of mixed) {
      const { status, body } = await connection.response();
      seen.push(status === 200 && body.toString() === answer ? 'answer' : status);
    }
    expect(seen).toEqual(['answer', 400, 200, 'answer', 'answer', 400]);
  });

  it('reads a body that comes byte by byte, its own and those of others', async () => {
    for (const request of [good, postRequest({ query: '{ nothing }' })]) {
      const cut = request.indexOf('\r\n\r\n') + 4;
      connection.write(request.slice(0, cut));
      for (const byte of request.slice(cut)) {
        connection.write(byte);
        await new Promise(setImmediate);
      }
      expect((await connection.response()).status).toBe(request === good ? 200 : 400);
    }
  });

  it('hands on a body in chunks, one of another type and one that is too large', async () => {
    const body = JSON.stringify({ query });
    const head = 'POST /graphql HTTP/1.1\r\nhost: marquee.test\r\ncontent-type: application/json\r\n';
    connection.write(`${head}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    expect(await bodyOf()).toBe(answer);
    const other = await RawConnection.open(stage.api.url);
    connection.write(postRequest({ query }, { 'content-type': 'text/plain' }));
    other.write(postRequest({ query, padding: 'x'.repeat(100_000) }));
    const refused = [await connection.response(), await other.response()];
    expect(refused.map(({ status }) => status)).toEqual([400, 413]);
    for (const { body: text } of refused) expect(text.toString()).toContain('directory');
  });

  it('tells a client that waits for it to go on, and answers then', async () => {
    const cut = good.indexOf('\r\n\r\n');
    connection.write(`${good.slice(0, cut)}\r\nexpect: 100-continue\r\n\r\n`);
    expect((await connection.response()).status).toBe(100);
    connection.write(good.slice(cut + 4));
    expect(await bodyOf()).toBe(answer);
  });

  it('survives a client that goes in the middle of a body', async () => {
    for (let i = 0; i < 20; i += 1) {
      const other = await RawConnection.open(stage.api.url);
      other.write(good.slice(0, good.length - 1 - (i % 10)));
      other.destroy();
    }
    connection.write(good);
    expect(await bodyOf()).toBe(answer);
  });

  it('ignores a range, a condition on a body and a wish for something fresh', async () => {
    connection.write(
      getRequest(link({ query }), { range: 'bytes=0-3', 'cache-control': 'no-cache', pragma: 'no-cache' }),
    );
    expect(await bodyOf()).toBe(answer);
    connection.write(postRequest({ query }, { 'if-none-match': '*' }));
    expect(await bodyOf()).toBe(answer);
  });

  it('tells how old its programme is, and nothing of the viewer', async () => {
    connection.write(good);
    const { headers } = await connection.response();
    expect(headers['programme-age']).toMatch(/^\d+$/);
    expect(Object.keys(headers).filter((name) => /cookie|key/.test(name))).toEqual([]);
  });
});
