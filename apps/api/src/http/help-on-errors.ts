import type { FastifyInstance } from 'fastify';
import { staticHelp } from '#domain';
import { helpObject } from '../delivery/answer-view.js';
import { DELIVERY_PATH } from '../graphql/endpoint.js';
import { FRONT_BODY_BYTES_MAX } from './front/front-request.js';
import { pathOf } from './response-headers.js';

/**
 * The last place at which an answer of the public endpoint can be given its help: whatever fails before GraphQL, a body
 * that is no JSON, too large or of another type, is answered as a GraphQL error with the compiled-in copy.
 */
export function addHelpToErrors(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode < 400 || !isPublic(pathOf(request.url))) return done(null, payload);
    const answer = withHelp(typeof payload === 'string' ? payload : '', reply.statusCode);
    if (answer === payload) return done(null, payload);
    void reply.header('content-type', 'application/json; charset=utf-8').removeHeader('content-length');
    return done(null, answer);
  });
}

/** The endpoint, and whatever a client asks below it by mistake. */
function isPublic(path: string): boolean {
  return path === DELIVERY_PATH || path.startsWith(`${DELIVERY_PATH}/`);
}

function withHelp(payload: string, status: number): string {
  const body = parsed(payload);
  if (body?.extensions?.help !== undefined) return payload;
  const code = status >= 500 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST';
  const errors = body?.errors ?? [{ message: sentence(status), extensions: { code } }];
  return JSON.stringify({ errors, extensions: { ...body?.extensions, help: helpObject(staticHelp(null)) } });
}

interface ErrorBody {
  readonly errors?: readonly unknown[];
  readonly extensions?: { readonly help?: unknown };
}

function parsed(payload: string): ErrorBody | null {
  try {
    const body: unknown = JSON.parse(payload);
    return typeof body === 'object' ? body : null;
  } catch {
    return null;
  }
}

function sentence(status: number): string {
  if (status === 413) return `The request is too large: send at most ${FRONT_BODY_BYTES_MAX} bytes.`;
  if (status === 415) return 'Send the operation as application/json.';
  if (status >= 500) return 'The service cannot answer now. Try again in a few seconds.';
  return 'This is not a GraphQL request: POST {"query": "...", "variables": {}} as application/json.';
}
