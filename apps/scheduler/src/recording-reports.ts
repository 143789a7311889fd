import type { Logger } from '#operations';
import type { RecordedBatch } from '#persistence';
import { SchedulingReports } from '#scheduling';
import type { SchedulerMetrics } from './scheduler-metrics.js';

/** Puts what recording tells into the log and the metrics, and lets the relay know that there are events. */
export class RecordingReports extends SchedulingReports {
  /** Called after a tick that recorded something; set when the relay is there. */
  onRecorded: () => void = () => undefined;
  private isSomethingRecorded = false;

  constructor(
    private readonly metrics: SchedulerMetrics,
    private readonly logger: Logger,
  ) {
    super();
  }

  recorded(batch: RecordedBatch): void {
    this.metrics.recorded(batch);
    const { transitions, happenedAt } = batch;
    const activated = transitions.filter(({ kind }) => kind === 'ACTIVATED').length;
    const lateMsMax = happenedAt - transitions[0]!.meantAt;
    this.logger.info({ activated, retired: transitions.length - activated, lateMsMax }, 'transitions recorded');
    this.isSomethingRecorded = true;
  }

  /** Recording goes before telling: in a storm of boundaries the relay would take half of what recording needs. */
  tickEnded(): void {
    if (this.isSomethingRecorded) this.onRecorded();
    this.isSomethingRecorded = false;
  }

  batchFailed(error: unknown): void {
    this.logger.error({ err: error }, 'a batch could not be recorded; its transitions are gone through one by one');
  }

  runSetAside(runId: string, error: unknown): void {
    this.logger.error(
      { runId, err: error },
      'a run could not be recorded; it is passed by for a minute. Compare its state with its rows in transition',
    );
  }
}
