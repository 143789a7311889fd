import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { FrontRequest } from './front-request.js';

/**
 * A server that takes what is posted to `/take`, looks at what is posted to `/look` and leaves it, and reads everything else as
 * a stream. Each answer says by which way it came, and the body.
 */
function serve() {
  const heard: string[] = [];
  const answer = (response: ServerResponse, way: string, body: string) => {
    heard.push(`${way} ${body}`);
    response.end(`<${way} ${body}>`);
  };
  const asStream = (request: FrontRequest, response: ServerResponse) =>
    void text(request).then(
      (body) => answer(response, 'stream', body),
      () => heard.push('aborted'),
    );
  const server = createServer({ IncomingMessage: FrontRequest }, (request, response) => {
    if (request.url === '/nothing') {
      request.takeNothing();
      return answer(response, 'nothing', '');
    }
    if (request.url === '/stream') return asStream(request, response);
    request.takeWhole(
      (body) => {
        if (request.url === '/look') return false;
        answer(response, 'taken', body.toString());
        return true;
      },
      () => asStream(request, response),
    );
  });
  return { server, heard };
}

const post = (path: string, body: string, ...headers: string[]) =>
  `POST ${path} HTTP/1.1\r\n${['Host: h', `Content-Length: ${body.length}`, ...headers].join('\r\n')}\r\n\r\n${body}`;
const get = (path: string, ...headers: string[]) =>
  `GET ${path} HTTP/1.1\r\n${['Host: h', ...headers].join('\r\n')}\r\n\r\n`;
const LAST = 'Connection: close';
const LONG = 'long '.repeat(12_000);

describe('a request whose body is taken past the stream', () => {
  let served: ReturnType<typeof serve>;
  let socket: Socket;
  beforeEach(async () => {
    served = serve();
    served.server.listen(0, '127.0.0.1');
    await once(served.server, 'listening');
    socket = connect((served.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
  });
  afterEach(() => new Promise((resolve) => served.server.close(resolve)));

  /** The answers' bodies, in order, once the server has ended the connection. */
  async function answers(): Promise<string[]> {
    return (await text(socket)).match(/<[^>]*>/g) ?? [];
  }

  it('comes whole, however it is cut into packets', async () => {
    const whole = post('/take', 'one two three') + post('/take', LONG, LAST);
    const sent = Buffer.from(whole);
    // Every byte of the first request by itself, the long one in pieces.
    for (let at = 0; at < sent.length; at += at < 120 ? 1 : 9_000) {
      socket.write(sent.subarray(at, at < 120 ? at + 1 : at + 9_000));
      await new Promise(setImmediate);
    }
    expect(await answers()).toEqual(['<taken one two three>', `<taken ${LONG}>`]);
  });

  it('is read as a stream by others where it is left to them, and nothing of it is missing', async () => {
    socket.write(post('/look', 'left') + post('/look', LONG) + post('/stream', 'never looked at', LAST));
    expect(await answers()).toEqual(['<stream left>', `<stream ${LONG}>`, '<stream never looked at>']);
  });

  it('keeps the order of a connection on which one is taken, one left and one read, all in one packet', async () => {
    socket.write(
      [post('/stream', 'a'), post('/take', 'b'), get('/nothing'), post('/look', 'c'), post('/take', 'd', LAST)].join(
        '',
      ),
    );
    expect(await answers()).toEqual(['<stream a>', '<taken b>', '<nothing >', '<stream c>', '<taken d>']);
  });

  it('is over for the server: what is asked next on the connection is answered, many times', async () => {
    const rounds = 500;
    for (let i = 0; i < rounds; i += 1) socket.write(post('/take', String(i)) + get('/nothing'));
    socket.write(get('/nothing', LAST));
    const got = await answers();
    expect(got).toHaveLength(2 * rounds + 1);
    expect(got.filter((one) => one.startsWith('<taken'))).toEqual(
      Array.from({ length: rounds }, (_, i) => `<taken ${i}>`),
    );
  });

  it('is heard of by nobody if it ends before its body does', async () => {
    socket.write(post('/take', 'whole') + post('/take', 'half').slice(0, -2));
    await once(socket, 'data');
    socket.destroy();
    while ((await connections()) > 0) await new Promise(setImmediate);
    expect(served.heard).toEqual(['taken whole']);
  });

  const connections = () =>
    new Promise<number>((resolve, reject) =>
      served.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
});
