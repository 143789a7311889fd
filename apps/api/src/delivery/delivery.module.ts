import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Answers, ProgrammeHolder } from '#delivery';
import type { Clock } from '#domain';
import type { Logger } from '#operations';
import { DatabaseClock, ProgrammeListener, ProgrammeReadModel } from '#persistence';
import { DeliveryResolver } from './delivery.resolver.js';

export interface DeliveryOptions {
  /** Of a direct connection, on which changes are heard. */
  readonly databaseUrl: string;
  /** What answers are given by; null: the database's clock as this process measures it. */
  readonly clock: Clock | null;
  readonly logger: Logger;
}

/** What answers at `/graphql`, and nowhere else. */
@Module({})
export class DeliveryModule implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(ProgrammeHolder) private readonly holder: ProgrammeHolder) {}

  static forRoot(options: DeliveryOptions): DynamicModule {
    return {
      module: DeliveryModule,
      providers: [
        DeliveryResolver,
        {
          provide: ProgrammeHolder,
          useFactory: (source: ProgrammeReadModel) => makeHolder(source, options),
          inject: [ProgrammeReadModel],
        },
        {
          provide: Answers,
          useFactory: (holder: ProgrammeHolder, clock: DatabaseClock) => new Answers(holder, options.clock ?? clock),
          inject: [ProgrammeHolder, DatabaseClock],
        },
      ],
      exports: [Answers, ProgrammeHolder],
    };
  }

  onModuleInit(): void {
    this.holder.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.holder.stop();
  }
}

function makeHolder(source: ProgrammeReadModel, { databaseUrl, logger }: DeliveryOptions): ProgrammeHolder {
  return new ProgrammeHolder(source, (onChange) => new ProgrammeListener(databaseUrl, onChange), {
    loaded: ({ version, unplaceable }, tookMs) => {
      logger.debug({ version, tookMs: Math.round(tookMs) }, 'programme read');
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
  });
}
