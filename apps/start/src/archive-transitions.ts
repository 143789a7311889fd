import { Database, TransitionArchive, UnitOfWork } from '#persistence';

/** Archives, and says what it did. @param olderThanDays at least ARCHIVE_AGE_DAYS_MIN */
export async function archiveTransitions(
  url: string,
  olderThanDays: number,
  say: (text: string) => void,
): Promise<void> {
  const database = new Database({ url, poolMax: 2, applicationName: 'marquee-archive' });
  try {
    const { transitions, batches } = await new TransitionArchive(database, new UnitOfWork(database)).archive(
      olderThanDays,
    );
    say(`Archived: ${transitions} transitions older than ${olderThanDays} days, in ${batches} batches.`);
  } finally {
    await database.close();
  }
}
