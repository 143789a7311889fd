import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { liveAnswer, metricsAnswer, readyAnswer, type OperationsAnswer, type ReadinessCheck } from './health.js';
import type { Metrics } from './metrics.js';

export interface OperationsServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly checks: readonly ReadinessCheck[];
  readonly metrics: Metrics;
  /** Gets the reason of a readiness check that failed. */
  readonly report?: (name: string, reason: unknown) => void;
  /** False: the work of the process hangs, though it answers. Default: it answers, so it lives. */
  readonly isLive?: () => boolean;
}

export interface OperationsServer {
  /** The port that is listened on, also when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

const REQUEST_MAX_MS = 10_000;

/**
 * Health and metrics for a process without an API: `/health/live`, `/health/ready`, `/metrics`, by GET or HEAD.
 *
 * @throws the system's error when the port is taken or may not be used
 */
export async function startOperationsServer(options: OperationsServerOptions): Promise<OperationsServer> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      (result) => send(request, response, result),
      () => send(request, response, plain(500, 'Something went wrong; see the log.')),
    );
  });
  server.requestTimeout = REQUEST_MAX_MS;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, options: OperationsServerOptions): Promise<OperationsAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD are answered here.');
  switch ((request.url ?? '/').split('?', 1)[0]) {
    case '/health/live':
      return liveAnswer(options.isLive?.() ?? true);
    case '/health/ready':
      return readyAnswer(options.checks, options.report);
    case '/metrics':
      return metricsAnswer(options.metrics);
    default:
      return plain(404, 'There are /health/live, /health/ready and /metrics here.');
  }
}

function plain(status: number, text: string): OperationsAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function send(request: IncomingMessage, response: ServerResponse, result: OperationsAnswer): void {
  response.writeHead(result.status, {
    'content-type': result.contentType,
    'content-length': Buffer.byteLength(result.body),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : result.body);
}
