import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { foreignFetch } from './foreign-request.js';

const GET = { method: 'GET', headers: {} };

describe('a URL that somebody else gave', () => {
  let server: Server;
  let port: number;
  let seen: string[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.headers.host} ${request.url}`);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  beforeEach(() => {
    seen = [];
    answer = (_, response) => response.end('{}');
  });
  const inside = (more: object = {}) =>
    foreignFetch({ isPrivateAllowed: true, addressesOf: async () => ['127.0.0.1'], ...more });

  it.each(['http://one.example/', 'ftp://one.example/', 'https://user@one.example/', 'https://:secret@one.example/'])(
    'is not asked as %s',
    async (url) => {
      await expect(foreignFetch({ addressesOf: async () => ['93.184.215.14'] })(url, GET)).rejects.toThrow(
        /https|user/,
      );
    },
  );

  it.each(['localhost', '127.0.0.1', '[::1]', '0x7f.1', '2130706433', '169.254.169.254'])(
    'is not asked at %s, which is inside',
    async (host) => {
      await expect(foreignFetch()(`https://${host}:${port}/`, GET)).rejects.toThrow('not public');
      expect(seen).toEqual([]);
    },
  );

  it('is looked up once: a name that changes its address meanwhile leads nowhere else', async () => {
    let lookUps = 0;
    const rebinding = async () => ((lookUps += 1) === 1 ? ['127.0.0.1'] : ['127.0.0.2']);
    expect((await inside({ addressesOf: rebinding })(`http://one.example:${port}/`, GET)).status).toBe(200);
    expect(lookUps).toBe(1);
  });

  it('is asked by its own name at the address that was looked at, and a redirect is the answer', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    const { status } = await inside()(`http://one.example:${port}/a`, GET);
    expect([status, seen]).toEqual([302, [`GET one.example:${port} /a`]]);
  });

  it('sends a text and reads what comes back', async () => {
    answer = (request, response) => void request.pipe(response.writeHead(201, { 'content-type': 'text/plain' }));
    const body = new URLSearchParams({ code: 'a b' });
    const response = await inside()(`http://one.example:${port}/`, { method: 'POST', headers: {}, body });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      201,
      'text/plain',
      'code=a+b',
    ]);
  });

  it('answers within its bytes, or not at all', async () => {
    answer = (_, response) => response.end('x'.repeat(1_001));
    await expect(inside({ bytesMax: 1_000 })(`http://one.example:${port}/`, GET)).rejects.toThrow('1000 bytes');
    expect((await inside({ bytesMax: 1_001 })(`http://one.example:${port}/`, GET)).status).toBe(200);
  });

  it('answers within its time, or not at all', async () => {
    answer = () => undefined;
    await expect(inside({ msMax: 50 })(`http://one.example:${port}/`, GET)).rejects.toThrow(/abort|timeout/i);
  });
});
