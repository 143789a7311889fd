import { createConnection } from 'node:net';
import { Database, UnitOfWork } from '#persistence';
import { createLogger } from '#operations';
import { makeCast, type Cast } from '../support/actors.js';
import { Airings, type Airing } from '../support/airing.js';
import { setReachable } from '../support/reachable.js';
import { StandingClock, startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const T = Date.UTC(2026, 8, 12, 12);
const DAY = '2026-09-12';
const QUERY = `query ($filter: ShowingFilter) { showings(filter: $filter) {
  edges { node { day campaignSlug itemId partner region count } } pageInfo { hasNextPage } } }`;
/** Nobody's, and easily found. */
const MARK = 'mark-7f3a';
const ADDRESS = '203.0.113.77';

interface Showings {
  readonly showings: { edges: { node: { itemId: string | null; region: string | null; count: number } }[] };
}
interface Refused {
  readonly errors: { message: string; path?: string[] }[];
  readonly extensions: { help: { emergency: string } };
}

describe('POST /showings', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let airing: Airing;
  const logged: string[] = [];
  let drawn = 0;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const clock = new StandingClock(T);
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    const airings = await Airings.begin(new UnitOfWork(pool, clock));
    const window = { mode: 'VIEWER_LOCAL', zone: null, start: '2026-09-10', end: '2026-09-16' } as const;
    airing = await airings.air({ slug: 'week', window });
    await database.query(`UPDATE partner SET slug = 'third'`);
    cast = await makeCast(pool);
    await database.query('UPDATE content_item SET partner_id = $1', [cast.partner.id]);
    await pool.close();
    const logger = createLogger({
      name: 'test',
      level: 'trace',
      destination: { write: (line: string) => void logged.push(line) },
    });
    api = await startTestApi(database, clock, logger);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const uuid = () => `3f2a8c1e-90ab-4cde-8f01-${(drawn += 1).toString(16).padStart(12, '0')}`;
  const counted = (count: number, more: object = {}) => ({
    campaignId: airing.campaignId,
    itemId: airing.itemIds[0],
    region: 'GB',
    day: DAY,
    count,
    ...more,
  });
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/showings`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const report = (counts: readonly object[], batchId = uuid()) => post(JSON.stringify({ batchId, counts }));
  const seenBy = async (key: string, filter = {}) =>
    (await api.manage<Showings>(key, QUERY, { filter })).body.data.showings.edges.map(({ node }) => node);

  it('takes a batch at once, counts it once, and tells its partner and staff the sum, nobody else', async () => {
    const batchId = uuid();
    const taken = await report([counted(100), counted(200, { itemId: null }), counted(3, { region: 'IE' })], batchId);
    expect([taken.status, await taken.json()]).toEqual([202, { accepted: 3 }]);
    expect(taken.headers.get('access-control-allow-origin')).toBe('*');
    expect(taken.headers.get('cache-control')).toBe('no-store');
    expect((await report([counted(100)], batchId.toUpperCase())).status).toBe(202);
    const { partner, otherPartner, staff } = cast;
    await until('the sums', async () => (await seenBy(staff.ADMIN.key)).length === 2);
    const [own] = await seenBy(partner.members.VIEWER.key);
    expect(own).toMatchObject({
      day: DAY,
      campaignSlug: 'week',
      itemId: airing.itemIds[0],
      partner: partner.slug,
      region: 'GB',
    });
    expect(own!.count).toBeGreaterThanOrEqual(85);
    expect(own!.count).toBeLessThanOrEqual(100);
    expect(await seenBy(partner.members.VIEWER.key)).toHaveLength(1);
    expect(await seenBy(otherPartner.members.OWNER.key)).toEqual([]);
    expect(await seenBy(otherPartner.members.OWNER.key, { partner: partner.slug })).toEqual([]);
    expect((await seenBy(staff.SCHEDULER.key, { campaign: airing.campaignId })).map(({ itemId }) => itemId)).toContain(
      null,
    );
    expect((await api.manage(null, QUERY)).status).toBe(401);
  });

  it.each<[string, string, number, RegExp]>([
    ['what is no JSON', '{', 400, /This is not a batch/],
    ['nothing', '', 400, /This is not a batch|not allowed as batch/],
    ['a list', '[]', 400, /"a list" is not allowed as batch/],
    ['more than 16 KB', JSON.stringify({ batchId: 'x'.repeat(17_000) }), 413, /at most 16384 bytes/],
    ['very deep nesting', `${'['.repeat(8_000)}${']'.repeat(8_000)}`, 400, /not allowed as batch/],
    ['a half of a surrogate pair', '{"batchId": "\\ud800", "counts": [{}]}', 400, /batchId/],
  ])('refuses %s, with help', async (_, body, status, words) => {
    const refused = await post(body);
    expect(refused.status).toBe(status);
    const { errors, extensions } = (await refused.json()) as Refused;
    expect(errors[0]!.message).toMatch(words);
    expect(extensions.help.emergency.length).toBeGreaterThan(10);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('names everything that is wrong with a batch at once, and says nothing of what is not on file', async () => {
    const wrong = [counted(0, { region: 'XX', day: '2026-01-01', deviceId: MARK }), counted(5)];
    const refused = await post(JSON.stringify({ batchId: airing.campaignId, counts: wrong }));
    expect(refused.status).toBe(400);
    const { errors } = (await refused.json()) as Refused;
    expect(errors.map(({ path }) => path!.join('.'))).toEqual([
      'batchId',
      'counts.0.deviceId',
      'counts.0.region',
      'counts.0.day',
      'counts.0.count',
    ]);
    const unknown = await report([counted(50, { campaignId: '01890000-0000-7000-8000-000000000009' })]);
    expect([unknown.status, await unknown.json()]).toEqual([202, { accepted: 1 }]);
    await until('it is counted as dropped', async () =>
      /marquee_showings_dropped_total\{reason="unknown"[^}]*\} 50/.test(
        await (await fetch(`${api.url}/metrics`)).text(),
      ),
    );
  });

  it('answers a browser that asks first, and no other method or type', async () => {
    const asked = await fetch(`${api.url}/showings`, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'POST, OPTIONS']);
    expect((await fetch(`${api.url}/showings`)).status).toBe(404);
    expect((await post('<a/>', { 'content-type': 'text/xml' })).status).toBe(415);
    expect(
      (await post(JSON.stringify({ batchId: uuid(), counts: [counted(1)] }), { 'content-type': 'text/plain' })).status,
    ).toBe(202);
  });

  it('keeps nothing of who reports: not in a table, not in a log, not in a metric', async () => {
    const headers = {
      'user-agent': MARK,
      'x-forwarded-for': ADDRESS,
      cookie: `id=${MARK}`,
      referer: `https://${MARK}/`,
    };
    const batchId = uuid();
    expect((await post(JSON.stringify({ batchId, counts: [counted(70)] }), headers)).status).toBe(202);
    expect((await post(JSON.stringify({ batchId: MARK, counts: [{ region: MARK }] }), headers)).status).toBe(400);
    const rows = () => database.query<{ n: number }>('SELECT count(*)::int AS n FROM showing_batch');
    const before = (await rows())[0]!.n;
    expect((await report([counted(1)])).status).toBe(202);
    await until('they are added', async () => (await rows())[0]!.n > before);
    const tables = await database.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const texts = [logged.join(''), await (await fetch(`${api.url}/metrics`)).text()];
    for (const { name } of tables) {
      const found = await database.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      texts.push(found.map(({ row }) => row).join('\n'));
    }
    expect(texts.join('\n')).toContain(airing.campaignId);
    for (const trace of [MARK, ADDRESS, batchId, batchId.replaceAll('-', '')])
      expect(texts.join('\n')).not.toContain(trace);
  });

  it('outlives a client that says nothing and goes', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = createConnection({ host: hostname, port: Number(port) });
    socket.write(
      'POST /showings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"batch',
    );
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    expect((await report([counted(1)])).status).toBe(202);
  });
});

