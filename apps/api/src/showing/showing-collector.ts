import { createHash } from 'node:crypto';
import { SECOND_MS, SYSTEM_ACTOR, type ShowingBatch } from '#domain';
import {
  isDatabaseFault,
  type AddedShowings,
  type HashedBatch,
  type ShowingStore,
  type UnitOfWork,
} from '#persistence';
import { TokenBucket } from './token-bucket.js';

/** Why showings were not counted: there was no room, too many came at once, what they named was not on air, or a bug. */
export const DROP_REASONS = ['full', 'rate', 'unknown', 'fault'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Told of what becomes of showings, in showings; nothing of a batch itself. */
export interface ShowingReports {
  added(showings: number): void;
  dropped(reason: DropReason, showings: number): void;
  /** The database did not take any; they wait. Told once, until it does again. */
  waits(error: unknown): void;
  /** A bug: what could not be added is let go. */
  failed(error: unknown): void;
}

/** Counts that wait in memory at most: some megabytes, and minutes of a busy day. */
export const WAITING_COUNTS_MAX = 50_000;
const BATCHES_PER_FLUSH_MAX = 500;
const FLUSH_MS = 5 * SECOND_MS;
/** Several processes do not come at once. */
const FLUSH_JITTER = 0.2;
/** Of one process, whoever sends them. */
const BATCHES_BURST = 2_000;
const BATCHES_PER_SECOND = 500;

/**
 * Collects counts of showings in memory and adds them to the sums every few seconds, so that no client waits for the database, nor any
 * answer for a count. What is lost with a process, or beyond WAITING_COUNTS_MAX, is lost: a count, never an answer.
 */
export class ShowingCollector {
  private waiting = new Map<string, HashedBatch>();
  private waitingCounts = 0;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();
  private isWaitingTold = false;
  private readonly bucket = new TokenBucket(BATCHES_BURST, BATCHES_PER_SECOND);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ShowingStore,
    private readonly reports: ShowingReports,
    private readonly random: () => number = Math.random,
  ) {}

  /** How many counts wait. */
  size(): number {
    return this.waitingCounts;
  }

  /**
   * Takes a batch, or drops it where there is no room, which is no fault of its sender.
   *
   * @returns false: too many come at once; it may be sent again later
   */
  take({ batchId, counts }: ShowingBatch): boolean {
    const showings = counts.reduce((sum, { count }) => sum + count, 0);
    if (!this.bucket.take(performance.now())) {
      this.reports.dropped('rate', showings);
      return false;
    }
    const hash = createHash('sha256').update(batchId).digest('hex');
    if (this.waiting.has(hash)) return true;
    if (this.waitingCounts + counts.length > WAITING_COUNTS_MAX) {
      this.reports.dropped('full', showings);
      return true;
    }
    this.waiting.set(hash, { hash, counts });
    this.waitingCounts += counts.length;
    return true;
  }

  start(): void {
    this.timer = setTimeout(
      () => void this.flush().finally(() => this.timer !== null && this.start()),
      FLUSH_MS * (1 + FLUSH_JITTER * (2 * this.random() - 1)),
    ).unref();
  }

  /** Adds what is there once more, if the database takes it. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.flush();
  }

  /** Adds what waits, as far as the database takes it. Never rejects; one at a time. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.flushAll());
    return this.flushing;
  }

  private async flushAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const batches = [...this.waiting.values()].slice(0, BATCHES_PER_FLUSH_MAX);
      try {
        this.tell(await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.add(tx, batches)));
        this.isWaitingTold = false;
      } catch (error) {
        if (isDatabaseFault(error)) {
          if (!this.isWaitingTold) this.reports.waits(error);
          this.isWaitingTold = true;
          return;
        }
        this.reports.failed(error);
        this.reports.dropped(
          'fault',
          batches.flatMap(({ counts }) => counts).reduce((sum, { count }) => sum + count, 0),
        );
      }
      for (const { hash, counts } of batches) {
        this.waiting.delete(hash);
        this.waitingCounts -= counts.length;
      }
    }
  }

  private tell({ added, unknown }: AddedShowings): void {
    this.reports.added(added);
    if (unknown > 0) this.reports.dropped('unknown', unknown);
  }
}
