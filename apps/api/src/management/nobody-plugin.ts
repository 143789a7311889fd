import type { ApolloServerPlugin } from '@apollo/server';
import { visit, type DocumentNode } from 'graphql';
import { limitError } from '../graphql/limits/limit-error.js';
import type { ManagementContext } from './current-actor.js';

/**
 * Whoever is nobody yet, with an invitation instead of a key, is not told how this side is made: no introspection, and no name that a
 * wrong one may have been meant for. The schema is printed in the documents of the project; this keeps scanners out, not readers.
 */
export function nobodyPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ contextValue, document }) => {
        if (!isNobody(contextValue) || !asksForSchema(document)) return;
        throw limitError(
          { name: 'introspection', max: 0 },
          'The schema is told to members only. Accept the invitation first, and ask with the key it gives.',
        );
      },
      willSendResponse: async ({ contextValue, response }) => {
        if (!isNobody(contextValue) || response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        if (!singleResult.errors) return;
        singleResult.errors = singleResult.errors.map((error) => ({ ...error, message: withoutGuess(error.message) }));
      },
    }),
  };
}

function isNobody(context: unknown): boolean {
  return (context as Partial<ManagementContext>).actor === null;
}

function asksForSchema(document: DocumentNode): boolean {
  let does = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') does = true;
    },
  });
  return does;
}

function withoutGuess(message: string): string {
  return message.replace(/ Did you mean .*$/s, '');
}
