import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { CONNECTION_LIMITS, type ConnectionLimits } from '../../../apps/api/src/http/front/connection-bound.js';
import { NO_STANDBY } from '../../../apps/api/src/peer/standby.js';
import { heldMb } from '../../support/held-memory.js';
import { getRequest } from '../../support/raw-http.js';
import { startTestApi, type TestApi } from '../../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

/** Short, so that the test is; what it asserts is that there is an end, not when. */
const LIMITS: ConnectionLimits = { connectionsMax: 1_000, headMs: 300_000, requestMs: 300_000, readMs: 400 };
const CLIENTS = 10;
/** More than what the system keeps of answers for somebody who takes none. */
const REQUESTS = 20_000;
const HELD_MB_MAX = 100;
const ASKED = getRequest('/graphql?query=%7Bhelp%7Bemergency%7D%7D').repeat(REQUESTS);

describe('whoever asks', () => {
  let database: TestDatabase;
  let api: TestApi;
  const opened: Socket[] = [];
  beforeAll(async () => {
    database = await cloneTestDatabase();
    api = await served(LIMITS);
  });
  afterAll(async () => {
    for (const socket of opened) socket.destroy();
    await api.close();
    await database.drop();
  });

  const served = async (connections: ConnectionLimits) => {
    const started = await startTestApi(database, null, undefined, [], null, NO_STANDBY, undefined, { connections });
    await started.refresh();
    return started;
  };
  const cutSoFar = async () => {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    return Number(/^marquee_slow_readers_cut_total\S* (\S+)$/m.exec(text)![1]);
  };
  const open = async (): Promise<Socket> => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    opened.push(socket);
    await once(socket, 'connect');
    return socket;
  };

  it(`${REQUESTS} times at once and takes no answer is cut off, while others are answered`, async () => {
    const before = heldMb();
    for (let i = 0; i < CLIENTS; i += 1) (await open()).write(ASKED);
    let mostMb = 0;
    await until('all are cut off', async () => {
      expect((await api.deliver('{ help { emergency } }')).status).toBe(200);
      mostMb = Math.max(mostMb, heldMb() - before);
      return (await cutSoFar()) >= CLIENTS;
    });
    process.stdout.write(`${CLIENTS} clients that took no answer of ${REQUESTS}: ${mostMb.toFixed(1)} MB at most.\n`);
    expect(mostMb).toBeLessThan(HELD_MB_MAX);
  });

  it('as often and is slow to take the answers gets all of them', async () => {
    await api.close();
    api = await served(CONNECTION_LIMITS);
    const cutBefore = await cutSoFar();
    const socket = await open();
    socket.write(ASKED);
    let received = 0;
    let rest = '';
    socket.on('data', (part: Buffer) => {
      const text = rest + part.toString('latin1');
      received += text.split('HTTP/1.1 200 ').length - 1;
      rest = text.slice(-12);
      socket.pause();
    });
    await until('every answer, or the end of the connection', () => {
      socket.resume();
      return received >= REQUESTS || socket.destroyed;
    });
    expect([received, await cutSoFar()]).toEqual([REQUESTS, cutBefore]);
  });
});
