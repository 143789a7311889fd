import { Inject, Injectable } from '@nestjs/common';
import { isPastPurging, purgedBy, purgeKeys, type SurrogateKey } from '#domain';
import { DatabaseClock, OutboxReader, PurgeReadModel, type OutboxPeek } from '#persistence';
import type { PurgeSink } from './purge-sink.js';

/** The name of its cursor in the outbox: its own, so that a cache that is down holds nobody else's events back. */
export const PURGE_READER = 'purge';
export const PURGE_SINK = Symbol('PURGE_SINK');

const EVENTS_PER_BATCH_MAX = 500;
const BATCHES_PER_TICK_MAX = 20;

/** What one call has done. */
export interface Purged {
  /** Keys that were acknowledged. */
  readonly keys: number;
  /** True when there may be more. */
  readonly isMoreThere: boolean;
}

/**
 * Tells a cache what to forget, in the order of commits, at least once: the cursor moves when the cache has acknowledged every key
 * of a batch. A process that dies in between leaves it, and the same keys are told again, which does no harm; so do two processes
 * that look at one moment. Nothing of the database is held while the cache is waited for.
 */
@Injectable()
export class PurgeRelay {
  constructor(
    @Inject(OutboxReader) private readonly outbox: OutboxReader,
    @Inject(PurgeReadModel) private readonly names: PurgeReadModel,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    @Inject(PURGE_SINK) private readonly sink: PurgeSink,
  ) {}

  /**
   * Tells what there is to tell, at most some thousands of events at once.
   *
   * @throws PurgeError, and faults of the database; what was told before stays told
   */
  async execute(): Promise<Purged> {
    let keys = 0;
    for (let batches = 0; batches < BATCHES_PER_TICK_MAX; batches += 1) {
      const peek = await this.outbox.peek(PURGE_READER, EVENTS_PER_BATCH_MAX);
      if (peek.events.length === 0) return { keys, isMoreThere: false };
      const told = await this.keysOf(peek);
      for (let first = 0; first < told.length; first += this.sink.keysMax) {
        await this.sink.forget(told.slice(first, first + this.sink.keysMax));
      }
      await this.outbox.moveBehind(PURGE_READER, peek);
      keys += told.length;
      if (peek.events.length < EVENTS_PER_BATCH_MAX) return { keys, isMoreThere: false };
    }
    return { keys, isMoreThere: true };
  }

  /** Age of the oldest event after which the cache was not told, in milliseconds; 0: it was told of all. */
  async lagMs(): Promise<number> {
    return this.outbox.lagMs(PURGE_READER);
  }

  private async keysOf({ events }: OutboxPeek): Promise<SurrogateKey[]> {
    const now = this.clock.now();
    const subjects = events.filter((event) => !isPastPurging(event, now)).flatMap(purgedBy);
    return subjects.length === 0 ? [] : purgeKeys(subjects, await this.names.names(subjects));
  }
}
