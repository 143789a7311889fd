import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import {
  Answers,
  ProgrammeHolder,
  ServedProgramme,
  type ChangeHint,
  type Hint,
  type HolderReport,
  type ProgrammeSource,
} from '#delivery';
import { MINUTE_MS, type Clock } from '#domain';
import type { Logger } from '#operations';
import {
  Database,
  DatabaseClock,
  InstallationReadModel,
  LedgerFile,
  LedgerStore,
  ProgrammeListener,
  ProgrammeReadModel,
  RemovalLedger,
  UnitOfWork,
} from '#persistence';
import { Standby, type StandbyOptions } from '../peer/standby.js';
import { DeliveryResolver } from './delivery.resolver.js';
import { RestorableProgramme } from './restorable-programme.js';

export interface DeliveryOptions {
  /** Of a direct connection, on which changes are heard; null: there is none, and other processes are followed. */
  readonly databaseUrl: string | null;
  /** What answers are given by; null: the database's clock as this process measures it, or is told it. */
  readonly clock: Clock | null;
  /** Where removals are kept apart from the database; null: nowhere. */
  readonly ledgerPath: string | null;
  readonly standby: StandbyOptions;
  readonly logger: Logger;
}

/** What answers at `/graphql`, and nowhere else. */
@Module({})
export class DeliveryModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(ProgrammeHolder) private readonly holder: ProgrammeHolder | null,
    @Inject(RestorableProgramme) private readonly source: RestorableProgramme | null,
    @Inject(Standby) private readonly standby: Standby,
  ) {}

  static forRoot(options: DeliveryOptions): DynamicModule {
    const { databaseUrl } = options;
    return {
      module: DeliveryModule,
      providers: [
        DeliveryResolver,
        ...(databaseUrl === null ? followingProviders(options) : databaseProviders(databaseUrl, options)),
        { provide: ServedProgramme, useFactory: (standby: Standby) => standby.served, inject: [Standby] },
        {
          provide: Answers,
          useFactory: (standby: Standby) => new Answers(standby.served, standby),
          inject: [Standby],
        },
      ],
      exports: [Answers, ProgrammeHolder, ServedProgramme, Standby],
    };
  }

  async onModuleInit(): Promise<void> {
    const versionTold = await this.standby.versionTold();
    this.source?.startAbove(versionTold);
    this.holder?.start();
    this.standby.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.standby.stop();
    await this.holder?.stop();
  }
}

/** Of a process that reads the programme itself. */
function databaseProviders(databaseUrl: string, options: DeliveryOptions): Provider[] {
  return [
    {
      provide: RestorableProgramme,
      useFactory: (rows: ProgrammeReadModel, unitOfWork: UnitOfWork, store: LedgerStore) =>
        restorable(rows, unitOfWork, store, options),
      inject: [ProgrammeReadModel, UnitOfWork, LedgerStore],
    },
    {
      provide: ProgrammeHolder,
      useFactory: (source: RestorableProgramme, database: Database) =>
        makeHolder(source, database, databaseUrl, options.logger),
      inject: [RestorableProgramme, Database],
    },
    {
      provide: Standby,
      useFactory: (holder: ProgrammeHolder, clock: DatabaseClock, installation: InstallationReadModel) =>
        new Standby(options.standby, {
          clock: options.clock ?? clock,
          logger: options.logger,
          database: {
            holder,
            installation: () => installation.id(),
            notRemoved: (subjects) => installation.notRemoved(subjects),
          },
        }),
      inject: [ProgrammeHolder, DatabaseClock, InstallationReadModel],
    },
  ];
}

/** Of a process that is told it by others. */
function followingProviders({ standby, clock, logger }: DeliveryOptions): Provider[] {
  return [
    { provide: RestorableProgramme, useValue: null },
    { provide: ProgrammeHolder, useValue: null },
    { provide: Standby, useFactory: () => new Standby(standby, { clock, logger, database: null }) },
  ];
}

function restorable(
  rows: ProgrammeReadModel,
  unitOfWork: UnitOfWork,
  store: LedgerStore,
  { ledgerPath, logger }: DeliveryOptions,
): RestorableProgramme {
  const ledger = ledgerPath === null ? null : new RemovalLedger(unitOfWork, store, new LedgerFile(ledgerPath));
  return new RestorableProgramme(rows, ledger, logger);
}

/** A decision that touches more than it tells of is made good within this, of what viewers are answered. */
const WHOLE_READ_MS = 5 * MINUTE_MS;

function makeHolder(
  source: ProgrammeSource,
  { single }: Database,
  databaseUrl: string,
  logger: Logger,
): ProgrammeHolder {
  let told = '';
  const report: HolderReport = {
    loaded: ({ version, unplaceable }, tookMs, how) => {
      logger.debug({ version, how, tookMs: Math.round(tookMs) }, 'programme read');
      if (unplaceable.join() === told) return;
      told = unplaceable.join();
      if (unplaceable.length > 0)
        logger.error(
          { runIds: unplaceable },
          'runs are off the air: the zone data of this Node does not know their zone; update it',
        );
    },
    failed: (error) =>
      logger.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'programme not read; going on with what is in memory',
      ),
  };
  const makeHint = (onHint: (hint: Hint) => void): ChangeHint => {
    if (single === null) return new ProgrammeListener(databaseUrl, onHint);
    return { start: () => single.hear(onHint), stop: async () => single.hear(() => undefined) };
  };
  return new ProgrammeHolder(source, makeHint, report, WHOLE_READ_MS);
}
