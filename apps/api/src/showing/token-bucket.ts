/**
 * How many of something a process takes, whoever sends it: nobody is told apart, since that would take an address.
 *
 * Full at first; one is taken out with each, and so many a second come back, up to `most`.
 */
export class TokenBucket {
  private tokens: number;
  private filledAt: number | null = null;

  /** @param perSecond above 0 */
  constructor(
    private readonly most: number,
    private readonly perSecond: number,
  ) {
    this.tokens = most;
  }

  /** @param now milliseconds of a clock that never goes back @returns false: there is none left */
  take(now: number): boolean {
    const passedMs = now - (this.filledAt ?? now);
    this.tokens = Math.min(this.most, this.tokens + (passedMs * this.perSecond) / 1_000);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
