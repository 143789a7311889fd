import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  intentRefusals,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  runRegionsRefusals,
  type Actor,
  type Outcome,
  type WindowIntent,
} from '#domain';
import { CampaignStore, RunStore, UnitOfWork } from '#persistence';

export interface PlanRunInput {
  readonly campaignId: string;
  readonly window: WindowIntent;
  /** Narrows the campaign's audience, for windows of their own by region; empty: all of its regions. */
  readonly regions: readonly string[];
  readonly idempotencyKey: string | null;
}

/** Gives a campaign dates without promising them: a draft run, which holds no slot and never goes on air by itself. */
@Injectable()
export class PlanRun {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the new run */
  async execute(actor: Actor, input: PlanRunInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { campaignId, window, regions } = asked;
    return this.unitOfWork.decide(actor, { name: 'planRun', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const campaign = await this.campaigns.lockCampaign(tx, campaignId);
      if (campaign === null) return refused([notFound('campaign', campaignId, ['input', 'campaignId'])]);
      const { playlistId } = campaign;
      const refusals = [
        ...intentRefusals(window, ['input', 'window']),
        ...runRegionsRefusals(regions, campaign.audience.regions, ['input', 'regions']),
      ];
      if (playlistId === null) {
        const message = 'The campaign has no playlist yet. Set one first; its revisions may still wait for review.';
        refusals.push(refuse('NOTHING_APPROVED', ['input', 'campaignId'], { message, campaignId }));
      }
      if (refusals.length > 0 || playlistId === null) return refused(refusals);
      const id = await this.runs.insertRun(tx, {
        campaignId,
        playlistId,
        state: 'DRAFT',
        intent: window,
        regions,
        createdBy: actor.memberId,
      });
      const after = { campaignId, state: 'DRAFT', window, regions, scheduleVersion: 1 };
      tx.audit({ action: 'run.planned', subjectType: 'run', subjectId: id, after });
      tx.emit({ type: 'run.planned', subjectType: 'run', subjectId: id, payload: after });
      return accepted(id);
    });
  }
}
