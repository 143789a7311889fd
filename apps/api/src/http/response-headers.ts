import type { FastifyInstance } from 'fastify';
import { instantText } from '#delivery';
import type { Instant } from '#domain';
import { DELIVERY_PATH } from '../graphql/endpoint.js';

/** Headers of every response. */
export const EVERYWHERE: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};
/** The public endpoint knows nobody and sets no cookie, so any web client may ask it. */
const PUBLIC: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'served-at, programme-age, etag, age, date, retry-after',
};
/** Of the answer to a browser that asks whether it may ask. */
const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
  'access-control-allow-headers': 'content-type, accept, if-none-match, apollo-require-preflight',
  'access-control-max-age': '86400',
};

/**
 * What tells browsers to come over TLS only, by the name of the header.
 *
 * Said in every response or in none, whoever asks and however: what a cache keeps is for all, and the process itself is behind the TLS.
 *
 * @param maxAgeS seconds for which they remember it; 0: nothing is said
 */
export function transportHeaders(maxAgeS: number): Readonly<Record<string, string>> {
  return maxAgeS === 0 ? {} : { 'strict-transport-security': `max-age=${maxAgeS}` };
}

/** Those of an answer that the front gives, names and values in turn. */
export function frontHeaders(transport: Readonly<Record<string, string>>): string[] {
  return Object.entries({ ...EVERYWHERE, ...PUBLIC, ...transport }).flat();
}

/** What every public answer tells of its moment. */
export interface AnswerMoment {
  now(): Instant;
  /** Milliseconds since the programme was found to be what the rows say; null: never. */
  ageMs(): number | null;
}

/** Headers of every response; whatever did not say how long it may be kept is not kept. */
export function addResponseHeaders(
  fastify: FastifyInstance,
  moment: AnswerMoment,
  transport: Readonly<Record<string, string>>,
): void {
  const everywhere = Object.entries({ ...EVERYWHERE, ...transport });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    // A page says itself what it may load.
    for (const [name, value] of everywhere) if (!reply.hasHeader(name)) void reply.header(name, value);
    if (pathOf(request.url) === DELIVERY_PATH) {
      void reply.headers(PUBLIC).header('served-at', instantText(moment.now()));
      const ageMs = moment.ageMs();
      if (ageMs !== null) void reply.header('programme-age', String(Math.floor(ageMs / 1_000)));
    }
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS' && pathOf(request.url) === DELIVERY_PATH)
      void reply.code(204).headers(PREFLIGHT).send();
    else done();
  });
}

/** `http://host` before the path, as it is written to proxies; the router passes over it. */
const ABSOLUTE = /^https?:\/\/[^/]*/i;

/** The path as the router reads it, however it is written: `/%67raphql`, `/graphql#x` and `http://any/graphql` are `/graphql`. */
export function pathOf(url: string): string {
  const path = url.replace(ABSOLUTE, '').split(/[?#]/, 1)[0]!;
  try {
    return path.includes('%') ? decodeURI(path) : path;
  } catch {
    // The router refuses it.
    return path;
  }
}
