import { GraphQLError, type ASTNode } from 'graphql';

/** What an operation had too much of. */
export type LimitName =
  'length' | 'tokens' | 'depth' | 'aliases' | 'repeats' | 'directives' | 'cost' | 'variables' | 'introspection';

/** Told to programs in the `extensions` of the error. */
export interface Limit {
  readonly name: LimitName;
  readonly max: number;
}

/** The operation is too large in one respect: HTTP 400 whatever the client accepts. @param message what, the limit, what to do */
export function limitError(limit: Limit, message: string, node?: ASTNode): GraphQLError {
  const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', limit, http: { status: 400 } };
  return new GraphQLError(message, { ...(node && { nodes: node }), extensions });
}
