import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RegisteredOperations } from '../delivery/registered/registered-operations.js';
import { DELIVERY_PATH } from '../graphql/endpoint.js';
import { requestOf, requestOfSearch, type GraphqlRequest } from './front/graphql-request.js';
import { pathOf } from './response-headers.js';

const SHOWN_MAX = 80;

/**
 * Before Apollo, which knows no documents by their id: an id becomes the text that it stands for. Where only registered operations
 * are answered, whatever is none is refused with 400; help is added to that as to every error.
 */
export function addRegisteredGate(fastify: FastifyInstance, registered: RegisteredOperations): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    if (pathOf(request.url) !== DELIVERY_PATH) return done();
    const asked = askedBy(request);
    const refusal = asked === null ? unreadable(registered) : refusalOf(asked, registered);
    if (refusal !== null) return void reply.code(400).send({ errors: [refusal] });
    if (asked?.documentId) writeText(request, asked.documentId, registered);
    done();
  });
}

/** @returns null: it is not as a request for an operation must be */
function askedBy(request: FastifyRequest): GraphqlRequest | null {
  const { body, method, url } = request;
  if (method === 'POST') return requestOf(body);
  const at = url.indexOf('?');
  return requestOfSearch(at === -1 ? '' : url.slice(at));
}

/** Apollo says what is wrong; but Apollo might read it, so where only some may be asked for it does not come that far. */
function unreadable({ isOnly }: RegisteredOperations): object | null {
  return isOnly ? notRegistered() : null;
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
  return notRegistered();
}

function notRegistered(): object {
  return refusal(
    'OPERATION_NOT_REGISTERED',
    'Only registered operations are answered here, to the letter as they stand in the operations manifest. Have yours put into it, or send its documentId.',
  );
}

function refusal(code: string, message: string): object {
  return { message, extensions: { code } };
}

function writeText(request: FastifyRequest, documentId: string, registered: RegisteredOperations): void {
  const text = registered.text(documentId)!;
  if (request.method === 'POST') {
    request.body = { ...(request.body as object), documentId: undefined, query: text };
    return;
  }
  const parameters = new URLSearchParams(request.url.slice(request.url.indexOf('?')));
  parameters.delete('documentId');
  parameters.set('query', text);
  request.raw.url = `${DELIVERY_PATH}?${parameters.toString()}`;
}
