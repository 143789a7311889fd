import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
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
  /** Of a direct connection, on which changes are heard. */
  readonly databaseUrl: string;
  /** What answers are given by; null: the database's clock as this process measures it. */
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
    @Inject(ProgrammeHolder) private readonly holder: ProgrammeHolder,
    @Inject(RestorableProgramme) private readonly source: RestorableProgramme,
    @Inject(Standby) private readonly standby: Standby,
  ) {}

  static forRoot(options: DeliveryOptions): DynamicModule {
    return {
      module: DeliveryModule,
      providers: [
        DeliveryResolver,
        {
          provide: RestorableProgramme,
          useFactory: (rows: ProgrammeReadModel, unitOfWork: UnitOfWork, store: LedgerStore) =>
            restorable(rows, unitOfWork, store, options),
          inject: [ProgrammeReadModel, UnitOfWork, LedgerStore],
        },
        {
          provide: ProgrammeHolder,
          useFactory: (source: RestorableProgramme, database: Database) => makeHolder(source, database, options),
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
        { provide: ServedProgramme, useFactory: (standby: Standby) => standby.served, inject: [Standby] },
        {
          provide: Answers,
          useFactory: (served: ServedProgramme, clock: DatabaseClock) => new Answers(served, options.clock ?? clock),
          inject: [ServedProgramme, DatabaseClock],
        },
      ],
      exports: [Answers, ProgrammeHolder, ServedProgramme, Standby],
    };
  }

  async onModuleInit(): Promise<void> {
    this.source.startAbove(await this.standby.versionTold());
    this.holder.start();
    this.standby.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.standby.stop();
    await this.holder.stop();
  }
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
  { databaseUrl, logger }: DeliveryOptions,
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
