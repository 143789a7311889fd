import { MINUTE_MS, SECOND_MS } from '#domain';
import { PurgeError, purgeBackoffMs, type PurgeRelay } from '#events';
import type { Logger } from '#operations';
import type { SchedulerMetrics } from './scheduler-metrics.js';

/** From the end of one look at the outbox to the next. */
export const PURGE_REST_MS = 250;
/** A cache keeps an answer for a minute at most: behind by more, what was taken down was shown as if there were no purge. */
const ALARM_LAG_MS = MINUTE_MS;

/**
 * The work of a ticker: tells the cache what to forget. A cache that does not acknowledge is told again, sooner at first, and nothing else
 * waits for it.
 */
export function purgeWork(
  relay: PurgeRelay,
  metrics: SchedulerMetrics,
  logger: Logger,
  random: () => number = Math.random,
): () => Promise<number | null> {
  let failures = 0;
  let restsUntil = -Infinity;
  let alarmAt = -Infinity;
  const failed = async (error: PurgeError) => {
    failures += 1;
    metrics.purgeFailed();
    restsUntil = performance.now() + purgeBackoffMs(failures, error.retryAfterMs, random());
    const lagMs = await relay.lagMs();
    metrics.purgeLagSeconds.set(lagMs / SECOND_MS);
    const fields = { failures, lagSeconds: Math.round(lagMs / SECOND_MS), reason: error.message };
    if (failures === 1) logger.warn(fields, 'the cache did not acknowledge a purge; it is told again');
    if (lagMs < ALARM_LAG_MS || performance.now() < alarmAt) return;
    alarmAt = performance.now() + MINUTE_MS;
    logger.error(
      fields,
      'ALARM: the cache has not been told for over a minute; what was taken down may still be in it. See docs/edge.md',
    );
  };
  return async () => {
    if (performance.now() < restsUntil) return null;
    try {
      const { keys, isMoreThere } = await relay.execute();
      if (keys > 0) logger.info({ keys, failures }, 'the cache was told what to forget');
      metrics.purged(keys);
      metrics.purgeLagSeconds.set((await relay.lagMs()) / SECOND_MS);
      failures = 0;
      return isMoreThere ? 0 : null;
    } catch (error) {
      if (!(error instanceof PurgeError)) throw error;
      await failed(error);
      return null;
    }
  };
}
