import type { OutboxEvent } from '#persistence';

/** Somebody who is told of every event, in the order of commits, at least once each. */
export interface EventSink {
  /** In messages about it. */
  readonly name: string;
  /**
   * Takes well under a second, or the cursor is given to another process meanwhile. An event that comes a second time
   * has the same id.
   *
   * @throws when the event is to come again
   */
  take(event: OutboxEvent): Promise<void> | void;
}
