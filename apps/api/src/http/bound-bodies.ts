import { HttpException } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { DELIVERY_PATH, MANAGEMENT_PATH } from '../graphql/endpoint.js';
import { MANAGEMENT_LIMITS } from '../graphql/limits/operation-limits.js';
import { FRONT_BODY_BYTES_MAX } from './front/front-request.js';
import { jsonShapeFault, type JsonBounds } from './json-shape.js';
import { pathOf } from './response-headers.js';

/** Of everything but the public endpoint: a batch of an import is up to 600,000 characters. */
export const BODY_BYTES_MAX = 1_048_576;
/** Twice what the limits of management take: an empty list inside another makes two marks, and the body has more than variables. Fields of 20 bytes fill it. */
const SHAPE: JsonBounds = {
  depthMax: 2 * MANAGEMENT_LIMITS.variableDepthMax,
  marksMax: 2 * MANAGEMENT_LIMITS.variableValuesMax,
  fieldsMax: 50_000,
};

/**
 * Holds what is sent to what it costs: bytes, told in the head or not, before they are read; nesting and values before JSON is parsed.
 *
 * To be called before routes are added.
 */
export function boundBodies(adapter: FastifyAdapter, fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === DELIVERY_PATH) route.bodyLimit = FRONT_BODY_BYTES_MAX;
  });
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  adapter.useBodyParser('application/json', false, { bodyLimit: BODY_BYTES_MAX }, (request, body, done) => {
    const bytes = body as Buffer;
    const fault = jsonShapeFault(bytes, SHAPE);
    if (fault === null) void parseJson(request, bytes.toString(), done);
    else done(new HttpException(refusal(fault), 400));
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const isOurs = reply.statusCode === 413 && pathOf(request.url) === MANAGEMENT_PATH;
    if (!isOurs) return done(null, payload);
    void reply.header('content-type', 'application/json; charset=utf-8').removeHeader('content-length');
    const message = `The request is too large: send at most ${BODY_BYTES_MAX} bytes, and more in several operations.`;
    done(null, JSON.stringify(refusal(message)));
  });
}

function refusal(message: string): object {
  return { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] };
}
