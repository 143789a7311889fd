import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { ApolloDriver } from '@nestjs/apollo';
import type { FastifyRequest } from 'fastify';
import { GraphQLJSON } from 'graphql-scalars';
import { Answers } from '#delivery';
import { POLICY_PACKS, type Clock, type PolicyPack } from '#domain';
import { PolicyModule } from '#editorial';
import { Authenticator, IdentityModule, SIGN_IN, SignInModule, type SignIn, type SignInOptions } from '#identity';
import type { Logger } from '#operations';
import { PersistenceModule, type DatabaseOptions } from '#persistence';
import { answerPlugin } from './delivery/answer-plugin.js';
import { newDeliveryContext } from './delivery/delivery-context.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import type { PersistedTexts } from './delivery/front/persisted-texts.js';
import type { RegisteredOperations } from './delivery/registered/registered-operations.js';
import { DELIVERY_SCALARS } from './delivery/scalars.js';
import { DELIVERY_PATH, endpointOptions, MANAGEMENT_PATH } from './graphql/endpoint.js';
import { contextOrFault } from './graphql/errors.js';
import { DELIVERY_LIMITS, MANAGEMENT_LIMITS } from './graphql/limits/operation-limits.js';
import { ResolverErrorFilter } from './graphql/resolver-error-filter.js';
import type { ConnectionLimits } from './http/front/connection-bound.js';
import { authenticate } from './management/authenticate.js';
import type { ManagementContext } from './management/current-actor.js';
import { ManagementModule } from './management/management.module.js';
import { nobodyPlugin } from './management/nobody-plugin.js';
import { NO_STANDBY, type StandbyOptions } from './peer/standby.js';

/** `READER`: what the public asks and nothing else, over one connection to the database, or none. */
export type ApiMode = 'FULL' | 'READER';

export interface ApiOptions {
  /** FULL unless given. */
  readonly mode?: ApiMode;
  /** Null: a reader that follows other processes. */
  readonly database: DatabaseOptions | null;
  /** Null: the database's own clock, for answers and decisions alike; without a database as the others tell it. */
  readonly clock: Clock | null;
  readonly logger: Logger;
  /** Where removals are kept apart from the database; left out or null: nowhere. */
  readonly ledgerPath?: string | null;
  /** Private packs, besides those that come with Marquee; left out: none. */
  readonly privatePacks?: readonly PolicyPack[];
  /** What it does without the database; left out: no snapshot, no peer, no limit. */
  readonly standby?: StandbyOptions;
  /** Of the answers that are kept as bytes; null: none are, Apollo answers everything. Left out: as the settings' defaults. */
  readonly front?: FrontOptions | null;
  /** Operations of the public endpoint that are known by their id; left out: none. */
  readonly registered?: RegisteredOperations;
  /** How people sign in; left out or null: they do not, and all come by keys. */
  readonly signIn?: SignInOptions | null;
  /** Of clients that are slow or many; left out: as the settings' defaults. */
  readonly connections?: ConnectionLimits;
  /** Seconds for which browsers are told to come over TLS only; left out or 0: they are told nothing. */
  readonly hstsMaxAgeS?: number;
  /** Of the proxies in front, as TRUSTED_PROXIES has them; left out or null: none. */
  readonly trustedProxies?: string | null;
  /** For how long connections that stay are still answered when it stops, and told to go; left out: not at all. */
  readonly drainMs?: number;
}

export interface FrontOptions {
  readonly entriesMax: number;
  readonly bytesMax: number;
  /** Whether answers carry `surrogate-key`. */
  readonly surrogateKeys: boolean;
}

/** One service, two GraphQL endpoints that share nothing but the libraries below them. */
@Module({})
export class ApiModule {
  /** @param texts of operations that clients hand in by their hash */
  static forRoot(options: ApiOptions, texts: PersistedTexts): DynamicModule {
    const { mode = 'FULL', database, clock, logger, ledgerPath = null, standby = NO_STANDBY } = options;
    const delivery = DeliveryModule.forRoot({ databaseUrl: database?.url ?? null, clock, ledgerPath, standby, logger });
    return {
      module: ApiModule,
      imports: [
        ...(database === null
          ? []
          : [PersistenceModule.forRoot({ ...database, isSingle: mode === 'READER' }, clock ?? 'DATABASE')]),
        delivery,
        GraphQLModule.forRootAsync({
          driver: ApolloDriver,
          imports: [delivery],
          inject: [Answers],
          useFactory: (answers: Answers) => deliveryEndpoint(answers, texts, logger),
        }),
        ...(mode === 'FULL' ? managementModules(options) : []),
      ],
      providers: [{ provide: APP_FILTER, useClass: ResolverErrorFilter }],
    };
  }
}

/** The side of partners and staff. */
function managementModules({ signIn = null, privatePacks = [], logger }: ApiOptions) {
  return [
    PolicyModule.forRoot([...POLICY_PACKS, ...privatePacks]),
    SignInModule.forRoot(signIn),
    ManagementModule,
    GraphQLModule.forRootAsync({
      driver: ApolloDriver,
      imports: [IdentityModule],
      inject: [Authenticator, SIGN_IN],
      useFactory: (authenticator: Authenticator, known: SignIn | null) =>
        managementEndpoint(authenticator, known, logger),
    }),
  ];
}

function deliveryEndpoint(answers: Answers, texts: PersistedTexts, logger: Logger) {
  return endpointOptions({
    endpoint: 'delivery',
    path: DELIVERY_PATH,
    include: [DeliveryModule],
    scalars: DELIVERY_SCALARS,
    limits: DELIVERY_LIMITS,
    context: () => newDeliveryContext(),
    plugins: [answerPlugin(answers)],
    takesLinks: true,
    persistedTexts: texts,
    logger,
  });
}

function managementEndpoint(authenticator: Authenticator, signIn: SignIn | null, logger: Logger) {
  const { DateTime, LocalDate, URL } = DELIVERY_SCALARS;
  return endpointOptions({
    endpoint: 'management',
    path: MANAGEMENT_PATH,
    include: [ManagementModule],
    scalars: { DateTime, LocalDate, URL, JSON: GraphQLJSON },
    limits: MANAGEMENT_LIMITS,
    context: (request: FastifyRequest): Promise<ManagementContext> =>
      contextOrFault(logger, () => authenticate(request, authenticator, signIn)),
    plugins: [nobodyPlugin()],
    takesLinks: false,
    persistedTexts: null,
    logger,
  });
}
