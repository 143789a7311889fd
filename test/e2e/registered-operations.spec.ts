import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { frontSchema } from '../../apps/api/src/delivery/front/front-schema.js';
import { ManifestError, operationsOf } from '../../apps/api/src/delivery/registered/operations-manifest.js';
import { RegisteredOperations } from '../../apps/api/src/delivery/registered/registered-operations.js';
import { TEST_SURFACE } from '../support/airing.js';
import { openStage, type Stage } from '../support/delivery-stage.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const ACTIVE = 'query Active($surface: String!) { activeCampaign(surface: $surface) { version help { emergency } } }';
/** One that the front leaves to Apollo. */
const WITH_SCHEMA = '{ __schema { queryType { name } } }';
const OTHER = '{ help { resolution } }';
const manifest = (operations: unknown) => ({ format: 'apollo-persisted-query-manifest', version: 1, operations });
const KNOWN = operationsOf(
  manifest([
    { id: hash(ACTIVE), name: 'Active', type: 'query', body: ACTIVE },
    { id: 'schema', name: 'Schema', type: 'query', body: WITH_SCHEMA },
  ]),
  frontSchema(),
);
const variables = { surface: TEST_SURFACE };

interface Answer {
  readonly data?: { readonly activeCampaign?: { readonly version: string } };
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions?: { readonly help?: { readonly services: readonly object[] } };
}

describe('registered operations', () => {
  let stage: Stage;
  const apis: Record<'any' | 'only', TestApi> = {} as never;
  beforeAll(async () => {
    stage = await openStage();
    for (const [name, isOnly] of [['any', false] as const, ['only', true] as const])
      apis[name] = await startTestApi(stage.database, stage.clock, undefined, [], null, undefined, undefined, {
        registered: new RegisteredOperations(KNOWN, isOnly),
      });
    await Promise.all(Object.values(apis).map((api) => api.refresh()));
  });
  afterAll(async () => {
    for (const api of Object.values(apis)) await api.close();
    await stage.close();
  });

  /** One request by POST or by GET. */
  async function ask(api: TestApi, method: 'POST' | 'GET', request: Record<string, unknown>) {
    const search = Object.entries(request).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const response =
      method === 'POST'
        ? await fetch(`${api.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(request),
          })
        : await fetch(`${api.url}/graphql?${new URLSearchParams(Object.fromEntries(search) as never).toString()}`);
    return { status: response.status, body: (await response.json()) as Answer };
  }

  describe.each(['any', 'only'] as const)('where %s may be asked for', (name) => {
    describe.each(['POST', 'GET'] as const)('by %s', (method) => {
      it.each([
        ['its id', { documentId: hash(ACTIVE), variables }],
        ['its id as a hash by name', { documentId: `sha256:${hash(ACTIVE)}`, variables }],
        [
          'its hash, by the first who asks',
          { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash(ACTIVE) } } },
        ],
        ['its text', { query: ACTIVE, operationName: 'Active', variables }],
      ])('one that is registered is answered by %s', async (_, request) => {
        const { status, body } = await ask(apis[name], method, request);
        expect(body.errors).toBeUndefined();
        expect([status, typeof body.data?.activeCampaign?.version]).toEqual([200, 'string']);
      });

      it('one that only Apollo answers is, too', async () => {
        const { status, body } = await ask(apis[name], method, { documentId: 'schema' });
        expect([status, body.data]).toEqual([200, { __schema: { queryType: { name: 'Query' } } }]);
      });

      it('an id that is none is refused with help, and told what to do', async () => {
        const { status, body } = await ask(apis[name], method, { documentId: 'nothing', variables });
        expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'PERSISTED_DOCUMENT_NOT_FOUND']);
        expect(body.errors![0]!.message).toContain('"nothing"');
        expect(body.extensions?.help).toBeDefined();
      });

      it('an id beside a text is refused', async () => {
        const { status, body } = await ask(apis[name], method, { documentId: hash(ACTIVE), query: OTHER, variables });
        expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
      });
    });
  });

  it.each([
    ['a text', { query: OTHER }],
    ['a text that differs by a space', { query: `${ACTIVE} `, variables }],
    ['a text with its hash', { query: OTHER, extensions: { persistedQuery: { version: 1, sha256Hash: hash(OTHER) } } }],
    ['a hash', { extensions: { persistedQuery: { version: 1, sha256Hash: hash(OTHER) } } }],
    ['the schema', { query: '{ __schema { types { name } } }' }],
    ['what cannot be parsed', { query: '{ help {' }],
  ])('refuses %s that is not registered, with help, where only those may be asked for', async (_, request) => {
    for (const method of ['POST', 'GET'] as const) {
      const { status, body } = await ask(apis.only, method, request);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'OPERATION_NOT_REGISTERED']);
      expect(body.extensions?.help).toBeDefined();
      expect(JSON.stringify(body)).not.toContain('types');
    }
  });

  // What a reader of requests may stumble over, or read otherwise than Apollo does, and Apollo answers.
  it.each([
    ['a word that the front leaves alone', 'POST', '/graphql', { query: `${OTHER} # constructor` }],
    ['an empty name', 'POST', '/graphql', { query: OTHER, operationName: '' }],
    ['extensions that are none', 'POST', '/graphql', { query: OTHER, extensions: { persistedQuery: { version: 2 } } }],
    ['a name that is written otherwise', 'POST', '/%67raphql', { query: OTHER }],
    [
      'a parameter that comes twice',
      'GET',
      `/graphql?query=${encodeURIComponent(OTHER)}&variables={}&variables={}`,
      null,
    ],
    [
      'a link with a word that the front leaves alone',
      'GET',
      `/graphql?query=${encodeURIComponent(`${OTHER}#__proto__`)}`,
      null,
    ],
    ['an address that is written otherwise', 'GET', `/graphq%6c?query=${encodeURIComponent(OTHER)}`, null],
  ])('lets nothing past by %s', async (_, method, path, body) => {
    const response = await fetch(`${apis.only.url}${path}`, {
      headers: { 'content-type': 'application/json' },
      method,
      ...(body !== null && { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(400);
    const answer = (await response.json()) as Answer;
    expect(answer.data ?? null).toBeNull();
    expect(answer.extensions?.help).toBeDefined();
  });

  it('answers any other where any may be asked for', async () => {
    expect(await ask(apis.any, 'POST', { query: OTHER })).toMatchObject({ status: 200 });
  });
});

describe('an operations manifest', () => {
  const faultsOf = (content: unknown) => {
    try {
      operationsOf(content, frontSchema());
      return 'none';
    } catch (error) {
      expect(error).toBeInstanceOf(ManifestError);
      return (error as ManifestError).message;
    }
  };

  it('is the one that npm run build:client writes', () => {
    expect(faultsOf(JSON.parse(readFileSync('docs/operations-manifest.json', 'utf8')))).toBe('none');
  });

  it.each([[null], [[]], [{ operations: [] }], [{ ...manifest([]), version: 2 }]])('is not %j', (content) => {
    expect(faultsOf(content)).toContain('"format": "apollo-persisted-query-manifest"');
  });

  it('is refused with every fault at its place', () => {
    const faults = faultsOf(
      manifest([
        { id: 'a', body: '{ nothing }' },
        { id: '', body: OTHER },
        { id: 'b' },
        { id: 'a', body: OTHER },
        { id: 'c', body: '{ help {' },
      ]),
    );
    for (const place of [
      'operations[0] ("a"): Cannot query field',
      'operations[1].id',
      'operations[2].body',
      'operations[3].id',
      'operations[4] ("c")',
    ])
      expect(faults).toContain(place);
  });
});
