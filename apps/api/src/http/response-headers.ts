import type { FastifyInstance } from 'fastify';
import { DELIVERY_PATH } from '../graphql/endpoint.js';

const EVERYWHERE: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};
/** The public endpoint knows nobody and sets no cookie, so any web client may ask it. */
const PUBLIC: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'content-type, apollo-require-preflight',
  'access-control-expose-headers': 'programme-age',
  'access-control-max-age': '86400',
};

/** Of public answers: whole seconds since the programme was last found to be what the rows say; left out: it never was. */
export const PROGRAMME_AGE = 'programme-age';

/**
 * Headers of every response; whatever did not say how long it may be kept is not kept.
 *
 * @param programmeAgeMs null: there is no programme yet
 */
export function addResponseHeaders(fastify: FastifyInstance, programmeAgeMs: () => number | null): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.headers(EVERYWHERE);
    if (pathOf(request.url) === DELIVERY_PATH) {
      void reply.headers(PUBLIC);
      const ageMs = programmeAgeMs();
      if (ageMs !== null) void reply.header(PROGRAMME_AGE, String(Math.floor(ageMs / 1_000)));
    }
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS' && pathOf(request.url) === DELIVERY_PATH) void reply.code(204).send();
    else done();
  });
}

export function pathOf(url: string): string {
  return url.split('?', 1)[0]!;
}
