import { formatInstant } from '#domain';
import type { OutboxEvent } from '#persistence';
import type { EventSink } from './event-sink.js';

/** Fields of a payload that are ids, instants or counts; nothing else of it is written to a log. */
const LOGGED = ['campaignId', 'scheduleVersion', 'meantAt', 'happenedAt', 'lateMs'] as const;

/** Writes each event as one structured line: what happened to which thing and when, no content. */
export class EventLogSink implements EventSink {
  readonly name = 'log';

  /** @param write gets the fields of one line */
  constructor(private readonly write: (fields: Readonly<Record<string, unknown>>) => void) {}

  take(event: OutboxEvent): void {
    const { id, type, subjectType, subjectId, payload, occurredAt } = event;
    const logged = LOGGED.filter((name) => payload[name] !== undefined).map((name) => [name, payload[name]]);
    this.write({
      eventId: id,
      type,
      subjectType,
      subjectId,
      occurredAt: formatInstant(occurredAt),
      ...Object.fromEntries(logged),
    });
  }
}
