import { MINUTE_MS } from '#domain';
import type { Logger } from '#operations';
import type { RemovalLedger } from '#persistence';

/** How often the rows are held against the ledger: a backup may be restored under a scheduler that runs. */
const CHECK_MS = MINUTE_MS;

/**
 * Keeps the ledger of removals. What the rows lack is removed again before anything is written: a ledger is never brought in line with
 * an older database.
 */
export function ledgerWork(ledger: RemovalLedger, logger: Logger): () => Promise<null> {
  let checkAt = -Infinity;
  return async () => {
    if (performance.now() >= checkAt) {
      const { reapplied, damagedLines, isThere } = await ledger.reapply();
      if (!isThere)
        logger.warn(
          'there is no ledger at LEDGER_PATH: one is begun with what the database has; if there was one, give it back',
        );
      checkAt = performance.now() + CHECK_MS;
      if (reapplied > 0)
        logger.error({ reapplied }, 'the database lacked removals that stand in the ledger: they were removed again');
      if (damagedLines.length > 0)
        logger.error(
          { damagedLines: damagedLines.slice(0, 20) },
          'lines of the ledger are not whole; see docs/takedown.md',
        );
    }
    await ledger.write();
    return null;
  };
}
