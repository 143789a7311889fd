import { Inject, Injectable } from '@nestjs/common';
import { impactOf, zoneNames, type Actor, type Impact, type Outcome, type ProgrammeRows } from '#domain';
import { CampaignStore, ProgrammeReadModel, RunStore, UnitOfWork } from '#persistence';
import { AirGate } from './air-gate.js';
import { CancelRun, type CancelRunInput } from './cancel-run.js';
import { ReplaceRunPlaylist, type ReplaceRunPlaylistInput } from './replace-run-playlist.js';
import { RescheduleRun, type RescheduleRunInput } from './reschedule-run.js';
import { ScheduleCampaign, type ScheduleCampaignInput } from './schedule-campaign.js';
import { SlotKeeper } from './slot-keeper.js';

/** What was decided about the schedule, or what a dry run would do; or every reason why not. */
export interface ScheduleChange {
  readonly outcome: Outcome<string>;
  /** Of a dry run, one for each surface that would change; empty when refused, and when it was done. */
  readonly impacts: readonly (Impact & { readonly surface: string })[];
}

/**
 * Everything that changes the schedule, done or as a dry run: the very decision, with all its rules and locks, in a transaction
 * that is undone. A dry run holds the surface as the decision does, for as long as the rows are read; it compares afterwards.
 */
@Injectable()
export class ChangeSchedule {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ProgrammeReadModel) private readonly programme: ProgrammeReadModel,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
    @Inject(AirGate) private readonly gate: AirGate,
  ) {}

  scheduleCampaign(actor: Actor, input: ScheduleCampaignInput, isDry: boolean): Promise<ScheduleChange> {
    return this.change(isDry, (unitOfWork) =>
      new ScheduleCampaign(this.keeper(unitOfWork), this.campaigns, this.runs).execute(actor, input),
    );
  }

  rescheduleRun(actor: Actor, input: RescheduleRunInput, isDry: boolean): Promise<ScheduleChange> {
    return this.change(isDry, (unitOfWork) =>
      new RescheduleRun(this.keeper(unitOfWork), this.campaigns, this.runs).execute(actor, input),
    );
  }

  replaceRunPlaylist(actor: Actor, input: ReplaceRunPlaylistInput, isDry: boolean): Promise<ScheduleChange> {
    return this.change(isDry, (unitOfWork) =>
      new ReplaceRunPlaylist(this.keeper(unitOfWork), this.campaigns, this.runs).execute(actor, input),
    );
  }

  cancelRun(actor: Actor, input: CancelRunInput, isDry: boolean): Promise<ScheduleChange> {
    return this.change(isDry, (unitOfWork) => new CancelRun(unitOfWork, this.runs).execute(actor, input));
  }

  private keeper(unitOfWork: UnitOfWork): SlotKeeper {
    return new SlotKeeper(unitOfWork, this.campaigns, this.runs, this.gate);
  }

  private async change(
    isDry: boolean,
    decide: (unitOfWork: UnitOfWork) => Promise<Outcome<string>>,
  ): Promise<ScheduleChange> {
    if (!isDry) return { outcome: await decide(this.unitOfWork), impacts: [] };
    const unitOfWork = this.unitOfWork.previewing(async (tx) => ({
      rows: await this.programme.readIn(tx),
      at: tx.now,
    }));
    const outcome = await decide(unitOfWork);
    const seen = unitOfWork.seen();
    if (seen === null) return { outcome, impacts: [] };
    const [before, after] = [seen.before.rows, seen.after.rows];
    const impacts = changedSurfaces(before, after).map((surface) => ({
      surface,
      ...impactOf(before, after, surface, zoneNames(), seen.after.at),
    }));
    return { outcome, impacts };
  }
}

/** Surfaces of which a run came, went or became another. */
function changedSurfaces(before: ProgrammeRows, after: ProgrammeRows): string[] {
  const said = (rows: ProgrammeRows) => new Map(rows.runs.map((row) => [row.runId, JSON.stringify(row)]));
  const [old, next] = [said(before), said(after)];
  const changed = [...before.runs, ...after.runs].filter(({ runId }) => old.get(runId) !== next.get(runId));
  return [...new Set(changed.map(({ surface }) => surface))].sort();
}
