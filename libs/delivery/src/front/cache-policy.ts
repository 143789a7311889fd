import { SECOND_MS, type Instant } from '#domain';

/** No cache keeps an answer longer without asking: a takedown must get through, also where nothing is purged. */
export const FRESH_SECONDS_MAX = 60;
/** How much longer a cache may hand out an answer while it fetches the next. */
export const STALE_WHILE_SECONDS_MAX = 30;
/** How much longer it may do so while we cannot be reached. */
export const STALE_ERROR_SECONDS_MAX = 3_600;

/**
 * An answer is kept up to a second longer than it is told by a cache that counts whole seconds and keeps the last one, as nginx does, and by a device
 * whose clock is behind: it has no other word of how old the answer was in a shared cache than `Age`, in whole seconds, too.
 */
const EARLY_SECONDS = 1;

/**
 * How long caches may keep an answer, fresh or stale: whole seconds, rounded down, from the moment of sending, and so much before `validUntil`
 * that none shows it after, whatever it counts in. Where not even a second is left then, nobody may keep it. test/caches holds this against caches as
 * RFC 9111 has them.
 *
 * @param validUntil UTC epoch milliseconds, excluded; null: nothing is known of how long it holds
 */
export function cacheControl(validUntil: Instant | null, now: Instant): string {
  const left = validUntil === null ? 0 : Math.floor((validUntil - now) / SECOND_MS);
  const fresh = Math.min(left - EARLY_SECONDS, FRESH_SECONDS_MAX);
  if (fresh <= 0) return 'no-store';
  // What is stale may be given out through the last second, and not to the begin of it.
  const rest = left - EARLY_SECONDS - 1 - fresh;
  const whileStale = Math.min(rest, STALE_WHILE_SECONDS_MAX);
  const onError = Math.min(rest, STALE_ERROR_SECONDS_MAX);
  const stale = rest > 0 ? `, stale-while-revalidate=${whileStale}, stale-if-error=${onError}` : '';
  return `public, max-age=${fresh}, s-maxage=${fresh}${stale}`;
}
