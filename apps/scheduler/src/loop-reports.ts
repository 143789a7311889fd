import type { Logger } from '#operations';
import type { TickReports } from '#scheduling';
import type { Loop, SchedulerMetrics } from './scheduler-metrics.js';

/** During an outage a loop fails every second; the first failure is logged, and then one of so many. */
const FAILURES_PER_LINE = 60;

/** Counts the ticks of one loop, and logs when they begin to fail and when they are well again. */
export class LoopReports implements TickReports {
  private failures = 0;

  constructor(
    private readonly loop: Loop,
    private readonly metrics: SchedulerMetrics,
    private readonly logger: Logger,
  ) {}

  ticked(): void {
    this.metrics.ticked(this.loop, 'ok');
    if (this.failures > 0) this.logger.info({ loop: this.loop, failures: this.failures }, 'ticks are well again');
    this.failures = 0;
  }

  failed(error: unknown): void {
    this.metrics.ticked(this.loop, 'failed');
    if (this.failures % FAILURES_PER_LINE === 0) {
      this.logger.error(
        { loop: this.loop, failures: this.failures + 1, err: error },
        'tick failed; the next one tries again',
      );
    }
    this.failures += 1;
  }

  resynced(gapMs: number): void {
    this.metrics.resynced();
    this.logger.warn(
      { loop: this.loop, gapMs },
      'resync: nothing ticked for a while; what came due meanwhile is recorded now',
    );
  }
}
