export { EventLogSink } from './event-log-sink.js';
export type { EventSink } from './event-sink.js';
export { EventsModule } from './events.module.js';
export { OutboxRelay, RELAY_READER, SinkError } from './outbox-relay.js';
