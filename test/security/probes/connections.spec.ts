import { NO_STANDBY } from '../../../apps/api/src/peer/standby.js';
import type { ConnectionLimits } from '../../../apps/api/src/http/front/connection-bound.js';
import { postRequest, RawConnection } from '../../support/raw-http.js';
import { startTestApi, type TestApi } from '../../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const CONNECTIONS_MAX = 40;
/** So long that nobody is cut off for being slow. */
const FEW_PLACES: ConnectionLimits = { connectionsMax: CONNECTIONS_MAX, headMs: 300_000, requestMs: 300_000 };
/** Short, so that the test is; what it asserts is that there is an end, not when. */
const IMPATIENT: ConnectionLimits = { connectionsMax: 1_000, headMs: 200, requestMs: 400 };
const GOOD = postRequest({ query: '{ help { emergency } }' }, { connection: 'close' });
const KEPT = postRequest({ query: '{ help { emergency } }' });
const POST = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

/** An API with these limits, and clients that are closed after each test. */
class Besieged {
  private readonly opened: RawConnection[] = [];

  private constructor(
    readonly api: TestApi,
    private readonly database: TestDatabase,
  ) {}

  static async begin(connections: ConnectionLimits): Promise<Besieged> {
    const database = await cloneTestDatabase();
    const more = { connections, hstsMaxAgeS: 300 };
    const api = await startTestApi(database, null, undefined, [], null, NO_STANDBY, undefined, more);
    await api.refresh();
    return new Besieged(api, database);
  }

  async end(): Promise<void> {
    this.closeAll();
    await this.api.close();
    await this.database.drop();
  }

  closeAll(): void {
    for (const connection of this.opened.splice(0)) connection.destroy();
  }

  async open(): Promise<RawConnection> {
    const connection = await RawConnection.open(this.api.url);
    this.opened.push(connection);
    return connection;
  }

  /** What somebody who behaves is told. */
  async goodStatus(): Promise<number> {
    const connection = await this.open();
    connection.write(GOOD);
    return (await connection.response()).status;
  }

  async metric(name: string): Promise<number> {
    const connection = await this.open();
    connection.write('GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    const text = (await connection.response()).body.toString();
    return Number(new RegExp(`^marquee_${name}\\S* (\\S+)$`, 'm').exec(text)![1]);
  }

  /** The head at once, the rest a byte at a time, until the server hangs up. @returns all that it said */
  async trickle(head: string, rest: string): Promise<string> {
    const connection = await this.open();
    const end = connection.rest();
    let isOver = false;
    void end.then(() => (isOver = true));
    connection.write(head);
    let at = 0;
    await until('the end of the connection', () => {
      if (!isOver) connection.write(rest[at++ % rest.length]!);
      return isOver;
    });
    return (await end).toString();
  }
}

describe('whoever is slow', () => {
  let siege: Besieged;
  beforeAll(async () => {
    siege = await Besieged.begin(IMPATIENT);
  });
  afterEach(() => siege.closeAll());
  afterAll(() => siege.end());

  it.each([
    ['a head, a byte at a time', 'GET /graphql HTTP/1.1\r\nhost: x\r\nx: ', 'y'],
    ['a short body, a byte at a time', `${POST}content-length: 60000\r\n\r\n`, ' '],
    [
      'a long body, a byte at a time',
      `${POST.replace('/graphql', '/manage/graphql')}content-length: 900000\r\n\r\n`,
      ' ',
    ],
    ['chunks of a byte', `${POST}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ])('with %s, is cut off with 408, while others are answered', async (_, head, rest) => {
    const [said, ...others] = await Promise.all([
      siege.trickle(head, rest),
      ...[1, 2, 3].map(() => siege.goodStatus()),
    ]);
    expect(said).toMatch(/^HTTP\/1\.1 408 .*"help":/s);
    expect([...others, await siege.goodStatus()]).toEqual([200, 200, 200, 200]);
  });

  it('is told to come over TLS only, in every answer, where that is set', async () => {
    const link = '/graphql?query=%7B__typename%7D';
    for (const path of [link, link, '/graphql', '/manage/graphql', '/health/live', '/nothing']) {
      const { headers } = await fetch(`${siege.api.url}${path}`);
      expect([path, headers.get('strict-transport-security')]).toEqual([path, 'max-age=300']);
    }
  });
});

describe('whoever opens many connections', () => {
  let siege: Besieged;
  beforeAll(async () => {
    siege = await Besieged.begin(FEW_PLACES);
  });
  afterEach(() => siege.closeAll());
  afterAll(() => siege.end());

  it('and says nothing takes no place from whoever asks', async () => {
    const cutBefore = await siege.metric('connections_cut_total');
    for (let i = 0; i < 5 * CONNECTIONS_MAX; i += 1) {
      await siege.open();
      if (i % 20 === 0) expect(await siege.goodStatus()).toBe(200);
    }
    expect(await siege.goodStatus()).toBe(200);
    expect(await siege.metric('connections')).toBeLessThanOrEqual(CONNECTIONS_MAX);
    expect((await siege.metric('connections_cut_total')) - cutBefore).toBeGreaterThan(3 * CONNECTIONS_MAX);
  });

  it('and begins to ask takes none, either', async () => {
    for (let i = 0; i < 3 * CONNECTIONS_MAX; i += 1) {
      (await siege.open()).write('POST /graphql HTTP/1.1\r\nhost: ');
      if (i % 20 === 0) expect(await siege.goodStatus()).toBe(200);
    }
    expect(await siege.metric('connections')).toBeLessThanOrEqual(CONNECTIONS_MAX);
  });

  it('and rests after an answer has to go when others come', async () => {
    for (let i = 0; i < 2 * CONNECTIONS_MAX; i += 1) {
      const connection = await siege.open();
      connection.write(KEPT);
      await connection.response().catch(() => null);
    }
    await until('there is room again', async () => (await siege.goodStatus().catch(() => 0)) === 200);
    expect(await siege.metric('connections')).toBeLessThanOrEqual(CONNECTIONS_MAX);
  });
});
