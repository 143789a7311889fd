import { canonicalHash } from '../content/content-hash.js';
import { refuse, type Refusal } from '../refusal.js';

/** A revision in its place of a playlist, with the hash of each of its localizations. */
export interface PinnedRevision {
  readonly revisionId: string;
  readonly hashes: Readonly<Record<string, string>>;
}

/** What the approval of a run is bound to: which revisions, in which order, with which words. */
export function playlistHash(pinned: readonly PinnedRevision[]): string {
  return canonicalHash(pinned.map(({ revisionId, hashes }) => ({ revisionId, hashes })));
}

/**
 * A run that a rule drafted goes on air only with a playlist that somebody approved for this very year: an approval of
 * another year belongs to another run, one of another playlist has another hash.
 *
 * @param observanceYear null: people planned the run, and nothing more is asked
 * @param approved the hashes of every approval of the run
 */
export function approvedAgainRefusals(
  run: { readonly runId: string; readonly observanceYear: number | null; readonly approved: readonly string[] },
  presentHash: string,
  path: readonly string[],
): Refusal[] {
  const { runId, observanceYear, approved } = run;
  if (observanceYear === null || approved.includes(presentHash)) return [];
  const why =
    approved.length === 0
      ? `nobody has approved it for ${observanceYear}`
      : `its playlist is another than the one that was approved for ${observanceYear}`;
  return [
    refuse('NOT_APPROVED_AGAIN', path, {
      message: `A rule drafted this run, and ${why}. Ask a REVIEWER or SAFETY_REVIEWER to look at this playlist and call approveRun, then try again.`,
      runId,
      observanceYear,
      playlistHash: presentHash,
    }),
  ];
}
