import type { RehearsalRecord } from '#persistence';

/** What rehearsing tells while it goes on, for logs and metrics; the app says where that goes. */
export abstract class RehearsalReports {
  /** A rehearsal was committed, green or red. */
  abstract rehearsed(record: RehearsalRecord): void;

  /** A run could not be rehearsed; it is tried again with the next look, and stops none but itself. */
  abstract runFailed(runId: string, error: unknown): void;
}
