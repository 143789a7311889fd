import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome } from '#domain';
import { CampaignStore, RecurrenceStore, UnitOfWork } from '#persistence';

export interface ClearCampaignRecurrenceInput {
  readonly campaignId: string;
  readonly idempotencyKey: string | null;
}

/** Lets a campaign come no more by itself. Runs that were drafted stay as they are; people cancel them if they mean that. */
@Injectable()
export class ClearCampaignRecurrence {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RecurrenceStore) private readonly store: RecurrenceStore,
  ) {}

  /** @returns the id of the campaign */
  async execute(actor: Actor, input: ClearCampaignRecurrenceInput): Promise<Outcome<string>> {
    const { campaignId, idempotencyKey } = input;
    const command = { name: 'clearCampaignRecurrence', input: { campaignId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0) return refused(denied);
      const path = ['input', 'campaignId'];
      if ((await this.campaigns.lockCampaign(tx, campaignId)) === null)
        return refused([notFound('campaign', campaignId, path)]);
      const before = await this.store.recurrence(tx, campaignId);
      if (before === null) return refused([notFound('recurrence of the campaign', campaignId, path)]);
      await this.store.clearRecurrence(tx, campaignId);
      const subject = { subjectType: 'campaign', subjectId: campaignId };
      tx.audit({ action: 'campaign.recurrence-cleared', ...subject, before });
      tx.emit({ type: 'campaign.recurrence-cleared', ...subject, payload: { observance: before.observance } });
      return accepted(campaignId);
    });
  }
}
