import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { headText, mayGoWhole, sendWhole } from './whole-response.js';

const HEADERS = ['cache-control', 'no-store', 'content-type', 'text/plain; charset=utf-8', 'content-length'];
/** As long as what a phone gets, and a good deal longer than what a socket takes at once. */
const SMALL = `ü${'a'.repeat(5_000)}`;
const LARGE = 'b'.repeat(3_000_000);

/** A server that answers `/end` as node:http does and everything else whole, where that may be. */
function serve(): Server {
  const server = createServer((request, response) => {
    const body = Buffer.from(request.url!.includes('large') ? LARGE : SMALL);
    const headers = [...HEADERS, String(body.length)];
    if (request.url!.startsWith('/whole') && mayGoWhole(response))
      sendWhole(response, headText(headers) + body.toString('latin1'));
    else response.writeHead(200, headers).end(body);
  });
  server.keepAliveTimeout = 0;
  return server;
}

/** Everything that comes until the server ends the connection. */
async function read(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const ask = (path: string, ...headers: string[]) =>
  `GET ${path} HTTP/1.1\r\n${['Host: h', ...headers].join('\r\n')}\r\n\r\n`;
const LAST = 'Connection: close';

describe('a response that is sent whole', () => {
  let server: Server;
  beforeEach(async () => {
    server = serve().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function exchange(text: string): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(text);
    return read(socket);
  }

  it('is to the byte what node:http sends', async () => {
    const timeless = (text: string) => text.replace(/Date: [^\r]+/g, 'Date: -');
    const [whole, ended] = [
      await exchange(ask('/whole') + ask('/end', LAST)),
      await exchange(ask('/end') + ask('/end', LAST)),
    ];
    expect(timeless(whole)).toBe(timeless(ended));
    expect(whole).toContain(SMALL);
  });

  it.each([
    ['asked for one after the other in one packet', [ask('/whole'), ask('/whole'), ask('/whole', LAST)]],
    ['among others', [ask('/end'), ask('/whole'), ask('/end'), ask('/whole'), ask('/whole', LAST)]],
    ['larger than a socket takes', [ask('/whole-large'), ask('/whole-large'), ask('/end-large'), ask('/whole', LAST)]],
  ])('comes whole and in order: %s', async (_, requests) => {
    const text = await exchange(requests.join(''));
    const bodies = requests.map((request) => (request.includes('large') ? LARGE : SMALL));
    const got = text.split(/HTTP\/1\.1 200 OK\r\n(?:[^\r]+\r\n)+\r\n/).slice(1);
    expect(got.map(({ length }) => length)).toEqual(bodies.map(({ length }) => length));
    expect(got).toEqual(bodies);
  });

  it('leaves connections alone that end, are of HTTP/1.0 or become something else', async () => {
    const requests = [
      'GET /whole HTTP/1.0\r\n\r\n',
      'GET /whole HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /whole HTTP/1.0\r\n\r\n',
      ask('/whole', LAST),
      ask('/whole', 'Connection: TE, close', 'TE: trailers'),
    ];
    for (const request of requests) {
      const text = await exchange(request);
      expect(text.split(SMALL)).toHaveLength(request.includes('keep-alive') ? 3 : 2);
      expect(text).toMatch(/connection: close/i);
    }
  });

  it('is finished and closed for whoever listens, also when the client goes before it is out', async () => {
    const seen: string[] = [];
    server.prependListener('request', (_, response) => {
      for (const event of ['finish', 'close']) response.on(event, () => seen.push(event));
    });
    await exchange(ask('/whole') + ask('/end', LAST));
    expect(seen).toEqual(['finish', 'close', 'finish', 'close']);
    const closed = new Promise((resolve) =>
      server.prependOnceListener('request', (_, response) => response.on('close', resolve)),
    );
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(ask('/whole-large'));
    await once(socket, 'readable');
    socket.resetAndDestroy();
    await closed;
    expect(seen.at(-1)).toBe('close');
    expect(await exchange(ask('/whole', LAST))).toContain(SMALL);
  });

  it('keeps the connection for the next request, and lets it go when the server closes', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    for (let i = 0; i < 3; i += 1) {
      socket.write(ask('/whole'));
      let text = '';
      while (!text.endsWith(SMALL)) {
        const [piece] = (await once(socket, 'data')) as [Buffer];
        text += piece.toString();
      }
    }
    const ended = once(socket, 'close');
    server.close();
    server.closeIdleConnections();
    await ended;
  });
});
