const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** What a cache may ask for at most: a takedown does not wait for an hour because a header says so. */
const ASKED_MS_MAX = 120_000;

/**
 * How long to wait before a cache is told again.
 *
 * @param failures in a row, from 1
 * @param retryAfterMs what the cache asked for; null: nothing
 * @param chance from 0 to 1, so that several processes do not come at once
 * @returns milliseconds: doubled from half a second to half a minute, the last half of it by chance; what was asked for, if that is longer
 */
export function purgeBackoffMs(failures: number, retryAfterMs: number | null, chance: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  const own = most / 2 + (chance * most) / 2;
  return Math.round(Math.max(own, Math.min(retryAfterMs ?? 0, ASKED_MS_MAX)));
}
