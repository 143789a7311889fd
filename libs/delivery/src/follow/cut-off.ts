/** Longer than any poll that works takes. */
export const SILENT_MS_MAX = 3_000;

/** A process that follows another one is never so old; one that lost the database reaches it within 5 s of the loss. */
const FOLLOWING_MS_MAX = 4_500;

/** What other processes say of the database: since when they, or whom they follow, reached it, milliseconds; null: it was not to be had from them. */
export type PeerWord = number | null;

/**
 * How a process stands to the database.
 *
 * | | this process reached it within 3 s | another one did | another one answers | nobody answers |
 * |---|---|---|---|---|
 * | `REACHED` | yes | | | |
 * | `CUT_OFF` | no | yes | | |
 * | `GONE` | no | no | yes | |
 * | `FOLLOWED` | it has none of its own | yes | | |
 * | `GONE` | no | no | yes | |
 * | `UNKNOWN` | no | no | no | yes, or there is nobody to ask |
 */
export type DatabaseStanding = 'REACHED' | 'CUT_OFF' | 'FOLLOWED' | 'GONE' | 'UNKNOWN';

/** @param silentMs since this process reached it; null: it has no connection, on purpose */
export function databaseStanding(silentMs: number | null, peers: readonly PeerWord[]): DatabaseStanding {
  if (silentMs !== null && silentMs <= SILENT_MS_MAX) return 'REACHED';
  const told = peers.filter((one) => one !== null);
  if (told.some((one) => one <= SILENT_MS_MAX)) return silentMs === null ? 'FOLLOWED' : 'CUT_OFF';
  return told.length > 0 ? 'GONE' : 'UNKNOWN';
}

/**
 * Whether a process may be sent viewers while it does not reach the database.
 *
 * Cut off alone, or without a connection, it may while it follows another process: then it learns of every takedown. While the database is gone for everybody it may: a
 * proxy that routes on readiness would take all of them away.
 *
 * @param ageMs of what it serves; null: nothing
 * @param readyWhenUnknown what holds where nobody else can say
 */
export function isFitToServe(standing: DatabaseStanding, ageMs: number | null, readyWhenUnknown: boolean): boolean {
  if (standing === 'CUT_OFF' || standing === 'FOLLOWED') return ageMs !== null && ageMs <= FOLLOWING_MS_MAX;
  return standing === 'UNKNOWN' ? readyWhenUnknown : true;
}
