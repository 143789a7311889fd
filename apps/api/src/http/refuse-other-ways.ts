import type { FastifyInstance } from 'fastify';
import { DELIVERY_PATH, MANAGEMENT_PATH } from '../graphql/endpoint.js';
import { pathOf } from './response-headers.js';

const NO_EVENTS = 'There are no subscriptions here. Ask by POST, and again at validUntil of the answer.';
const NO_FORMS = 'Send the operation as application/json.';

/**
 * Says clearly that neither WebSocket nor server-sent events nor forms are spoken. An upgrade that is none of ours, such as to HTTP/2, is passed
 * over, as HTTP has it; and whoever takes JSON besides events is answered in JSON.
 */
export function refuseOtherWays(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = pathOf(request.url);
    if (path !== DELIVERY_PATH && path !== MANAGEMENT_PATH) return done();
    const { upgrade = '', accept = '', 'content-type': type = '' } = request.headers;
    if (/\bwebsocket\b/i.test(upgrade)) return void reply.code(400).send(refusal(NO_EVENTS));
    if (/^\s*text\/event-stream\b[^,]*$/i.test(accept)) return void reply.code(406).send(refusal(NO_EVENTS));
    // A page of another site may send one without asking first.
    if (/x-www-form-urlencoded/i.test(type)) return void reply.code(415).send(refusal(NO_FORMS));
    done();
  });
}

function refusal(message: string): object {
  return { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] };
}
