import { serverAudits, type AuditResult } from 'graphql-http';
import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

/** What may be so and is not, with the reason. Everything else of the specification is passed. */
const MISSED: Readonly<Record<'delivery' | 'management', Readonly<Record<string, string>>>> = {
  delivery: {},
  management: {
    '5A70': 'An operation in a link, which a browser sends for any page, is refused where people are known.',
    D6D5: 'The same, with variables.',
    '6A70': 'The same, with variables.',
  },
};

/** Every audit of the package over HTTP. */
describe('GraphQL over HTTP', () => {
  let database: TestDatabase;
  let api: TestApi;
  let bare: TestApi;
  let cast: Cast;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    bare = await startTestApi(database, null, undefined, [], null, undefined, null);
    await api.refresh();
    await bare.refresh();
  });
  afterAll(async () => {
    await api.close();
    await bare.close();
    await database.drop();
  });

  const audit = async (url: string, key: string | null): Promise<AuditResult[]> => {
    const fetchFn: typeof fetch = (target, init) => {
      const headers = new Headers(init?.headers);
      if (key !== null) headers.set('authorization', `Bearer ${key}`);
      return fetch(target, { ...init, headers });
    };
    const results: AuditResult[] = [];
    for (const one of serverAudits({ url, fetchFn })) results.push(await one.fn());
    return results;
  };

  it.each([
    ['delivery, with the front', 'delivery'],
    ['delivery, by Apollo alone', 'bare'],
    ['management, with a key', 'management'],
  ] as const)('is spoken by %s', async (_, which) => {
    const { url } = which === 'bare' ? bare : api;
    const isManagement = which === 'management';
    const path = isManagement ? '/manage/graphql' : '/graphql';
    const results = await audit(`${url}${path}`, isManagement ? cast.staff.ADMIN.key : null);
    expect(results.length).toBeGreaterThanOrEqual(60);
    const missed = results.filter(({ status }) => status !== 'ok').map(({ id, name }) => ({ id, name }));
    const reasons = MISSED[isManagement ? 'management' : 'delivery'];
    expect(missed.filter(({ id }) => !(id in reasons))).toEqual([]);
    expect(Object.keys(reasons).filter((id) => !missed.some((one) => one.id === id))).toEqual([]);
    expect(missed.filter(({ name }) => !name.startsWith('MAY '))).toEqual([]);
  });
});
