import type { INestApplicationContext } from '@nestjs/common';
import { SECOND_MS } from '#domain';
import type { Logger } from '#operations';
import type { RehearsalRecord } from '#persistence';
import { RehearsalReports, RehearseRuns } from '#scheduling';
import type { SchedulerMetrics } from './scheduler-metrics.js';

/** From the end of one look for runs to be rehearsed to the next. */
export const REHEARSAL_REST_MS = 30 * SECOND_MS;

/** Puts what rehearsing tells into the log and the metrics. */
export class LoggedRehearsals extends RehearsalReports {
  constructor(
    private readonly metrics: SchedulerMetrics,
    private readonly logger: Logger,
  ) {
    super();
  }

  rehearsed({ runId, scheduleVersion, kind, result }: RehearsalRecord): void {
    this.metrics.rehearsed(result.isGreen ? 'green' : 'red');
    const codes = [...new Set(result.findings.map(({ code }) => code))].sort();
    const fields = { runId, scheduleVersion, kind, findings: result.findings.length + result.findingsLeftOut, codes };
    if (result.isGreen) this.logger.info(fields, 'run rehearsed: green');
    else this.logger.warn(fields, 'run rehearsed: RED. What was found stands on the schedule');
  }

  runFailed(runId: string, error: unknown): void {
    this.metrics.rehearsed('failed');
    this.logger.error({ runId, err: error }, 'a run could not be rehearsed; it is tried again with the next look');
  }
}

/** The work of a ticker, which comes each second: looks for runs once in REHEARSAL_REST_MS, and goes on at once while more are due. */
export function rehearsalWork(app: INestApplicationContext): () => Promise<number | null> {
  const rehearsing = app.get(RehearseRuns, { strict: false });
  let restsUntil = -Infinity;
  return async () => {
    if (performance.now() < restsUntil) return null;
    const isMoreDue = await rehearsing.execute();
    restsUntil = isMoreDue ? -Infinity : performance.now() + REHEARSAL_REST_MS;
    return isMoreDue ? 0 : null;
  };
}
