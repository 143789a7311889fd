import { Inject, Injectable } from '@nestjs/common';
import {
  compile,
  mediaUrls,
  rehearse,
  SYSTEM_ACTOR,
  type MediaAnswers,
  type Programme,
  type ProgrammeRows,
} from '#domain';
import {
  isDatabaseFault,
  ProgrammeReadModel,
  RehearsalStore,
  UnitOfWork,
  type DueRehearsal,
  type RehearsalRecord,
} from '#persistence';
import { MediaProbe } from './media-probe.js';
import { RehearsalReports } from './rehearsal-reports.js';

/** Runs in one look, so that it ends; the next one goes on at once. */
export const RUNS_PER_LOOK_MAX = 50;
/** Files of one run that are asked for; the rest counts as not asked. */
export const URLS_PER_RUN_MAX = 50;
/** Files asked for at a time: with 5 s each, a run takes 25 s at most. */
const PROBES_AT_ONCE = 10;

/**
 * Rehearses every run that waits, seven days, one day and one hour before its first instant on Earth.
 *
 * Which are due is the database's answer by the database's clock. The programme is read once for all of them, and evaluated
 * outside of any transaction; recording is one short transaction each, in which a unique key lets one of several
 * schedulers in. A run that was rescheduled in between is not recorded, and found again with the next look.
 */
@Injectable()
export class RehearseRuns {
  private isStopped = false;

  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RehearsalStore) private readonly store: RehearsalStore,
    @Inject(ProgrammeReadModel) private readonly programmes: ProgrammeReadModel,
    @Inject(MediaProbe) private readonly media: MediaProbe,
    @Inject(RehearsalReports) private readonly reports: RehearsalReports,
  ) {}

  /** @returns true when more may be due. @throws a fault of the database; what was recorded before stays recorded */
  async execute(): Promise<boolean> {
    const due = await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.listDue(tx, RUNS_PER_LOOK_MAX));
    if (due.length === 0) return false;
    const rows = await this.programmes.read();
    const programme = compile(rows);
    const zones = Intl.supportedValuesOf('timeZone');
    let failed = 0;
    for (const one of due) {
      if (this.isStopped) return false;
      try {
        await this.rehearseOne(one, rows, programme, zones);
      } catch (error) {
        if (isDatabaseFault(error)) throw error;
        failed += 1;
        this.reports.runFailed(one.runId, error);
      }
    }
    // A look in which all fail would otherwise be followed by itself, again and again.
    return due.length === RUNS_PER_LOOK_MAX && failed < due.length;
  }

  /** Begins no other run, and records nothing of the one at work: its files may have been given up, not unreachable. */
  stop(): void {
    this.isStopped = true;
  }

  private async rehearseOne(
    due: DueRehearsal,
    rows: ProgrammeRows,
    programme: Programme,
    zones: readonly string[],
  ): Promise<void> {
    const { runId, scheduleVersion, kind, dueAt } = due;
    const row = rows.runs.find((one) => one.runId === runId && one.scheduleVersion === scheduleVersion);
    // Decided anew since it was found due.
    if (row === undefined) return;
    const media = await this.probeAll(mediaUrls(row));
    const question = { rows, programme, runId, now: dueAt, zones, media };
    const result = rehearse(question);
    if (result === null || this.isStopped) return;
    const record: RehearsalRecord = { runId, scheduleVersion, kind, dueAt, programmeVersion: rows.version, result };
    const id = await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.insert(tx, record));
    if (id !== null) this.reports.rehearsed(record);
  }

  private async probeAll(urls: readonly string[]): Promise<MediaAnswers> {
    const answers: [string, Awaited<ReturnType<MediaProbe['probe']>>][] = [];
    const waiting = urls.slice(0, URLS_PER_RUN_MAX);
    const askInTurn = async () => {
      for (let url = waiting.shift(); url !== undefined && !this.isStopped; url = waiting.shift())
        answers.push([url, await this.media.probe(url)]);
    };
    await Promise.all(Array.from({ length: PROBES_AT_ONCE }, askInTurn));
    return new Map(answers);
  }
}
