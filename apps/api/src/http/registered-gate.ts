import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RegisteredOperations } from '../delivery/registered/registered-operations.js';
import { DELIVERY_PATH } from '../graphql/endpoint.js';
import { requestOfBody, requestOfSearch, type GraphqlRequest } from './front/graphql-request.js';
import { pathOf } from './response-headers.js';

const SHOWN_MAX = 80;

/**
 * Before Apollo, which knows no documents by their id: an id becomes the text that it stands for. Where only registered operations
 * are answered, whatever is none is refused with 400; help is added to that as to every error.
 */
export function addRegisteredGate(fastify: FastifyInstance, registered: RegisteredOperations): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    const asked = pathOf(request.url) === DELIVERY_PATH ? askedBy(request) : null;
    const refusal = asked && refusalOf(asked, registered);
    if (refusal !== null) return void reply.code(400).send({ errors: [refusal] });
    if (asked?.documentId) writeText(request, registered.text(asked.documentId)!);
    done();
  });
}

/** @returns null: no request for an operation as far as can be told here; Apollo says what is wrong */
function askedBy(request: FastifyRequest): GraphqlRequest | null {
  if (request.method === 'POST') return requestOfBody(JSON.stringify(request.body ?? null));
  const at = request.url.indexOf('?');
  return at === -1 ? null : requestOfSearch(request.url.slice(at));
}

function refusalOf(asked: GraphqlRequest, registered: RegisteredOperations): object | null {
  const { query, persistedHash, documentId } = asked;
  if (documentId !== null) {
    if (query !== null || persistedHash !== null)
      return refusal('BAD_REQUEST', 'documentId comes with another operation. Send one of the two.');
    if (registered.text(documentId) !== null) return null;
    const shown = JSON.stringify(documentId.slice(0, SHOWN_MAX));
    return refusal(
      'PERSISTED_DOCUMENT_NOT_FOUND',
      `The document ${shown} is not registered here. Have it put into the operations manifest, or send an operation that is in it.`,
    );
  }
  if (!registered.isOnly) return null;
  const text = query ?? (persistedHash === null ? null : registered.text(persistedHash));
  if (text !== null && registered.admits(text)) return null;
  return refusal(
    'OPERATION_NOT_REGISTERED',
    'Only registered operations are answered here, to the letter as they stand in the operations manifest. Have yours put into it, or send its documentId.',
  );
}

function refusal(code: string, message: string): object {
  return { message, extensions: { code } };
}

function writeText(request: FastifyRequest, text: string): void {
  if (request.method === 'POST') {
    const { documentId, ...rest } = request.body as Record<string, unknown>;
    void documentId;
    request.body = { ...rest, query: text };
    return;
  }
  const parameters = new URLSearchParams(request.url.slice(request.url.indexOf('?')));
  parameters.delete('documentId');
  parameters.set('query', text);
  request.raw.url = `${DELIVERY_PATH}?${parameters.toString()}`;
}
