import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLScalarType } from 'graphql';
import type { Logger } from '#operations';
import { errorFormatter } from './errors.js';
import { jsonStatus } from './json-status.js';
import { limitsPlugin } from './limits/limits-plugin.js';
import { limitRules, type OperationLimits } from './limits/operation-limits.js';
import { ParsedDocuments } from './parsed-documents.js';
import { schemaText } from './schema-text.js';

/** What Apollo keeps texts in. */
export interface KeyValueCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
}

export const DELIVERY_PATH = '/graphql';
export const MANAGEMENT_PATH = '/manage/graphql';

export interface EndpointPlan {
  readonly endpoint: 'delivery' | 'management';
  readonly path: string;
  /** Nest modules whose resolvers answer here, and nowhere else. */
  readonly include: NonNullable<ApolloDriverConfig['include']>;
  readonly scalars: Readonly<Record<string, GraphQLScalarType>>;
  readonly limits: OperationLimits;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => object | Promise<object>;
  readonly plugins: readonly ApolloServerPlugin[];
  /** True: an operation in a link needs no header that a browser would have to ask for; of an endpoint that knows nobody. */
  readonly takesLinks: boolean;
  /** Where texts of operations are kept for their hashes; null: where Apollo keeps them. */
  readonly persistedTexts: KeyValueCache | null;
  readonly logger: Logger;
}

/** One GraphQL endpoint: its own schema, its own resolvers, limits before anything is executed. */
export function endpointOptions(plan: EndpointPlan): ApolloDriverConfig {
  return {
    driver: ApolloDriver,
    path: plan.path,
    include: plan.include,
    typeDefs: schemaText(plan.endpoint),
    resolvers: { ...plan.scalars },
    resolverValidationOptions: { requireResolversForResolveType: 'ignore', requireResolversToMatchSchema: 'error' },
    context: plan.context,
    plugins: [unavailableStatus(), jsonStatus(), limitsPlugin(plan.limits), ...plan.plugins],
    validationRules: limitRules(plan.limits),
    parseOptions: { maxTokens: plan.limits.tokensMax },
    documentStore: new ParsedDocuments(),
    formatError: errorFormatter(plan.logger),
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: !plan.takesLinks,
    ...(plan.persistedTexts && { persistedQueries: { cache: plan.persistedTexts } }),
    introspection: true,
    playground: false,
    graphiql: false,
    autoTransformHttpErrors: false,
    // Signals belong to the program as a whole.
    stopOnTerminationSignals: false,
  };
}

/** A fault of the database is HTTP 503, so that proxies and clients try again. */
function unavailableStatus(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response }) => {
        const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
        if (!errors?.some((error) => error.extensions?.code === 'SERVICE_UNAVAILABLE')) return;
        response.http.status = 503;
        response.http.headers.set('retry-after', '2');
      },
    }),
  };
}
