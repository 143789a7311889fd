import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  recurrenceRefusals,
  refused,
  type Actor,
  type CampaignRecurrence,
  type Outcome,
} from '#domain';
import { CampaignStore, RecurrenceStore, UnitOfWork } from '#persistence';

export interface SetCampaignRecurrenceInput {
  readonly campaignId: string;
  readonly recurrence: CampaignRecurrence;
  readonly idempotencyKey: string | null;
}

/** Lets a campaign come again with an observance: the scheduler drafts its next run, and people approve and schedule it. */
@Injectable()
export class SetCampaignRecurrence {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RecurrenceStore) private readonly store: RecurrenceStore,
  ) {}

  /** @returns the id of the campaign */
  async execute(actor: Actor, input: SetCampaignRecurrenceInput): Promise<Outcome<string>> {
    const { campaignId, recurrence, idempotencyKey } = input;
    const command = { name: 'setCampaignRecurrence', input: { campaignId, recurrence }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0) return refused(denied);
      const campaign = await this.campaigns.lockCampaign(tx, campaignId);
      const observances = await this.store.observances(tx, 'FOR_READING');
      const { observance } = recurrence;
      const refusals = [
        ...(campaign === null ? [notFound('campaign', campaignId, ['input', 'campaignId'])] : []),
        ...(observances.some((one) => one.slug === observance)
          ? []
          : [notFound('observance', observance, ['input', 'observance'])]),
        ...recurrenceRefusals(recurrence, ['input']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const before = await this.store.recurrence(tx, campaignId);
      await this.store.setRecurrence(tx, campaignId, recurrence);
      const subject = { subjectType: 'campaign', subjectId: campaignId };
      tx.audit({ action: 'campaign.recurrence-set', ...subject, before, after: recurrence });
      tx.emit({ type: 'campaign.recurrence-set', ...subject, payload: { ...recurrence } });
      return accepted(campaignId);
    });
  }
}
