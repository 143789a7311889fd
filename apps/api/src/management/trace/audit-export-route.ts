import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { auditExportEnd, auditExportHead, auditExportLine, type Actor } from '#domain';
import type { Authenticator, SignIn } from '#identity';
import type { Logger } from '#operations';
import type { AuditExport, TraceReadModel } from '#persistence';
import { contextOrFault } from '../../graphql/errors.js';
import { authenticate } from '../authenticate.js';
import { requireRead, unauthenticated } from '../current-actor.js';

const PATH = '/manage/audit-exports';
const TYPES = { NDJSON: 'application/x-ndjson; charset=utf-8', CSV: 'text/csv; charset=utf-8' } as const;

export interface AuditExportRoute {
  readonly trace: TraceReadModel;
  readonly authenticator: Authenticator;
  /** Null: nobody signs in, all come by keys. */
  readonly signIn: SignIn | null;
  readonly logger: Logger;
}

export function auditExportPath(id: string): string {
  return `${PATH}/${id}`;
}

/**
 * `GET /manage/audit-exports/ID`: the entries of an export that was begun within the hour, to who began it, while they may read the log. A batch at a
 * time is read when the socket takes it, so that memory does not grow with the log or with a slow reader. What is cut has no last line.
 */
export function addAuditExportRoute(fastify: FastifyInstance, route: AuditExportRoute): void {
  void fastify.register((scope, _, done) => {
    scope.setErrorHandler((error: unknown, __, reply) => refuse(reply, error, route.logger));
    scope.get<{ Params: { id: string } }>(`${PATH}/:id`, async (request, reply) => {
      const actor = await readerOf(request, route);
      const found = await route.trace.auditExport(request.params.id, actor.memberId);
      if (found === null)
        return reply.code(404).send({
          code: 'NOT_FOUND',
          message: 'There is no such export of yours within the last hour. Begin one with beginAuditExport.',
        });
      const name = `audit-${found.through}.${found.format.toLowerCase()}`;
      void reply.type(TYPES[found.format]).header('content-disposition', `attachment; filename="${name}"`);
      return reply.send(Readable.from(textOf(route, found), { objectMode: false }));
    });
    done();
  });
}

async function readerOf(request: FastifyRequest, route: AuditExportRoute): Promise<Actor & { memberId: string }> {
  const { authenticator, signIn, logger } = route;
  const { actor } = await contextOrFault(logger, () => authenticate(request, authenticator, signIn));
  if (actor === null || actor.memberId === null) throw unauthenticated();
  requireRead(actor, 'trace.read');
  return { ...actor, memberId: actor.memberId };
}

async function* textOf({ trace, logger }: AuditExportRoute, found: AuditExport): AsyncIterable<string> {
  const { format } = found;
  let entries = 0;
  yield auditExportHead(format);
  try {
    for await (const batch of trace.exported(found)) {
      entries += batch.length;
      yield batch.map((entry) => auditExportLine(entry, format)).join('');
    }
  } catch (error) {
    logger.error({ err: error }, 'an export of the audit log was cut off');
    throw error;
  }
  yield auditExportEnd(entries, format);
}

/** Statuses of those codes that do not carry their own. */
const STATUSES: Readonly<Record<string, number>> = { FORBIDDEN: 403 };

function refuse(reply: FastifyReply, error: unknown, logger: Logger): FastifyReply {
  if (!(error instanceof GraphQLError)) {
    logger.error({ err: error }, 'an export of the audit log could not be given');
    return reply
      .code(503)
      .header('retry-after', '2')
      .send({ code: 'SERVICE_UNAVAILABLE', message: 'The audit log cannot be read now. Try again in a few seconds.' });
  }
  const { code, http } = error.extensions as { code: string; http?: { status?: number } };
  return reply.code(http?.status ?? STATUSES[code] ?? 400).send({ code, message: error.message });
}
