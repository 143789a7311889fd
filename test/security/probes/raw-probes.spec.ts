import { Database } from '#persistence';
import { RegisteredOperations } from '../../../apps/api/src/delivery/registered/registered-operations.js';
import { makeCast, type Cast } from '../../support/actors.js';
import { heldMb } from '../../support/held-memory.js';
import { postRequest, RawConnection } from '../../support/raw-http.js';
import { startTestApi, type TestApi } from '../../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { BODIES, HEADS, SMUGGLING, SPELLINGS, type Probe } from './probes.js';

const GOOD = postRequest({ query: '{ help { emergency } activeCampaign(surface: "discover") { version } }' });
const ALL = [...SMUGGLING, ...HEADS, ...BODIES];

/** Over real sockets, byte by byte. */
describe('a hostile request', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  const took = new Map<string, number>();
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    await api.refresh();
    // What is only slow the first time is not what is measured.
    for (let i = 0; i < 20; i += 1) await api.deliver('{ nothing }');
  });
  afterAll(async () => {
    const slowest = [...took].sort(([, a], [, b]) => b - a).slice(0, 5);
    const lines = slowest.map(([name, ms]) => `${ms.toFixed(1).padStart(8)} ms  ${name}`);
    process.stdout.write(`The slowest of ${took.size} refusals:\n${lines.join('\n')}\n`);
    await api.close();
    await database.drop();
  });

  /** Every response to what was sent, as statuses; whatever is behind them in the connection is in `text`. */
  const answersTo = async (bytes: Buffer, name: string | null = null) => {
    const connection = await RawConnection.open(api.url);
    const began = performance.now();
    connection.write(bytes);
    const first = await connection.response().then(
      ({ status, body, headers }) => ({ status, text: body.toString(), headers }),
      () => ({ status: 0, text: '', headers: {} as Readonly<Record<string, string>> }),
    );
    if (name !== null) took.set(name, performance.now() - began);
    connection.destroy();
    return first;
  };
  const good = async (connection: RawConnection) => {
    connection.write(GOOD);
    const { status, body } = await connection.response();
    return [status, body.toString().includes('"emergency":')];
  };

  it.each(ALL.map((probe) => [probe.name, probe] as const))('is refused: %s', async (name, { bytes }: Probe) => {
    const friend = await RawConnection.open(api.url);
    const [{ status, text, headers }, beside] = await Promise.all([answersTo(bytes, name), good(friend)]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(/node_modules|\bat [\w.<>]+ \(|\.ts:\d|PrismaClient/);
    expect(headers['cache-control'] ?? 'no-store').toBe('no-store');
    expect([beside, await good(friend)]).toEqual([
      [200, true],
      [200, true],
    ]);
    friend.destroy();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(SMUGGLING.map((probe) => [probe.name, probe] as const))(
    'is not followed by one that nobody sent: %s',
    async (_, { bytes }: Probe) => {
      const connection = await RawConnection.open(api.url);
      connection.write(bytes);
      const all = (await connection.rest()).toString('latin1');
      expect(all.match(/HTTP\/1\.1 \d{3}/g)).toEqual([expect.stringMatching(/HTTP\/1\.1 4\d\d/)]);
      connection.destroy();
    },
  );

  it('that is no HTTP is told so, with help and the headers of every answer', async () => {
    const { status, text, headers } = await answersTo(Buffer.from('HACK /graphql HTTP/1.1\r\n\r\n'));
    expect([status, headers['x-content-type-options'], headers.connection]).toEqual([400, 'nosniff', 'close']);
    expect(JSON.parse(text)).toMatchObject({ extensions: { help: { emergency: expect.any(String) } } });
  });

  it.each([
    ['/graphql', 65_536],
    ['/manage/graphql', 1_048_576],
  ])(
    'with a body that is too large for %s is told how large it may be, before the body is there',
    async (path, max) => {
      const head = (bytes: number) =>
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`;
      const { status, text, headers } = await answersTo(Buffer.from(head(max + 1)));
      expect([status, headers.connection]).toEqual([413, 'close']);
      expect(JSON.parse(text).errors[0].message).toContain(`at most ${max} bytes`);
      // The largest is read: what is wrong with it is something else.
      const largest = `${head(max)}{"query": "{ nothing }"}`.padEnd(head(max).length + max);
      expect((await answersTo(Buffer.from(largest))).text).toMatch(/nothing|key/);
    },
  );

  it('that is nested too deep, or holds too much, is told so', async () => {
    const textOf = async (name: string) =>
      JSON.parse((await answersTo(BODIES.find((probe) => probe.name === name)!.bytes)).text).errors[0]
        .message as string;
    expect(await textOf('arrays in one another, as many as fit')).toContain('deeper than 40 objects and lists');
    expect(await textOf('arrays in one another for management')).toContain('deeper than 40 objects and lists');
    expect(await textOf('a list of empty lists for management')).toContain('more than 200000 values');
    expect(await textOf('fields of many names')).toContain('more than 50000 fields');
  });

  it('that asks for events is told that there are none, and to ask again', async () => {
    const bytes = HEADS.find(({ name }) => name === 'a WebSocket')!.bytes;
    const { status, text } = await answersTo(bytes);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ message: expect.stringContaining('no subscriptions') }],
      extensions: { help: { emergency: expect.any(String) } },
    });
    // To HTTP/2 by the same header: whoever offers it takes HTTP/1.1, too.
    const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA' };
    expect((await answersTo(Buffer.from(postRequest({ query: '{ __typename }' }, h2c)))).status).toBe(200);
  });

  it.each([
    'bm90IG91cnM',
    'x'.repeat(5_000),
    '%00',
    '../../etc',
    '\ud800',
    '__proto__',
    Buffer.from('{"seq":1e999}').toString('base64'),
  ])('with a forged cursor (%j) is the caller’s mistake everywhere', async (after) => {
    const pages = ['contentItems', 'partners', 'auditEntries', 'campaigns', 'removals', 'guides', 'reviewQueue'];
    for (const field of pages) {
      const query = `query ($after: String) { ${field}(after: $after) { edges { cursor } } }`;
      const { status, body } = await api.manage(cast.staff.ADMIN.key, query, { after });
      expect([field, status < 500, body.errors?.[0]?.extensions?.code]).toEqual([
        field,
        true,
        expect.stringMatching(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/),
      ]);
    }
  });

  it('as an alias is a name like any other', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const bytes = Buffer.from(postRequest({ query: `{ ${name}: __typename help { ${name}: emergency } }` }));
      const { status, text } = await answersTo(bytes);
      expect([name, status, JSON.parse(text).errors]).toEqual([name, 200, undefined]);
      expect(text).toContain(`"${name}":"Query"`);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('leaves nothing behind in memory', async () => {
    for (const { bytes } of ALL) await answersTo(bytes);
    const before = heldMb();
    for (let round = 0; round < 3; round += 1) for (const { bytes } of ALL) await answersTo(bytes);
    const grownMb = heldMb() - before;
    process.stdout.write(`Memory after ${3 * ALL.length} hostile requests: ${grownMb.toFixed(1)} MB more.\n`);
    expect(grownMb).toBeLessThan(150);
  });
});

describe('where only registered operations are answered', () => {
  let database: TestDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const registered = new RegisteredOperations(new Map([['known', '{ help { directory } }']]), true);
    api = await startTestApi(database, null, undefined, [], null, undefined, undefined, { registered });
    await api.refresh();
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  it.each(SPELLINGS)('no spelling of the path gets past that: %s', async (path) => {
    const query = '{ guides { slug } __typename }';
    const search = new URLSearchParams({ query }).toString();
    const body = JSON.stringify({ query });
    const head = `host: x\r\nconnection: close\r\ncontent-type: application/json\r\n`;
    for (const bytes of [
      `POST ${path} HTTP/1.1\r\n${head}content-length: ${body.length}\r\n\r\n${body}`,
      `GET ${path}?${search} HTTP/1.1\r\n${head}\r\n`,
      `GET ${path.replace(/#.*/, '')}?${search}#x HTTP/1.1\r\n${head}\r\n`,
    ]) {
      const connection = await RawConnection.open(api.url);
      connection.write(bytes);
      const answer = (await connection.rest()).toString();
      expect([path, answer.slice(9, 10), answer.includes('"data"')]).toEqual([path, '4', false]);
      connection.destroy();
    }
  });
});
