import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome, type WindowIntent } from '#domain';
import { CampaignStore, RunStore } from '#persistence';
import { SlotKeeper } from './slot-keeper.js';

export interface ScheduleCampaignInput {
  readonly campaignId: string;
  readonly window: WindowIntent;
  /** Narrows the campaign's audience, for windows of their own by region; empty: all of its regions. */
  readonly regions: readonly string[];
  readonly idempotencyKey: string | null;
}

/** Gives a campaign a run with its current playlist that goes on air by itself, if nothing stands against it. */
@Injectable()
export class ScheduleCampaign {
  constructor(
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the new run */
  async execute(actor: Actor, input: ScheduleCampaignInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { campaignId, window, regions } = asked;
    const command = { name: 'scheduleCampaign', input: asked, idempotencyKey };
    return this.slots.decide(actor, command, async (tx, remember) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const campaign = await this.campaigns.lockCampaign(tx, campaignId);
      if (campaign === null) return refused([notFound('campaign', campaignId, ['input', 'campaignId'])]);
      const { playlistId } = campaign;
      const proposal = { campaign, playlistId, intent: window, regions, runId: null };
      remember(proposal);
      const refusals = await this.slots.refusals(tx, proposal);
      if (refusals.length > 0 || playlistId === null) return refused(refusals);
      const id = await this.runs.insertRun(tx, {
        campaignId,
        playlistId,
        state: 'SCHEDULED',
        intent: window,
        regions,
        createdBy: actor.memberId,
      });
      await this.slots.hold(tx, id, proposal);
      const after = { campaignId, state: 'SCHEDULED', window, regions, scheduleVersion: 1 };
      tx.audit({ action: 'run.scheduled', subjectType: 'run', subjectId: id, after });
      tx.emit({ type: 'run.scheduled', subjectType: 'run', subjectId: id, payload: after });
      tx.programmeChanged({ run: id });
      return accepted(id);
    });
  }
}
