/**
 * When a device asks again. Every instant is drawn, none is shared: a million devices that were all answered at one moment,
 * or that all see one boundary, ask spread over minutes.
 */
export interface Cadence {
  /** Mean time between two requests in quiet times; a takedown reaches a device within 1.25 of it, plus what caches add. */
  readonly pollMs: number;
  /** After a boundary the answer is confirmed within [0, this). */
  readonly boundaryJitterMs: number;
  /** The longest pause after failures. */
  readonly backoffMsMax: number;
}

export const CADENCE: Cadence = { pollMs: 120_000, boundaryJitterMs: 120_000, backoffMsMax: 600_000 };

/** So close before a boundary nothing is asked: the answer could not be kept by a cache, and would be asked again after it. */
export const QUIET_MS = 5_000;
/** The shortest pause after a failure. */
export const BACKOFF_MS_MIN = 5_000;
/** The first pause of a device that holds no answer at all. */
export const FIRST_BACKOFF_MS = 30_000;
/** So many failures in a row open the circuit: an app's own `refresh()` asks nothing any more, only the drawn instants do. */
export const CIRCUIT_FAILURES = 4;
/** What one response may ask for at most, by max-age or Retry-After. */
export const ASKED_MS_MAX = 3_600_000;
const POLL_JITTER = 0.5;
const RETRY_AFTER_SPREAD_MS = 30_000;

/** In [0, 1). */
export type Random = () => number;

/**
 * Milliseconds until the next request after an answer: a jittered poll, no more often than the cache would have something
 * new; where a boundary comes before it, or would within QUIET_MS after it, the request is drawn from the time after the boundary.
 *
 * @param boundaryInMs until the first validUntil of the answers held; null: none
 */
export function pauseAfterAnswer(
  { pollMs, boundaryJitterMs }: Cadence,
  maxAgeMs: number,
  boundaryInMs: number | null,
  random: Random,
): number {
  const mean = Math.max(pollMs, Math.min(maxAgeMs, ASKED_MS_MAX));
  const poll = mean * (1 - POLL_JITTER / 2 + POLL_JITTER * random());
  if (boundaryInMs === null || poll < boundaryInMs - QUIET_MS) return poll;
  return Math.max(0, boundaryInMs) + boundaryJitterMs * random();
}

/**
 * Milliseconds until the next request after failures: full jitter under a ceiling that begins at the poll and doubles, so
 * that an outage brings no more requests than quiet times for long, and an origin that comes back is not met by all at once.
 *
 * @param failures in a row, from 1 @param retryAfterMs what the server asked for; null: nothing
 */
export function pauseAfterFailure(
  { pollMs, backoffMsMax }: Cadence,
  failures: number,
  retryAfterMs: number | null,
  isEmptyHanded: boolean,
  random: Random,
): number {
  const first = isEmptyHanded ? Math.min(FIRST_BACKOFF_MS, pollMs) : pollMs;
  const ceiling = Math.max(BACKOFF_MS_MIN, Math.min(backoffMsMax, first * 2 ** Math.min(failures - 1, 20)));
  const pause = BACKOFF_MS_MIN + (ceiling - BACKOFF_MS_MIN) * random();
  if (retryAfterMs === null) return pause;
  const asked = Math.min(retryAfterMs, ASKED_MS_MAX);
  return Math.max(pause, asked + Math.max(RETRY_AFTER_SPREAD_MS, asked / 2) * random());
}
