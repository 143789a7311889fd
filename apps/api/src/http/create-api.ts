import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProgrammeHolder, ServedProgramme } from '#delivery';
import { Metrics, NestLogger, type ReadinessCheck } from '#operations';
import { DatabaseClock } from '#persistence';
import { ApiModule, type ApiOptions } from '../api.module.js';
import { addShowings } from '../showing/add-showings.js';
import { addPeerRoutes } from '../peer/peer-routes.js';
import { Standby } from '../peer/standby.js';
import { addStandbyGauges, standbyState } from '../peer/standby-report.js';
import { addHelpToErrors } from './help-on-errors.js';
import { addOperationsRoutes } from './operations-routes.js';
import { addRequestTrace } from './request-trace.js';
import { addResponseHeaders } from './response-headers.js';

const BODY_BYTES_MAX = 1_048_576;
const REQUEST_MS_MAX = 30_000;

/** The API as it is served, not listening yet. */
export async function createApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const { logger } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: REQUEST_MS_MAX,
    forceCloseConnections: 'idle',
    // Fastify's own 503 goes out past every hook, without help; what is still asked of a process that stops, it can answer.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(options), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: true,
  });
  const metrics = new Metrics('api');
  const fastify = adapter.getInstance();
  addRequestTrace(fastify, logger, metrics);
  const standby = app.get(Standby, { strict: false });
  addResponseHeaders(fastify, () => standby.served.ageMs());
  addHelpToErrors(fastify);
  addOperationsRoutes(fastify, checks(app), metrics, logger, () => standbyState(standby));
  addGauges(app, metrics);
  addShowings(app, fastify, metrics, options);
  addStandbyGauges(standby, metrics);
  addPeerRoutes(fastify, standby, options.standby?.feedToken ?? null);
  return app;
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

function addGauges(app: NestFastifyApplication, metrics: Metrics): void {
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
