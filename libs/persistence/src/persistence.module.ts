import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '#domain';
import { CareReadModel } from './care/care-read-model.js';
import { CareStore } from './care/care-store.js';
import { DatabaseClock } from './database-clock.js';
import { Database, type DatabaseOptions } from './database.js';
import { UnitOfWork } from './unit-of-work.js';

/** Everything that writes or reads rows, each with the `Database` as its only dependency. */
const STORES: readonly (new (database: Database) => object)[] = [CareStore, CareReadModel];

/** Ends the pool after every other part of the application has closed. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * @param timeSource what decisions take as now: the database's clock unless a test or the demo's past gives another
   */
  static forRoot(options: DatabaseOptions, timeSource: Clock | 'DATABASE' = 'DATABASE'): DynamicModule {
    const stores = STORES.map((Store) => ({
      provide: Store,
      useFactory: (database: Database) => new Store(database),
      inject: [Database],
    }));
    return {
      module: PersistenceModule,
      global: true,
      providers: [
        { provide: Database, useFactory: () => new Database(options) },
        {
          provide: UnitOfWork,
          useFactory: (database: Database) => new UnitOfWork(database, timeSource),
          inject: [Database],
        },
        { provide: DatabaseClock, useFactory: (database: Database) => new DatabaseClock(database), inject: [Database] },
        ...stores,
      ],
      exports: [Database, UnitOfWork, DatabaseClock, ...STORES],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