describe('POST /showings without a database', () => {
  it('still takes what comes, keeps it while there is room, and adds it when the database is back', async () => {
    const database = await cloneTestDatabase();
    const clock = new StandingClock(T);
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    const airings = await Airings.begin(new UnitOfWork(pool, clock));
    const window = { mode: 'VIEWER_LOCAL', zone: null, start: '2026-09-10', end: '2026-09-16' } as const;
    const { campaignId } = await airings.air({ slug: 'week', window });
    await pool.close();
    const logged: string[] = [];
    const destination = { write: (line: string) => void logged.push(line) };
    const api = await startTestApi(database, clock, createLogger({ name: 'test', level: 'warn', destination }));
    await setReachable({ database }, false);
    const counts = [{ campaignId, itemId: null, region: 'GB', day: DAY, count: 40 }];
    const taken = await fetch(`${api.url}/showings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ batchId: '3f2a8c1e-90ab-4cde-8f01-00000000f001', counts }),
    });
    expect([taken.status, await taken.json()]).toEqual([202, { accepted: 1 }]);
    const waiting = async () =>
      /marquee_showing_counts_waiting\S* 1/.test(await (await fetch(`${api.url}/metrics`)).text());
    // The next look at the database fails.
    await until('it says so', () => logged.some((line) => line.includes('does not take counts of showings')));
    expect(await waiting()).toBe(true);
    await setReachable({ database }, true);
    await until('it is added', async () => !(await waiting()));
    expect(await database.query('SELECT sum FROM showing_sum')).toEqual([{ sum: 40 }]);
    await api.close();
    await database.drop();
  });
});
