import { randomUUID } from 'node:crypto';
import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { startTestApi, type ApiResponse, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (depth: number, field: string, leaf: string) =>
  `${`${field} { `.repeat(depth)}${leaf}${' }'.repeat(depth)}`;
const deepValue = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;

const ACTIVE = 'activeCampaign(surface: "discover")';
/** What is over one limit each, by the name of the limit. */
const PUBLIC: readonly (readonly [string, string, object])[] = [
  ['length', `{ __typename } #${'x'.repeat(30_000)}`, {}],
  ['tokens', `{ ${times(2_500, (i) => `a${i}: __typename`)} }`, {}],
  [
    'depth',
    `{ ${ACTIVE} { campaign { playlist { item { ${nested(20, '... on ContentItem', 'title')} } } } } ${nested(16, '__schema', 'x')} }`,
    {},
  ],
  ['aliases', `{ ${times(40, (i) => `a${i}: __typename`)} }`, {}],
  ['repeats', `{ ${times(100, () => '__typename')} }`, {}],
  ['directives', `{ __typename ${'@skip(if: false) '.repeat(40)} }`, {}],
  ['variables', '{ __typename }', { deep: deepValue(30) }],
  ['variables', '{ __typename }', { wide: Array.from({ length: 1_000 }, () => 0) }],
];
const MANAGED: typeof PUBLIC = [
  ['length', `{ __typename } #${'x'.repeat(300_000)}`, {}],
  ['tokens', `{ ${times(5_000, (i) => `a${i}: __typename`)} }`, {}],
  ['aliases', `{ ${times(200, (i) => `a${i}: __typename`)} }`, {}],
  ['repeats', `{ ${times(200, () => '__typename')} }`, {}],
  ['directives', `{ __typename ${'@skip(if: false) '.repeat(60)} }`, {}],
  [
    'cost',
    `{ contentItems(first: 100) { edges { node { revisions { document { localizations { media { captions { locale url } } } }
       decisions { locale reason } } } } } }`,
    {},
  ],
  ['variables', '{ __typename }', { deep: deepValue(30) }],
  ['variables', '{ __typename }', { wide: Array.from({ length: 150_000 }, () => 0) }],
];

describe('an operation over a limit', () => {
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

  const limits = ({ body }: ApiResponse<unknown>) =>
    body.errors!.map(({ extensions }) => (extensions as { limit?: { name: string } }).limit?.name);

  it.each(PUBLIC)('of the public endpoint (%s) is 400 with help', async (name, query, variables) => {
    const answer = await api.deliver(query, variables);
    expect(answer.status).toBe(400);
    expect(limits(answer)).toContain(name);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.extensions).toHaveProperty('help.directory');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(MANAGED)('of management (%s) is 400', async (name, query, variables) => {
    const answer = await api.manage(cast.staff.ADMIN.key, query, variables);
    expect(answer.status).toBe(400);
    expect(limits(answer)).toContain(name);
    expect(answer.body.data).toBeUndefined();
  });

  it('stays 400 for a client that takes plain JSON, where an invalid one is 200', async () => {
    const statusOf = async (query: string) => {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      return (await fetch(`${api.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).status;
    };
    expect(await statusOf(`{ ${times(40, (i) => `a${i}: __typename`)} }`)).toBe(400);
    expect(await statusOf(`{ ${times(2_500, (i) => `a${i}: __typename`)} }`)).toBe(400);
    expect(await statusOf('{ nothing }')).toBe(200);
  });

  it('in a batch is not looked at', async () => {
    for (const path of ['/graphql', '/manage/graphql']) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${cast.staff.ADMIN.key}` };
      const body = JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
      expect((await fetch(`${api.url}${path}`, { method: 'POST', headers, body })).status).toBe(400);
    }
  });

  it('by a hash is under the same limits', async () => {
    const query = `{ ${times(40, (i) => `a${i}: __typename`)} } # ${randomUUID()}`;
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(query));
    const sha256Hash = Buffer.from(digest).toString('hex');
    const send = (body: object) =>
      fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      });
    expect((await send({ query })).status).toBe(400);
    const again = await send({});
    expect(again.status).toBeLessThan(500);
    expect(await again.json()).not.toHaveProperty('data.a0');
  });
});

describe('nobody, with an invitation', () => {
  let database: TestDatabase;
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    const cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    const invite = `mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { token refusals { message } } }`;
    const input = { partner: cast.partner.slug, displayName: 'Ama', role: 'VIEWER' };
    const { body } = await api.manage<{ inviteMember: { token: string } }>(cast.staff.ADMIN.key, invite, { i: input });
    token = body.data?.inviteMember?.token;
    if (!token) throw new Error(JSON.stringify(body));
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  it.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Query") { name } }',
    '{ ...F } fragment F on Query { __schema { types { name } } }',
  ])('is not told the schema: %s', async (query) => {
    const { status, body } = await api.manage(token, query);
    expect([status, body.errors?.[0]?.message]).toEqual([400, expect.stringContaining('members only')]);
    expect(body.data).toBeUndefined();
  });

  it('is not told what a wrong name may have meant', async () => {
    const { body } = await api.manage(token, '{ partner { slug } }');
    expect(body.errors?.[0]?.message).toBe('Cannot query field "partner" on type "Query".');
  });
});
