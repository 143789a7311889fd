import { Inject, Injectable } from '@nestjs/common';
import { OutboxReader } from '#persistence';
import type { EventSink } from './event-sink.js';

/** The name of the relay's cursor; all processes share it, so that one of them relays at a time. */
export const RELAY_READER = 'relay';
const EVENTS_PER_BATCH_MAX = 500;
const BATCHES_PER_TICK_MAX = 20;

/** The sinks of the relay, in the order in which each event is handed to them. */
export const EVENT_SINKS = Symbol('EVENT_SINKS');

/** What a sink threw, with the event it threw at. */
export class SinkError extends Error {
  override readonly name = 'SinkError';

  constructor(sink: string, eventId: string, cause: unknown) {
    super(`The sink ${sink} did not take the event ${eventId}; it comes again, and the events behind it wait.`, {
      cause,
    });
  }
}

/**
 * Relays what happened from the outbox to its sinks, in the order of commits, and tells listeners on the channel
 * EVENTS_CHANNEL. An event comes again when a sink throws at it, or when the process dies before the cursor has moved.
 */
@Injectable()
export class OutboxRelay {
  constructor(
    @Inject(OutboxReader) private readonly outbox: OutboxReader,
    @Inject(EVENT_SINKS) private readonly sinks: readonly EventSink[],
  ) {}

  /**
   * Relays what there is, at most some thousands at once.
   *
   * @returns true when there may be more
   * @throws SinkError, and faults of the database; what was relayed before stays relayed
   */
  async execute(): Promise<boolean> {
    const reading = { reader: RELAY_READER, eventsMax: EVENTS_PER_BATCH_MAX, announce: true };
    for (let batches = 0; batches < BATCHES_PER_TICK_MAX; batches += 1) {
      const relayed = await this.outbox.read(reading, async (event) => {
        for (const sink of this.sinks) {
          try {
            await sink.take(event);
          } catch (error) {
            throw new SinkError(sink.name, event.id, error);
          }
        }
      });
      if (relayed < EVENTS_PER_BATCH_MAX) return false;
    }
    return true;
  }

  /** Age of the oldest event that was not relayed yet, in milliseconds; 0: none. */
  async lagMs(): Promise<number> {
    return this.outbox.lagMs(RELAY_READER);
  }
}
