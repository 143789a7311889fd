import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Answers, Front, ProgrammeHolder, ServedProgramme, type FlatHeaders } from '#delivery';
import { Metrics, NestLogger, type Logger, type ReadinessCheck } from '#operations';
import { Authenticator, Enrol, SIGN_IN, type SignIn } from '#identity';
import { Database, DatabaseClock, ServiceRole, TraceReadModel } from '#persistence';
import { ApiModule, type ApiOptions, type FrontOptions } from '../api.module.js';
import { FrontOperations } from '../delivery/front/front-operations.js';
import { frontSchema } from '../delivery/front/front-schema.js';
import { PersistedTexts } from '../delivery/front/persisted-texts.js';
import { NONE_REGISTERED } from '../delivery/registered/registered-operations.js';
import { addAuditExportRoute } from '../management/trace/audit-export-route.js';
import { addPeerRoutes } from '../peer/peer-routes.js';
import { Standby } from '../peer/standby.js';
import { addStandbyGauges, standbyState } from '../peer/standby-report.js';
import { senderNetwork } from '../sign-in/sender-network.js';
import { SignInThrottle } from '../sign-in/sign-in-throttle.js';
import { addSignInRoutes } from '../sign-in/sign-in-routes.js';
import { addShowings } from '../showing/add-showings.js';
import { addShowingsRoute } from '../showing/showings-route.js';
import { boundBodies, BODY_BYTES_MAX } from './bound-bodies.js';
import { answerClientFault } from './client-fault.js';
import { CONNECTION_LIMITS } from './front/connection-bound.js';
import { FrontDoor } from './front/front-door.js';
import { frontServer, type DoorFrame } from './front/front-server.js';
import { drained } from './drained.js';
import { addHelpToErrors } from './help-on-errors.js';
import { addOperationsRoutes } from './operations-routes.js';
import { refuseOtherWays } from './refuse-other-ways.js';
import { addRegisteredGate } from './registered-gate.js';
import { addRequestTrace, type FrontTrace } from './request-trace.js';
import { addResponseHeaders, frontHeaders, transportHeaders } from './response-headers.js';

/** A connection on which nothing moves; longer than what load balancers keep one for. */
const SILENT_MS_MAX = 72_000;

/** As the defaults of the settings. */
const FRONT_DEFAULTS: FrontOptions = { entriesMax: 20_000, bytesMax: 64 * 1024 * 1024, surrogateKeys: false };

/** The API as it is served, not listening yet. */
export async function createApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const { logger } = options;
  const frame: DoorFrame = { door: null, connections: null };
  const { registered = NONE_REGISTERED, connections: limits = CONNECTION_LIMITS, hstsMaxAgeS = 0 } = options;
  const texts = new PersistedTexts(registered);
  const adapter = new FastifyAdapter({
    serverFactory: frontServer(frame, limits),
    clientErrorHandler: answerClientFault,
    bodyLimit: BODY_BYTES_MAX,
    keepAliveTimeout: SILENT_MS_MAX,
    forceCloseConnections: 'idle',
    // Fastify's own 503 goes out past every hook, without help; what is still asked of a process that stops, it can answer.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(options, texts), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: true,
  });
  const metrics = new Metrics('api');
  const fastify = adapter.getInstance();
  boundBodies(adapter, fastify);
  const trace = addRequestTrace(fastify, logger, metrics);
  const standby = app.get(Standby, { strict: false });
  const answers = app.get(Answers, { strict: false });
  const transport = transportHeaders(hstsMaxAgeS);
  addResponseHeaders(fastify, { now: () => answers.now(), ageMs: () => standby.served.ageMs() }, transport);
  addHelpToErrors(fastify);
  refuseOtherWays(fastify);
  addRegisteredGate(fastify, registered);
  addConnectionGauges(frame, metrics);
  const hasDatabase = options.database !== null;
  const ownChecks = hasDatabase ? [roleCheck(app, logger)] : [];
  addOperationsRoutes(fastify, [...checks(app), ...ownChecks], metrics, logger, () => standbyState(standby));
  if (hasDatabase) addDatabaseGauges(app, metrics);
  if (hasDatabase) addShowings(app, fastify, metrics, options);
  else addShowingsRoute(fastify, null, standby);
  addStandbyGauges(standby, metrics);
  addPeerRoutes(fastify, standby, options.standby?.feedToken ?? null);
  if (options.mode !== 'READER') addManagementRoutes(app, fastify, options);
  const { front: frontOptions = FRONT_DEFAULTS } = options;
  if (frontOptions !== null) {
    const door = makeDoor(app, frontOptions, texts, trace, metrics, frontHeaders(transport));
    frame.door = door;
    // Connections that stay are told to go by Fastify, which answers whatever comes from now on.
    fastify.addHook('preClose', async () => door.shut());
  }
  fastify.addHook('preClose', () => drained(fastify.server, options.drainMs ?? 0));
  return app;
}

