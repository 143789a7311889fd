import type { INestApplicationContext } from '@nestjs/common';
import { DAY_MS, HOUR_MS } from '#domain';
import type { Logger } from '#operations';
import { ProgrammeLog, ZoneReadModel } from '#persistence';
import { ExpireShowings, FlagGuides, RaiseHelplineAlarms, RederiveWindows } from '#scheduling';
import type { SchedulerMetrics } from './scheduler-metrics.js';

/** A chore, and when it is done again. */
interface Chore {
  readonly work: () => Promise<void>;
  readonly everyMs: number;
}

/** Does each chore at the start and then at its own pace; one that fails is tried again with the next tick. */
function inTurn(chores: readonly Chore[]): () => Promise<null> {
  const dueAt = chores.map(() => -Infinity);
  return async () => {
    for (const [index, { work, everyMs }] of chores.entries()) {
      if (performance.now() < dueAt[index]!) continue;
      await work();
      dueAt[index] = performance.now() + everyMs;
    }
    return null;
  };
}

/**
 * What has to be done now and then: at the start and daily all windows are held against the zone data of this process and of
 * PostgreSQL; hourly those that are new or were derived with other data, the due dates of helplines, the review dates of guides, counts of
 * showings that are deleted, and what the log of the programme may forget.
 *
 * @param onLooked called each time when the runs have been held against the zone data
 */
export function upkeepWork(
  app: INestApplicationContext,
  metrics: SchedulerMetrics,
  logger: Logger,
  onLooked: () => void,
): () => Promise<number | null> {
  const rederiving = app.get(RederiveWindows, { strict: false });
  const zones = app.get(ZoneReadModel, { strict: false });
  const rederive = (scope: 'STALE' | 'ALL') => async () => {
    const done = await rederiving.execute(scope);
    const open = await zones.open();
    metrics.zones(open);
    const fields = { ...done, open };
    if (done.moved + done.held + done.differs > 0)
      logger.warn(fields, 'zone data: boundaries moved, are held, or differ from PostgreSQL; see zoneChanges');
    else if (done.runs > 0) logger.info(fields, 'zone data: windows derived');
  };
  const flagging = app.get(FlagGuides, { strict: false });
  const flag = async () => {
    const { told, ...standing } = await flagging.execute();
    metrics.guides(standing);
    for (const { kind, ...fields } of told)
      logger.warn(
        fields,
        kind === 'OVERDUE'
          ? 'a text of a guide is past its review-by date; it is shown for some days more'
          : 'a text of a guide has left the air: nobody went through it in time',
      );
  };
  const programmeLog = app.get(ProgrammeLog, { strict: false });
  const alarms = app.get(RaiseHelplineAlarms, { strict: false });
  const lookAtHelplines = async () => {
    const { raised, overdue } = await alarms.execute();
    metrics.helplinesOverdue.set(overdue);
    if (raised > 0 || overdue > 0)
      logger.warn({ raised, overdue }, 'helplines are due to be verified or end; see helplinesDue');
  };
  const expiring = app.get(ExpireShowings, { strict: false });
  const expireShowings = async () => {
    const deleted = await expiring.execute();
    if (deleted > 0) logger.info({ deleted }, 'counts of showings that stayed below the floor were deleted');
  };
  return inTurn([
    { work: lookAtHelplines, everyMs: HOUR_MS },
    { work: rederive('ALL'), everyMs: DAY_MS },
    { work: () => rederive('STALE')().then(onLooked), everyMs: HOUR_MS },
    { work: flag, everyMs: HOUR_MS },
    { work: expireShowings, everyMs: HOUR_MS },
    { work: async () => void (await programmeLog.forget()), everyMs: HOUR_MS },
  ]);
}
