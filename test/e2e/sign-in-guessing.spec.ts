import { createLogger } from '#operations';
import { Person } from '../support/person.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { NO_STANDBY } from '../../apps/api/src/peer/standby.js';

const PUBLIC_URL = 'http://marquee.example.org';
const PASSWORD = 'plume anchor sixty lanterns';

describe('guessing', () => {
  let database: TestDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const logger = createLogger({ name: 'test', level: 'silent' });
    api = await startTestApi(database, null, logger, [], null, NO_STANDBY, null, {
      signIn: {
        publicUrl: PUBLIC_URL,
        secret: 'a secret of tests, which is long enough',
        secondFactor: 'staff',
        mailer: { send: async () => undefined },
        report: () => undefined,
      },
      trustedProxies: '127.0.0.0/8, ::1',
    });
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  /** From a network, as the proxy on this machine says. */
  const send = async (network: number, path: string, body: object, host = 1) =>
    new Person(api.url, PUBLIC_URL).auth(path, body, { 'x-forwarded-for': `198.51.${network}.${host}` });
  const guess = (network: number, email: string, host = 1) =>
    send(network, 'sign-in/email', { email, password: PASSWORD }, host);

  it('is slowed down after five attempts at one account, for whoever guesses and for nobody else, whether there is the account or not', async () => {
    const seen: number[] = [];
    for (let i = 0; i < 5; i += 1) seen.push((await guess(1, 'a@example.org', i)).status);
    expect(seen).toEqual([401, 401, 401, 401, 401]);
    const refused = await guess(1, ' A@example.org');
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_ATTEMPTS' } });
    expect(refused.body.message).toMatch(/Try again in \d+ s/);
    expect((await guess(2, 'a@example.org')).status).toBe(401);
    expect((await guess(1, 'b@example.org')).status).toBe(401);
  });

  it('from one network, at whatever, is slowed down after forty attempts', async () => {
    const enrol = (network: number, i: number) =>
      send(network, 'enrol', { token: `mql_${'a'.repeat(43)}`, email: `c${i}@example.org`, password: PASSWORD });
    const seen: number[] = [];
    for (let i = 0; i < 41; i += 1) seen.push((await enrol(4, i)).status);
    expect(seen).toEqual([...Array.from({ length: 40 }, () => 422), 429]);
    expect((await enrol(5, 0)).status).toBe(422);
  });

  it('has a brother: mails to one address are not sent without end', async () => {
    const seen: number[] = [];
    for (let i = 0; i < 6; i += 1)
      seen.push((await send(6, 'request-password-reset', { email: 'a@example.org' })).status);
    expect(seen).toEqual([200, 200, 200, 200, 200, 429]);
  });
});
