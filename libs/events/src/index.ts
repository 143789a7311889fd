export { EventLogSink } from './event-log-sink.js';
export type { EventSink } from './event-sink.js';
export { EventsModule } from './events.module.js';
export { OutboxRelay, RELAY_READER, SinkError } from './outbox-relay.js';
export { HttpPurge, PURGE_STYLES, type HttpPurgeOptions, type PurgeStyle } from './purge/http-purge.js';
export { purgeBackoffMs } from './purge/purge-backoff.js';
export { PURGE_READER, PURGE_SINK, PurgeRelay, type Purged } from './purge/purge-relay.js';
export { PurgeError, type PurgeSink } from './purge/purge-sink.js';
