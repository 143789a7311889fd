import type { FastifyInstance, FastifyReply } from 'fastify';
import { readShowingBatch, SHOWING_COUNTS_MAX, staticHelp, type Clock } from '#domain';
import { helpObject } from '../delivery/answer-view.js';
import type { ShowingCollector } from './showing-collector.js';

export const SHOWINGS_PATH = '/showings';

const BODY_BYTES_MAX = 16_384;
const RETRY_AFTER_SECONDS = 60;
/** It knows nobody and sets no cookie, so any web client may report. */
const PUBLIC: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

/** One thing that is wrong, in the form of a GraphQL error, which clients know. */
interface ReportError {
  readonly message: string;
  readonly path?: readonly string[];
  readonly extensions: { readonly code: string };
}

/**
 * `POST /showings`: a batch of counts, answered with 202 and how many were taken, before any of them is in the database. Nothing of
 * the request but its JSON is looked at, and of that nothing that is not a count.
 *
 * @param collector null: this process has no database to count in, and takes none
 */
export function addShowingsRoute(fastify: FastifyInstance, collector: ShowingCollector | null, clock: Clock): void {
  void fastify.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    // `text/plain` too: a page that is being closed sends nothing else without asking first.
    for (const type of ['application/json', 'text/plain']) {
      scope.addContentTypeParser(type, { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (__, body, parsed) =>
        parsed(null, jsonOrUndefined(String(body))),
      );
    }
    scope.addHook('onSend', (__, reply, payload, sent) => {
      void reply.headers(PUBLIC);
      sent(null, payload);
    });
    scope.setErrorHandler((error: { statusCode?: number }, __, reply) => refuse(reply, error.statusCode ?? 500));
    scope.options(SHOWINGS_PATH, (__, reply) => reply.code(204).send());
    scope.post(SHOWINGS_PATH, (request, reply) => {
      if (collector === null) return refuse(reply, 503);
      if (request.body === undefined) return refuse(reply, 400);
      const { value: batch, refusals } = readShowingBatch(request.body, clock.now());
      if (batch === null)
        return answer(
          reply.code(400),
          refusals.map(({ message, path, code }) => ({ message, path, extensions: { code } })),
        );
      if (!collector.take(batch)) return refuse(reply.header('retry-after', String(RETRY_AFTER_SECONDS)), 429);
      return reply.code(202).send({ accepted: batch.counts.length });
    });
    done();
  });
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(reply: FastifyReply, status: number): FastifyReply {
  return answer(reply.code(status), [{ message: sentence(status), extensions: { code: codeOf(status) } }]);
}

/** Every public answer carries help; nothing is known of who asks. */
function answer(reply: FastifyReply, errors: readonly ReportError[]): FastifyReply {
  return reply.send({ errors, extensions: { help: helpObject(staticHelp(null)) } });
}

function codeOf(status: number): string {
  if (status === 429) return 'TOO_MANY_REQUESTS';
  return status >= 500 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST';
}

function sentence(status: number): string {
  if (status === 413)
    return `The batch is too large: send at most ${BODY_BYTES_MAX} bytes with ${SHOWING_COUNTS_MAX} counts.`;
  if (status === 415) return 'Send the batch as application/json.';
  if (status === 429)
    return `Too many batches come at once. Send this one again in ${RETRY_AFTER_SECONDS} seconds, with the same batchId.`;
  if (status >= 500) return 'The service cannot take this now. Nothing that you show depends on it.';
  return 'This is not a batch: POST {"batchId": "...", "counts": [{"campaignId", "itemId", "region", "day", "count"}]} as application/json.';
}
