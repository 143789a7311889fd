import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';

/** What the specification of GraphQL over HTTP says of them where `application/json` is asked for: a response like any other. */
const SPOKEN_OF_IN_THE_BODY = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'];

/**
 * An operation that cannot be read, is not valid or has variables of the wrong type is answered with 200 to a client that names
 * `application/json` and nothing newer, as the specification has it. One that is over a limit stays 400.
 */
export function jsonStatus(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response }) => {
        if (!wantsPlainJson(request.http?.headers.get('accept'))) return;
        const result = response.body.kind === 'single' ? response.body.singleResult : null;
        const errors = result?.errors ?? [];
        if (response.http.status === 400 && errors.length > 0 && errors.every(isSpokenOfInTheBody))
          response.http.status = 200;
      },
    }),
  };
}

function wantsPlainJson(accept: string | undefined): boolean {
  return accept !== undefined && accept.includes('application/json') && !accept.includes('graphql-response+json');
}

function isSpokenOfInTheBody({ extensions }: GraphQLFormattedError): boolean {
  return SPOKEN_OF_IN_THE_BODY.includes(String(extensions?.code)) && extensions?.limit === undefined;
}
