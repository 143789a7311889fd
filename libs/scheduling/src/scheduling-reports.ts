import type { RecordedBatch } from '#persistence';

/** What recording tells while it goes on, for logs and metrics; the app says where that goes. */
export abstract class SchedulingReports {
  /** A batch was committed. */
  abstract recorded(batch: RecordedBatch): void;

  /** A batch could not be recorded; its runs are gone through one by one. */
  abstract batchFailed(error: unknown): void;

  /** A run could not be recorded by itself either; it is passed by for a minute, and tried again. People must look. */
  abstract runSetAside(runId: string, error: unknown): void;
}
