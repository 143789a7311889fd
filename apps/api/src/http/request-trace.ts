import type { FastifyInstance } from 'fastify';
import type { Logger, Metrics } from '#operations';
import { DELIVERY_PATH } from '../graphql/endpoint.js';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * One log line and one measurement a request: method, path without its query, status, duration. No address, no header, no
 * body: interest in this content is health data.
 */
export function addRequestTrace(fastify: FastifyInstance, logger: Logger, metrics: Metrics): FrontTrace {
  const durations = metrics.histogram(
    { name: 'http_request_seconds', help: 'Duration of requests', labels: ['route', 'status'] },
    BUCKETS_SECONDS,
  );
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    durations.labels(route, String(reply.statusCode)).observe(reply.elapsedTime / 1_000);
    logger.debug(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 },
      'request',
    );
    done();
  });
  const measured = {
    200: metrics.observer(durations, { route: DELIVERY_PATH, status: '200' }, BUCKETS_SECONDS),
    304: metrics.observer(durations, { route: DELIVERY_PATH, status: '304' }, BUCKETS_SECONDS),
  };
  const isDebug = logger.isLevelEnabled('debug');
  return (method, status, ms) => {
    measured[status](ms / 1_000);
    if (isDebug) logger.debug({ method, route: DELIVERY_PATH, status, ms: Math.round(ms * 10) / 10 }, 'request');
  };
}

/** The same for what the front answered, which no hook of Fastify sees. */
export type FrontTrace = (method: string, status: 200 | 304, ms: number) => void;
