import { type INestApplicationContext, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { EventLogSink, EventsModule, HttpPurge, OutboxRelay, PurgeRelay, type HttpPurgeOptions } from '#events';
import { NestLogger, startOperationsServer, type Logger, type OperationsServer } from '#operations';
import {
  Database,
  DatabaseClock,
  DueReadModel,
  LedgerFile,
  LedgerStore,
  PersistenceModule,
  RemovalLedger,
  ServiceRole,
  UnitOfWork,
  type DatabaseOptions,
} from '#persistence';
import {
  DraftRecurringRuns,
  RecordDueTransitions,
  RehearsalModule,
  RehearseRuns,
  SchedulingModule,
  TICK_MAX_MS,
  Ticker,
} from '#scheduling';
import { HttpsMediaProbe } from './https-media-probe.js';
import { draftWork } from './draft-work.js';
import { headsWork } from './heads-loop.js';
import { ledgerWork } from './ledger-loop.js';
import { LoopReports } from './loop-reports.js';
import { PURGE_REST_MS, purgeWork } from './purge-loop.js';
import { RecordingReports } from './recording-reports.js';
import { LoggedRehearsals, rehearsalWork } from './rehearsal-loop.js';
import { SchedulerMetrics, type Loop } from './scheduler-metrics.js';
import { upkeepWork } from './upkeep-loop.js';

export interface SchedulerOptions {
  readonly database: DatabaseOptions;
  /** Where health and metrics are served. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Rest between ticks, 100 to 1,000 milliseconds. */
  readonly tickMs: number;
  /** Hosts whose media a rehearsal may ask for; empty: none. */
  readonly mediaProbeHosts: readonly string[];
  /** Where removals are kept apart from the database; null: nowhere. */
  readonly ledgerPath: string | null;
  /** The cache that is told what to forget; left out or null: there is none. */
  readonly purge?: HttpPurgeOptions | null;
  /** Where the end of the audit log is signed to, and the key; left out or null: nowhere. */
  readonly auditHeads?: { readonly headsPath: string; readonly keyPath: string } | null;
  readonly logger: Logger;
  /** Called once when a loop has hung for half a minute although the process answers: only a new process is a cure. */
  readonly onStuck: () => void;
}

export interface Scheduler {
  /** Of health and metrics. */
  readonly port: number;
  /** Lets the ticks at work end, then closes everything in order. */
  stop(): Promise<void>;
}

/** A loop that has not ended a tick for so long hangs: no tick takes as long, and no statement may. */
const STUCK_MS = 15_000;
/** Looked at once a second, so many times in a row: a process that was held and goes on is not stuck. */
const STUCK_LOOKS = 15;
const LOOK_MS = 1_000;
/** A scheduler whose last good tick is older is not ready. */
const TICK_AGE_MAX_MS = 5_000;
const CLOCK_MS = 5_000;

/** What the loops are given from outside. */
interface SchedulerReports {
  readonly recording: RecordingReports;
  readonly rehearsals: LoggedRehearsals;
  readonly probe: HttpsMediaProbe;
}

@Module({})
class SchedulerModule {
  static forRoot(options: SchedulerOptions, reports: SchedulerReports): DynamicModule {
    // Ids, instants and counts out of a closed list: looking for secrets in them cost more than all the rest of relaying.
    const events = options.logger.child({}, { redact: [] });
    const sink = new EventLogSink((fields) => events.info(fields, 'event'));
    return {
      module: SchedulerModule,
      imports: [
        PersistenceModule.forRoot(options.database),
        SchedulingModule.forRoot(reports.recording),
        RehearsalModule.forRoot(reports.rehearsals, reports.probe),
        EventsModule.forRoot([sink], options.purge ? new HttpPurge(options.purge) : null),
      ],
    };
  }
}

/**
 * Starts the loops of a scheduler: recording what is due, relaying what happened, rehearsing what will air, drafting the runs of
 * campaigns that come again, telling a cache what to forget, signing the end of the audit log, and upkeep; with health and metrics. It starts as well while the database is down: it is not ready then, and goes on when the database is back.
 *
 * @throws the system's error when the port is taken
 */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { logger, tickMs } = options;
  const metrics = new SchedulerMetrics();
  const reports = new RecordingReports(metrics, logger);
  const probe = new HttpsMediaProbe({ hosts: options.mediaProbeHosts });
  const given = { recording: reports, rehearsals: new LoggedRehearsals(metrics, logger), probe };
  const app = await NestFactory.createApplicationContext(SchedulerModule.forRoot(options, given), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const registry = app.get(SchedulerRegistry, { strict: false });
  const loop = (name: Loop, work: () => Promise<number | null>, restMs = TICK_MAX_MS): Ticker => {
    const ticker = new Ticker(registry, { name, restMs, work, reports: new LoopReports(name, metrics, logger) });
    metrics.addAge(name, () => ticker.sinceSucceededMs());
    return ticker;
  };
  const record = loop('record', recordWork(app, metrics, reports), tickMs);
  const relay = loop('relay', relayWork(app, metrics), tickMs);
  const drafting = app.get(DraftRecurringRuns, { strict: false });
  let isLookedAt = false;
  const loops = [
    record,
    relay,
    loop('rehearse', rehearsalWork(app)),
    loop(
      'draft',
      draftWork(
        drafting,
        logger,
        () => relay.wake(),
        () => isLookedAt,
      ),
    ),
    ...(options.ledgerPath === null ? [] : [loop('ledger', ledgerWork(ledgerAt(options.ledgerPath, app), logger))]),
    ...(options.auditHeads ? [loop('heads', headsWork(app.get(Database), options.auditHeads, metrics, logger))] : []),
    ...(options.purge
      ? [loop('purge', purgeWork(app.get(PurgeRelay, { strict: false }), metrics, logger), PURGE_REST_MS)]
      : []),
    loop(
      'upkeep',
      upkeepWork(app, metrics, logger, () => (isLookedAt = true)),
    ),
  ];
  reports.onRecorded = () => relay.wake();
  // Not the others: they may wait for files of other people or take long, and nobody's air depends on them.
  const isLive = () => Math.max(record.sinceFinishedMs(), relay.sinceFinishedMs()) < STUCK_MS;
  const server = await serve(options, app, metrics, { isLive, record });
  const watch = watchStuck(isLive, options.onStuck);
  for (const one of loops) one.start();
  return {
    port: server.port,
    stop: async () => {
      clearInterval(watch);
      app.get(RehearseRuns, { strict: false }).stop();
      probe.stop();
      await Promise.all(loops.map((one) => one.stop()));
      await server.close();
      await app.close();
    },
  };
}

function ledgerAt(path: string, app: INestApplicationContext): RemovalLedger {
  return new RemovalLedger(app.get(UnitOfWork), app.get(LedgerStore), new LedgerFile(path));
}

/** Measures the clock, records what is due, and asks to be called again at the next boundary. */
function recordWork(
  app: INestApplicationContext,
  metrics: SchedulerMetrics,
  reports: RecordingReports,
): () => Promise<number | null> {
  const [recording, dueRuns, clock] = [
    app.get(RecordDueTransitions, { strict: false }),
    app.get(DueReadModel),
    app.get(DatabaseClock),
  ];
  metrics.addClockOffset(() => clock.offsetMs());
  let measuredAt = -CLOCK_MS;
  return async () => {
    if (Date.now() - measuredAt >= CLOCK_MS || Date.now() < measuredAt) {
      await clock.measure();
      measuredAt = Date.now();
    }
    const { nextDueAt, isMoreDue } = await recording.execute().finally(() => reports.tickEnded());
    metrics.setAside.set(recording.setAsideCount());
    metrics.backlog.set(await dueRuns.backlog());
    if (isMoreDue) return 0;
    // One millisecond more: a boundary at T is due at T, and a tick just before it would be for nothing.
    return nextDueAt === null ? null : nextDueAt - clock.now() + 1;
  };
}

function relayWork(app: INestApplicationContext, metrics: SchedulerMetrics): () => Promise<number | null> {
  const relaying = app.get(OutboxRelay, { strict: false });
  return async () => {
    const isMoreThere = await relaying.execute();
    metrics.outboxLagSeconds.set((await relaying.lagMs()) / 1_000);
    return isMoreThere ? 0 : null;
  };
}

async function serve(
  options: SchedulerOptions,
  app: INestApplicationContext,
  metrics: SchedulerMetrics,
  { isLive, record }: { isLive: () => boolean; record: Ticker },
): Promise<OperationsServer> {
  const database = app.get(Database);
  const role = new ServiceRole(database, (message) => options.logger.warn(message));
  role.learn();
  const checks = [
    { name: 'database', check: () => database.ping() },
    { name: 'database-role', isNote: true, check: () => role.check() },
    {
      name: 'tick',
      check: async () => {
        const ageMs = Math.round(record.sinceSucceededMs());
        if (ageMs > TICK_AGE_MAX_MS)
          throw new Error(`The last good tick was ${ageMs} ms ago, at most ${TICK_AGE_MAX_MS} is allowed.`);
      },
    },
  ];
  const report = (name: string, reason: unknown) => options.logger.warn({ check: name, err: reason }, 'not ready');
  const { host, port } = options;
  try {
    return await startOperationsServer({ host, port, checks, metrics: metrics.all, report, isLive });
  } catch (error) {
    await app.close();
    throw error;
  }
}

function watchStuck(isLive: () => boolean, onStuck: () => void): NodeJS.Timeout {
  let looks = 0;
  return setInterval(() => {
    looks = isLive() ? 0 : looks + 1;
    if (looks === STUCK_LOOKS) onStuck();
  }, LOOK_MS);
}
