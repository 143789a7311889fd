import { Module, type DynamicModule } from '@nestjs/common';
import type { EventSink } from './event-sink.js';
import { EVENT_SINKS, OutboxRelay } from './outbox-relay.js';

/** How what happened leaves; needs `PersistenceModule`. */
@Module({})
export class EventsModule {
  /** @param sinks told of every event, in this order */
  static forRoot(sinks: readonly EventSink[]): DynamicModule {
    return {
      module: EventsModule,
      providers: [{ provide: EVENT_SINKS, useValue: sinks }, OutboxRelay],
      exports: [OutboxRelay],
    };
  }
}
