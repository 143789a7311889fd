import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  AIRING_STATES,
  intentRefusals,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  runRegionsRefusals,
  runStateRefusals,
  type Actor,
  type Outcome,
  type Refusal,
  type RunState,
  type WindowIntent,
} from '#domain';
import { CampaignStore, RunStore, type LockedRun, type Transaction } from '#persistence';
import { SlotKeeper, type ScheduleProposal } from './slot-keeper.js';

export interface RescheduleRunInput {
  readonly runId: string;
  /** Other dates; a draft stays a draft with them. Null: the dates it has, and a draft is scheduled with them. */
  readonly window: WindowIntent | null;
  /** Other regions of its own; null: those it has. */
  readonly regions: readonly string[] | null;
  readonly idempotencyKey: string | null;
}

/**
 * Schedules a planned run, or gives a run other dates; all rules are asked anew. A run that was scheduled gets a new
 * schedule version, so that no boundary of the old dates is ever recorded for the new ones.
 */
@Injectable()
export class RescheduleRun {
  constructor(
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the run */
  async execute(actor: Actor, input: RescheduleRunInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const command = { name: 'rescheduleRun', input: asked, idempotencyKey };
    return this.slots.decide(actor, command, async (tx, remember) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0) return refused(denied);
      const run = await this.runs.lockRun(tx, input.runId);
      if (run === null) return refused([notFound('run', input.runId, ['input', 'runId'])]);
      const campaign = (await this.campaigns.lockCampaign(tx, run.campaignId))!;
      const proposal = {
        campaign,
        playlistId: run.playlistId,
        intent: input.window ?? run.intent,
        regions: input.regions ?? run.regions,
        runId: run.id,
      };
      remember(proposal);
      const state = run.state === 'DRAFT' && input.window !== null ? 'DRAFT' : 'SCHEDULED';
      const refusals = [
        ...stateRefusals(run, input.window === null ? 'SCHEDULE' : 'RESCHEDULE'),
        ...(await this.ruleRefusals(tx, state, proposal)),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.write(tx, run, state, proposal);
      return accepted(run.id);
    });
  }

  private async ruleRefusals(tx: Transaction, state: RunState, proposal: ScheduleProposal) {
    if (state !== 'DRAFT') return this.slots.refusals(tx, proposal);
    return [
      ...intentRefusals(proposal.intent, ['input', 'window']),
      ...runRegionsRefusals(proposal.regions, proposal.campaign.audience.regions, ['input', 'regions']),
    ];
  }

  private async write(tx: Transaction, run: LockedRun, state: RunState, proposal: ScheduleProposal): Promise<void> {
    const wasScheduled = AIRING_STATES.includes(run.state);
    const scheduleVersion = run.scheduleVersion + (wasScheduled ? 1 : 0);
    const { intent, regions } = proposal;
    await this.runs.reschedule(tx, run, { state, intent, regions, newVersion: wasScheduled });
    if (state === 'SCHEDULED') {
      await this.slots.hold(tx, run.id, proposal);
      tx.programmeChanged({ run: run.id });
    }
    const action = wasScheduled ? 'run.rescheduled' : state === 'SCHEDULED' ? 'run.scheduled' : 'run.planned';
    const after = { campaignId: run.campaignId, state, window: intent, regions, scheduleVersion };
    tx.audit({
      action,
      subjectType: 'run',
      subjectId: run.id,
      before: { state: run.state, window: run.intent, regions: run.regions, scheduleVersion: run.scheduleVersion },
      after,
    });
    tx.emit({ type: action, subjectType: 'run', subjectId: run.id, payload: after });
  }
}

/** Only a draft is scheduled as it is; what has its dates and keeps them needs no decision. */
function stateRefusals(run: LockedRun, wish: 'SCHEDULE' | 'RESCHEDULE'): Refusal[] {
  const refusals = runStateRefusals(run.state, 'SCHEDULED', ['input', 'runId']);
  if (wish === 'RESCHEDULE' || run.state === 'DRAFT' || refusals.length > 0) return refusals;
  const message = `The run is ${run.state} already. Reschedule it to give it other dates.`;
  return [refuse('WRONG_STATE', ['input', 'runId'], { message, state: run.state, allowedStates: ['DRAFT'] })];
}
