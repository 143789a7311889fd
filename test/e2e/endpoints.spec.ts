import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const POST = { method: 'POST', headers: { 'content-type': 'application/json' } };

describe('the two endpoints', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    await api.refresh();
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const managed = (query: string, key = cast.staff.ADMIN.key) => api.manage<Record<string, unknown>>(key, query);
  const errorCode = (body: { errors?: { extensions?: { code?: string } }[] }) => body.errors?.[0]?.extensions?.code;

  it('answers nothing on air with help, not with an error', async () => {
    const { status, body, headers } = await api.deliver<{ activeCampaign: object }>(
      '{ activeCampaign(surface: "discover") { campaign { id } help { resolution emergency directory services { slug } } } }',
    );
    expect(status).toBe(200);
    expect(body.data.activeCampaign).toMatchObject({ campaign: null, help: { resolution: 'DIRECTORY', services: [] } });
    expect(headers.get('cache-control')).toMatch(/^public, max-age=60, s-maxage=60, /);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['management is not in delivery', '/graphql', '{ reviewQueue { edges { cursor } } }'],
    ['delivery is not in management', '/manage/graphql', '{ activeCampaign(surface: "discover") { version } }'],
  ])('%s', async (_, path, query) => {
    const response = await fetch(`${api.url}${path}`, {
      ...POST,
      headers: { ...POST.headers, authorization: `Bearer ${cast.staff.ADMIN.key}` },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(400);
    expect(errorCode((await response.json()) as object)).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    ['no key', null],
    ['no key of ours', 'abc'],
    ['a well-formed key that nobody has', `mq_${'A'.repeat(43)}_000000`],
  ])('management answers %s with 401, whatever is asked', async (_, key) => {
    for (const query of [
      '{ me { role } }',
      '{ __typename }',
      '{ __schema { types { name } } }',
      'mutation { revokeKey(input: {keyId: "x"}) { keyId } }',
    ]) {
      const { status, body } = await api.manage(key, query);
      expect([status, errorCode(body)]).toEqual([401, 'UNAUTHENTICATED']);
      expect(body.data).toBeUndefined();
    }
  });

  it('tells an actor who they are, and is never cached', async () => {
    const { body, headers } = await managed(
      '{ me { role displayName partner { slug } } }',
      cast.partner.members.OWNER.key,
    );
    expect(body.data).toEqual({ me: { role: 'OWNER', displayName: 'Test owner', partner: { slug: 'samaritans' } } });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('a member is created, acts by a key, and is refused with the first request after its revocation', async () => {
    const admin = cast.staff.ADMIN.key;
    type Made = { addMember: { member: { id: string }; refusals: [] } };
    const added = await api.manage<Made>(
      admin,
      'mutation { addMember(input: {displayName: "New", role: CONTRIBUTOR, partner: "iasp"}) { member { id } refusals { code } } }',
    );
    const memberId = added.body.data.addMember.member.id;
    const issued = await api.manage<{ issueKey: { key: string; keyId: string } }>(
      admin,
      'mutation ($id: ID!) { issueKey(input: {memberId: $id}) { key keyId refusals { code } } }',
      { id: memberId },
    );
    const { key, keyId } = issued.body.data.issueKey;
    expect((await managed('{ me { role partner { slug } } }', key)).body.data).toEqual({
      me: { role: 'CONTRIBUTOR', partner: { slug: 'iasp' } },
    });
    await api.manage(admin, 'mutation ($id: ID!) { revokeKey(input: {keyId: $id}) { keyId } }', { id: keyId });
    expect((await managed('{ me { role } }', key)).status).toBe(401);
    const stored = await database.query<{ row: string }>(
      'SELECT a::text AS row FROM audit_entry a UNION ALL SELECT e::text FROM outbox_event e UNION ALL SELECT k::text FROM api_key k',
    );
    expect(stored.filter(({ row }) => row.includes(key))).toEqual([]);
  });

  it('a key that has expired is no key', async () => {
    await database.query("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1", [
      cast.otherPartner.members.VIEWER.actor.keyId,
    ]);
    expect((await managed('{ me { role } }', cast.otherPartner.members.VIEWER.key)).status).toBe(401);
  });

  it('refuses a role what its table does not have, naming who may', async () => {
    const { body } = await managed(
      'mutation { createPartner(input: {slug: "x", name: "X"}) { partner { id } refusals { __typename code message } } }',
      cast.staff.SCHEDULER.key,
    );
    expect(body.data).toMatchObject({
      createPartner: { partner: null, refusals: [{ __typename: 'NotAllowed', code: 'NOT_ALLOWED' }] },
    });
    expect(
      (await managed('{ auditEntries { edges { cursor } } }', cast.staff.SCHEDULER.key)).body.errors?.[0],
    ).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  it('names every fault of an input at once', async () => {
    const { body } = await managed(
      'mutation { createPartner(input: {slug: "Not A Slug", name: " ", website: "http://x", regions: ["gb"], languages: ["xx_yy"]}) { refusals { path message ... on InvalidValue { value allowed } } } }',
    );
    const { refusals } = (body.data as { createPartner: { refusals: { path: string[] }[] } }).createPartner;
    expect(refusals.map((refusal) => refusal.path.join('.'))).toEqual([
      'input.slug',
      'input.name',
      'input.website',
      'input.regions',
      'input.languages',
    ]);
  });

  it('staff read the chain of what was done, page by page', async () => {
    type Page = {
      auditEntries: {
        edges: { node: { seq: string; action: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    const ask = async (after: string | null) =>
      (
        await api.manage<Page>(
          cast.staff.ADMIN.key,
          'query ($after: String) { auditEntries(first: 2, after: $after) { edges { node { seq action } } pageInfo { hasNextPage endCursor } } }',
          { after },
        )
      ).body.data.auditEntries;
    const seqs: number[] = [];
    for (let page = await ask(null); ; page = await ask(page.pageInfo.endCursor)) {
      seqs.push(...page.edges.map((edge) => Number(edge.node.seq)));
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => seqs.length - index));
    expect(seqs.length).toBeGreaterThanOrEqual(3);
  });
});

describe('against bad requests', () => {
  let database: TestDatabase;
  let api: TestApi;
  let key: string;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    key = (await makeCast(pool)).staff.ADMIN.key;
    await pool.close();
    api = await startTestApi(database);
    await api.refresh();
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const deep = (levels: number) =>
    `{ __schema { types { ${'fields { type { '.repeat(levels)} name ${'} }'.repeat(levels)} } } }`;
  it.each([
    ['a forged cursor', '{ reviewQueue(after: "bm90IG91cnM") { edges { cursor } } }', 'BAD_USER_INPUT'],
    ['a page of a thousand', '{ reviewQueue(first: 1000) { edges { cursor } } }', 'BAD_USER_INPUT'],
    ['an operation that is nested too deep', deep(10), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a circle of fragments',
      'query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'five thousand aliases',
      `{ ${Array.from({ length: 5_000 }, (_, i) => `a${i}: me { role }`).join(' ')} }`,
      'GRAPHQL_PARSE_FAILED',
    ],
    ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an operation that cannot be read', '{ me {', 'GRAPHQL_PARSE_FAILED'],
  ])('%s is refused, without a stack or a path', async (_, query, code) => {
    const { body } = await api.manage(key, query);
    expect(body.errors?.[0]?.extensions?.code).toBe(code);
    expect(JSON.stringify(body)).not.toMatch(/stack|node_modules|\.ts|SELECT/);
  });

  it.each([
    ['a body that is no JSON', { body: '{"query": ', headers: { 'content-type': 'application/json' } }],
    [
      'a body of another type',
      { body: 'query=%7Bhelp%7D', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['text', { body: '{ help { emergency } }', headers: { 'content-type': 'text/plain' } }],
    [
      'a body of two megabytes',
      { body: JSON.stringify({ query: 'x'.repeat(2_000_000) }), headers: { 'content-type': 'application/json' } },
    ],
    [
      'a batch',
      {
        body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
        headers: { 'content-type': 'application/json' },
      },
    ],
    [
      'an unknown field',
      { body: JSON.stringify({ query: '{ nothing }' }), headers: { 'content-type': 'application/json' } },
    ],
    ['nothing', { body: '', headers: { 'content-type': 'application/json' } }],
  ])('the public endpoint answers %s as an error with help', async (_, init) => {
    const response = await fetch(`${api.url}/graphql`, { method: 'POST', ...init });
    const text = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ message: expect.any(String) }],
      extensions: { help: { directory: 'https://findahelpline.com/', emergency: expect.any(String) } },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/stack|node_modules|\.ts:/);
  });

  it('the public endpoint carries out no mutation, and says so with help', async () => {
    const { body } = await api.deliver('mutation { anything }');
    expect(body).toMatchObject({
      errors: [{ message: expect.any(String) }],
      extensions: { help: { resolution: 'DIRECTORY' } },
    });
    expect(body.data ?? null).toBeNull();
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('the public endpoint answers %s as an error with help', async (method) => {
    const response = await fetch(`${api.url}/graphql`, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ extensions: { help: { resolution: 'STATIC' } } });
  });

  it('an error with a region among its variables carries help for that region', async () => {
    await database.query('INSERT INTO emergency_advice (region, record, updated_at) VALUES ($1, $2, now())', [
      'GB',
      { region: 'GB', texts: { en: 'Call 999.' }, verifiedOn: '2026-11-23' },
    ]);
    await database.query('UPDATE programme_version SET version = version + 1');
    await api.refresh();
    const { body } = await api.deliver(
      'query ($viewer: ViewerInput) { programme(surface: "discover", viewer: $viewer, hours: 1000) { version } }',
      { viewer: { region: 'GB' } },
    );
    expect(body).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      extensions: { help: { emergency: 'Call 999.' } },
    });
  });

  it('a page of another site cannot send a simple request, and any web client may ask the public endpoint', async () => {
    // It is management that acts for somebody; the public endpoint knows nobody, and takes a link from wherever it comes.
    const simple = await fetch(`${api.url}/manage/graphql?query=%7B__typename%7D`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(simple.status).toBe(400);
    expect((await fetch(`${api.url}/graphql?query=%7B__typename%7D`)).status).toBe(200);
    const preflight = await fetch(`${api.url}/graphql`, { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    const management = await fetch(`${api.url}/manage/graphql`, { method: 'OPTIONS' });
    expect(management.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('reads by GET too, when a client asks for it', async () => {
    const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent('{ help { directory } }')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(await response.json()).toEqual({ data: { help: { directory: 'https://findahelpline.com/' } } });
  });

  it('tells that it lives, that it is ready, and what it measures', async () => {
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${api.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      {
        status: 'ready',
        checks: { programme: 'ok', database: 'ok' },
        state: { programme: { source: 'DATABASE', freshness: 'LIVE' }, database: { standing: 'REACHED' } },
      },
    ]);
    expect(await (await fetch(`${api.url}/metrics`)).text()).toMatch(/marquee_programme_version\{process="api"\} 1/);
  });
});
