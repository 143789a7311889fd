import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';

/** How many attempts pass one after the other before somebody has to wait, and how long at most. */
export interface AttemptRule {
  readonly freely: number;
  readonly waitMsMax: number;
}

/** At one account from one network: a person who mistypes, and the one who guesses. */
export const PAIR_RULE: AttemptRule = { freely: 5, waitMsMax: 15 * MINUTE_MS };
/** From one network, at whatever account: an office, and the one who tries one password everywhere. */
export const NETWORK_RULE: AttemptRule = { freely: 40, waitMsMax: 15 * MINUTE_MS };

/** Whoever has not tried for so long begins anew. */
const FORGET_MS = HOUR_MS;
const KEPT_MAX = 50_000;

interface Tries {
  count: number;
  lastMs: number;
}

/**
 * Attempts that have failed, by who made them: `freely` pass, and each further one has to wait twice as long as the one before, from a second on.
 * An attempt counts when it begins, so that many at once are many; one that succeeds takes them all back.
 *
 * What is counted belongs to who makes the attempts, never to the account alone: nobody can lock somebody else out by failing often.
 * Kept in memory, at most KEPT_MAX, those that tried last.
 */
export class AttemptLimits {
  private readonly tries = new Map<string, Tries>();

  /** @param now milliseconds of a clock that does not go back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts an attempt, unless it comes too early. @returns milliseconds to wait; 0: it may go on */
  begin(key: string, rule: AttemptRule): number {
    const now = this.now();
    const known = this.tries.get(key);
    const tries = known === undefined || now - known.lastMs >= FORGET_MS ? { count: 0, lastMs: now } : known;
    const waitMs = tries.lastMs + pauseMs(tries.count, rule) - now;
    if (waitMs > 0) return waitMs;
    this.tries.delete(key);
    this.tries.set(key, { count: tries.count + 1, lastMs: now });
    this.makeRoom();
    return 0;
  }

  /** It was who they say. */
  succeeded(key: string): void {
    this.tries.delete(key);
  }

  /** One attempt that told nothing: it is not held against anybody. */
  takeBack(key: string): void {
    const tries = this.tries.get(key);
    if (tries !== undefined) tries.count -= 1;
  }

  get size(): number {
    return this.tries.size;
  }

  private makeRoom(): void {
    for (const key of this.tries.keys()) {
      if (this.tries.size <= KEPT_MAX) return;
      this.tries.delete(key);
    }
  }
}

/** After so many attempts, until the next one. */
function pauseMs(count: number, { freely, waitMsMax }: AttemptRule): number {
  return count < freely ? 0 : Math.min(waitMsMax, SECOND_MS * 2 ** Math.min(30, count - freely));
}
