import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startNginx } from './nginx.js';
import { until } from './until.js';

/** An origin that says what a test wants, and nginx in front of it. */
export interface ToldOrigin {
  /** What has come through nginx, in its order. */
  readonly asked: readonly { readonly method: string; readonly ifNoneMatch: string | undefined }[];
  answer: RequestListener;
  /** Of an answer of its own, through nginx. */
  readonly url: (mark: string) => string;
  /** Nobody answers at its port any more. */
  readonly goAway: () => Promise<void>;
  close(): Promise<void>;
}

export async function startToldOrigin(): Promise<ToldOrigin> {
  const asked: { method: string; ifNoneMatch: string | undefined }[] = [];
  const told = { answer: ((_, response) => void response.writeHead(404).end()) as RequestListener };
  const server = createServer((request, response) => {
    asked.push({ method: request.method!, ifNoneMatch: request.headers['if-none-match'] });
    told.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const nginx = await startNginx(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const end = () => {
    server.close();
    server.closeAllConnections();
  };
  return Object.assign(told, {
    asked,
    url: (mark: string) => `${nginx.url}/graphql?id=${mark}`,
    goAway: async () => {
      end();
      await until('it is gone', () => !server.listening);
    },
    close: async () => {
      await nginx.stop();
      end();
    },
  });
}

/** An answer that says so of its keeping. */
export function saying(cacheControl: string, more: Readonly<Record<string, string>> = {}): RequestListener {
  const headers = { 'cache-control': cacheControl, etag: 'W/"one"', vary: 'accept-encoding', ...more };
  return (_, response) => void response.writeHead(200, headers).end('answer');
}
