import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationLimits } from './operation-limits.js';
import { variablesFault } from './variable-limits.js';

/** The limits that are no rules of validation, for what comes over HTTP. */
export function limitsPlugin(limits: OperationLimits): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ request }) => {
        const fault = variablesFault(request.variables ?? {}, limits);
        if (fault !== null) throw fault;
      },
    }),
  };
}
