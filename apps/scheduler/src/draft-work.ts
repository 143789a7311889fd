import type { Logger } from '#operations';
import type { DraftingOutcome, DraftRecurringRuns } from '#scheduling';

/** Lead times are days: looked at when the process starts, and once an hour. */
const DRAFT_EVERY_MS = 3_600_000;

/**
 * The work of the drafting loop. It ticks like the others, so that it shows that it is alive, and is not held up by a
 * timer of an hour that would have to be true; a pass that failed is tried again with the next tick.
 *
 * The first pass comes after the start's look at zone data: a run that is drafted before it would be held against PostgreSQL's data as well, and
 * told of twice. A look that does not succeed holds nothing up for longer than an hour.
 *
 * @param onDrafted called when there are new events
 * @param isLookedAt whether the start's look at zone data is over
 */
export function draftWork(
  drafting: DraftRecurringRuns,
  logger: Logger,
  onDrafted: () => void,
  isLookedAt: () => boolean,
): () => Promise<0 | null> {
  let passedAt = -DRAFT_EVERY_MS;
  const begunAtMs = performance.now();
  return async () => {
    if (!isLookedAt() && performance.now() - begunAtMs < DRAFT_EVERY_MS) return null;
    const now = Date.now();
    // A clock that was set back is no reason to wait longer.
    if (now - passedAt < DRAFT_EVERY_MS && now >= passedAt) return null;
    const outcome = await drafting.execute();
    if (!outcome.isMoreDue) passedAt = now;
    tell(outcome, logger);
    if (outcome.drafted.length > 0) onDrafted();
    return outcome.isMoreDue ? 0 : null;
  };
}

function tell({ drafted, skipped, failed }: DraftingOutcome, logger: Logger): void {
  for (const one of drafted) logger.info(one, 'a rule drafted a run; people must approve and schedule it');
  for (const one of skipped) logger.warn(one, 'a year is due and cannot be drafted; people must look');
  for (const { error, ...one } of failed) logger.error({ ...one, err: error }, 'a run could not be drafted');
}
