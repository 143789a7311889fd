import { Module, type DynamicModule } from '@nestjs/common';
import type { EventSink } from './event-sink.js';
import { EVENT_SINKS, OutboxRelay } from './outbox-relay.js';
import { PURGE_SINK, PurgeRelay } from './purge/purge-relay.js';
import type { PurgeSink } from './purge/purge-sink.js';

/** How what happened leaves; needs `PersistenceModule`. */
@Module({})
export class EventsModule {
  /**
   * @param sinks told of every event, in this order
   * @param purge the cache that is told what to forget; null: there is none, and no `PurgeRelay`
   */
  static forRoot(sinks: readonly EventSink[], purge: PurgeSink | null = null): DynamicModule {
    const purging = purge === null ? [] : [{ provide: PURGE_SINK, useValue: purge }, PurgeRelay];
    return {
      module: EventsModule,
      providers: [{ provide: EVENT_SINKS, useValue: sinks }, OutboxRelay, ...purging],
      exports: [OutboxRelay, ...(purge === null ? [] : [PurgeRelay])],
    };
  }
}
