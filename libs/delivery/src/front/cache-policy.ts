import { SECOND_MS, type Instant } from '#domain';

/** No cache keeps an answer longer without asking: a takedown must get through, also where nothing is purged. */
export const FRESH_SECONDS_MAX = 60;
/** How much longer a cache may hand out an answer while it fetches the next. */
export const STALE_WHILE_SECONDS_MAX = 30;
/** How much longer it may do so while we cannot be reached. */
export const STALE_ERROR_SECONDS_MAX = 3_600;

/**
 * How long caches may keep an answer. Fresh or stale, never to `validUntil`: whole seconds, rounded down, from the moment of
 * sending. Where not even a second is left, no cache may keep it at all. Shared caches are told a second less: those that count whole
 * seconds, as nginx does, keep an answer up to a second longer than they are told.
 *
 * @param validUntil UTC epoch milliseconds, excluded; null: nothing is known of how long it holds
 */
export function cacheControl(validUntil: Instant | null, now: Instant): string {
  const left = validUntil === null ? 0 : Math.floor((validUntil - now) / SECOND_MS);
  if (left <= 0) return 'no-store';
  const fresh = Math.min(left, FRESH_SECONDS_MAX);
  const shared = Math.min(left - 1, FRESH_SECONDS_MAX);
  const rest = left - 1 - fresh;
  const whileStale = Math.min(rest, STALE_WHILE_SECONDS_MAX);
  const onError = Math.min(rest, STALE_ERROR_SECONDS_MAX);
  const stale = rest > 0 ? `, stale-while-revalidate=${whileStale}, stale-if-error=${onError}` : '';
  return `public, max-age=${fresh}, s-maxage=${shared}${stale}`;
}
