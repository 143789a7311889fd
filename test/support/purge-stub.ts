import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call, as a cache's API saw it. */
export interface PurgeCall {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The keys, from the body or from the header. */
  readonly keys: readonly string[];
}

export interface PurgeStub {
  readonly url: string;
  /** In the order in which they came, acknowledged or not. */
  readonly calls: readonly PurgeCall[];
  /** How the calls to come are answered: 204 until a test says otherwise; it may leave one without an answer. */
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}

/** A cache that can be told to forget, and does as badly as a test wants. */
export async function startPurgeStub(path = '/purge'): Promise<PurgeStub> {
  const calls: PurgeCall[] = [];
  const stub = { answer: (response: ServerResponse) => void response.writeHead(204).end() };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const header = request.headers['surrogate-key'];
      const body = Buffer.concat(chunks).toString('utf8');
      const keys = typeof header === 'string' ? header.split(' ') : (JSON.parse(body) as { keys: string[] }).keys;
      calls.push({ path: request.url!, headers: request.headers, keys });
      stub.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(stub, {
    url: `http://127.0.0.1:${port}${path}`,
    calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
