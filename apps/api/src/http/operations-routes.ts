import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  liveAnswer,
  metricsAnswer,
  readyAnswer,
  type Logger,
  type Metrics,
  type OperationsAnswer,
  type ReadinessCheck,
} from '#operations';

/** `/health/live`, `/health/ready` and `/metrics`, as the scheduler has them too. */
export function addOperationsRoutes(
  fastify: FastifyInstance,
  checks: readonly ReadinessCheck[],
  metrics: Metrics,
  logger: Logger,
  state?: () => Readonly<Record<string, unknown>>,
): void {
  const report = (name: string, reason: unknown) =>
    logger.warn({ check: name, reason: reason instanceof Error ? reason.message : String(reason) }, 'not ready');
  fastify.get('/health/live', (_, reply) => send(reply, liveAnswer()));
  fastify.get('/health/ready', async (_, reply) => send(reply, await readyAnswer(checks, report, state)));
  fastify.get('/metrics', async (_, reply) => send(reply, await metricsAnswer(metrics)));
}

function send(reply: FastifyReply, answer: OperationsAnswer): FastifyReply {
  return reply
    .code(answer.status)
    .header('content-type', answer.contentType)
    .header('cache-control', 'no-store')
    .send(answer.body);
}
