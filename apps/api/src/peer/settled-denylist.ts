import type { DenylistKeeper, DenylistOutcome } from '#delivery';
import { SECOND_MS } from '#domain';
import type { Logger } from '#operations';
import { wordsOf } from './kept-snapshot.js';
import type { StandbyParts } from './standby.js';

/** A list is held against the database so often. */
const SETTLE_MS = 5 * SECOND_MS;

/** A break-glass list in one process: taken from whoever has signed it, and held against the database for as long as that has not caught up. */
export class SettledDenylist {
  private settledAtMs = -Infinity;

  /** @param keeper null: no list is taken */
  constructor(
    private readonly keeper: DenylistKeeper | null,
    private readonly database: StandbyParts['database'],
    private readonly logger: Logger,
  ) {}

  /** A list that somebody gave to this process. @param passOn called with one that is new */
  async take(signed: unknown, passOn: () => void): Promise<DenylistOutcome> {
    if (this.keeper === null)
      return { isTaken: false, refusal: 'BREAK_GLASS_PUBLIC_KEY is not set: no list is taken.' };
    const outcome = await this.keeper.take(signed);
    if (outcome.isTaken && outcome.isNew) {
      const { serial, reason, subjects } = outcome.list;
      this.logger.error({ serial, reason, subjects }, 'break-glass: a denylist is applied');
      passOn();
    }
    return outcome;
  }

  /** While the database is reached, what is denied is held against it, and told for as long as it is not off the air there. */
  async settle(isReached: boolean): Promise<void> {
    const { database, keeper, logger } = this;
    if (keeper === null) return;
    keeper.apply();
    const subjects = keeper.subjects();
    const isDue = performance.now() - this.settledAtMs >= SETTLE_MS;
    if (database === null || subjects.length === 0 || !isReached || !isDue) return;
    this.settledAtMs = performance.now();
    try {
      const { serial } = keeper.list()!;
      const notRemoved = await database.notRemoved(subjects);
      // Another list was given meanwhile: nothing was asked about that one.
      if (keeper.list()?.serial !== serial) return;
      if (notRemoved.length > 0)
        logger.error(
          { subjects: notRemoved },
          'break-glass: denied here and not taken down in the database; take it down',
        );
      const now = performance.now();
      const ageMs = database.holder.ageMs();
      await keeper.settle(notRemoved, now, ageMs === null ? null : now - ageMs);
    } catch (error) {
      logger.warn({ reason: wordsOf(error) }, 'the denylist was not held against the database');
    }
  }
}