/** What people and their programs ask for besides GraphQL. */
function addManagementRoutes(app: NestFastifyApplication, fastify: FastifyInstance, options: ApiOptions): void {
  const signIn = app.get<SignIn | null>(SIGN_IN, { strict: false });
  if (signIn !== null) {
    const throttle = new SignInThrottle(senderNetwork(options.trustedProxies ?? null));
    addSignInRoutes(fastify, { signIn, enrol: app.get(Enrol, { strict: false }), throttle });
  }
  const [trace, authenticator] = [
    app.get(TraceReadModel, { strict: false }),
    app.get(Authenticator, { strict: false }),
  ];
  addAuditExportRoute(fastify, { trace, authenticator, signIn, logger: options.logger });
}

function makeDoor(
  app: NestFastifyApplication,
  { surrogateKeys, ...bounds }: FrontOptions,
  texts: PersistedTexts,
  trace: FrontTrace,
  metrics: Metrics,
  fixedHeaders: FlatHeaders,
): FrontDoor {
  const served = app.get(ServedProgramme, { strict: false });
  const front = new Front(served, app.get(Answers, { strict: false }), bounds);
  const operations = new FrontOperations(frontSchema());
  const door = new FrontDoor({
    front,
    operations,
    texts,
    ageMs: () => served.ageMs(),
    withKeys: surrogateKeys,
    fixedHeaders,
    trace,
  });
  metrics.counter(
    { name: 'front_hits_total', help: 'Public answers that were given out of memory as bytes' },
    () => front.counts().hits,
  );
  metrics.counter(
    { name: 'front_computations_total', help: 'Public answers that were computed to be kept as bytes' },
    () => front.counts().computations,
  );
  metrics.counter(
    { name: 'front_declined_total', help: 'Requests of the public endpoint that were handed on to Apollo' },
    () => door.declined,
  );
  metrics.gauge({ name: 'front_entries', help: 'Answers that are kept as bytes' }, () => front.counts().entries);
  metrics.gauge({ name: 'front_bytes', help: 'Bytes of memory that they take' }, () => front.counts().bytes);
  return door;
}

/**
 * `database` fails for a process that is cut off alone and follows no other one. While the database is gone for everybody it passes: every
 * viewer is still answered out of memory, and a proxy that routes on readiness would take all processes away at once. Management says
 * 503 by itself.
 */
function checks(app: NestFastifyApplication): ReadinessCheck[] {
  const served = app.get(ServedProgramme, { strict: false });
  const standby = app.get(Standby, { strict: false });
  return [
    {
      name: 'programme',
      check: async () => {
        if (served.current() === null) throw new Error('there is no programme yet');
      },
    },
    {
      name: 'database',
      check: async () => {
        if (!standby.isFit())
          throw new Error('others reach the database, and this process reaches neither it nor them');
      },
    },
  ];
}

function addConnectionGauges(frame: DoorFrame, metrics: Metrics): void {
  metrics.gauge({ name: 'connections', help: 'Connections of clients that are open' }, () => frame.connections!.size);
  metrics.counter(
    { name: 'connections_cut_total', help: 'Connections that were cut off to hold CONNECTIONS_MAX' },
    () => frame.connections!.cut,
  );
  metrics.counter(
    { name: 'slow_readers_cut_total', help: 'Connections that were cut off since nobody took the answers that waited' },
    () => frame.connections!.slowReadersCut,
  );
}

function roleCheck(app: NestFastifyApplication, logger: Logger): ReadinessCheck {
  const role = new ServiceRole(app.get(Database, { strict: false }), (message) => logger.warn(message));
  role.learn();
  return { name: 'database-role', isNote: true, check: () => role.check() };
}

function addDatabaseGauges(app: NestFastifyApplication, metrics: Metrics): void {
  const holder = app.get(ProgrammeHolder, { strict: false });
  const clock = app.get(DatabaseClock, { strict: false });
  metrics.counter(
    { name: 'programme_loads_total', help: 'How often the rows of the programme were read' },
    () => holder.counts().loads,
  );
  metrics.counter(
    { name: 'programme_changes_total', help: 'Those of the loads that read only what had changed' },
    () => holder.counts().changes,
  );
  metrics.counter(
    { name: 'programme_load_failures_total', help: 'How often they, or their version, could not be read' },
    () => holder.counts().failures,
  );
  metrics.gauge(
    {
      name: 'programme_unplaceable_runs',
      help: 'Runs that are off the air since the zone data here does not know their zone',
    },
    () => holder.current()?.unplaceable.length ?? 0,
  );
  metrics.gauge(
    { name: 'clock_offset_seconds', help: 'How far the clock of this host is behind the clock of the database' },
    () => clock.offsetMs() / 1_000,
  );
}
