import type { TransactionClient } from './transaction.js';

/** Readers of the programme listen here; the payload is the new version. A hint only: whoever misses it polls. */
export const PROGRAMME_CHANNEL = 'marquee_programme';

/** Counts a change of the programme; the row is locked until commit, so that versions are committed in their order. */
export async function announceProgrammeChange(client: TransactionClient): Promise<void> {
  await client.$queryRaw`
    WITH changed AS (UPDATE programme_version SET version = version + 1 WHERE id = 1 RETURNING version)
    SELECT pg_notify(${PROGRAMME_CHANNEL}, version::text)::text FROM changed`;
}
