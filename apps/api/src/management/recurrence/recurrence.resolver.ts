import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { ClearCampaignRecurrence, SetCampaignRecurrence } from '#editorial';
import { RecurrenceReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { recurrenceObject } from './recurrence-view.js';

/** Campaigns that come again. */
@Resolver()
export class RecurrenceResolver {
  constructor(
    @Inject(RecurrenceReadModel) private readonly reading: RecurrenceReadModel,
    @Inject(SetCampaignRecurrence) private readonly setting: SetCampaignRecurrence,
    @Inject(ClearCampaignRecurrence) private readonly clearing: ClearCampaignRecurrence,
  ) {}

  @Query('campaignRecurrence')
  async campaignRecurrence(
    @CurrentActor() actor: Actor,
    @Args('campaignId') campaignId: string,
  ): Promise<Api.CampaignRecurrence | null> {
    requireRead(actor, 'campaign.read');
    const recurrence = await this.reading.recurrence(campaignId);
    return recurrence && recurrenceObject(campaignId, recurrence);
  }

  @Mutation('setCampaignRecurrence')
  async setCampaignRecurrence(@CurrentActor() actor: Actor, @Args('input') input: Api.SetCampaignRecurrenceInput) {
    const { campaignId, observance, mode, zone = null, leadDays, sinceYear, idempotencyKey = null } = input;
    const recurrence = { observance, mode, zone, leadDays, sinceYear };
    const outcome = await this.setting.execute(actor, { campaignId, recurrence, idempotencyKey });
    return payload('recurrence', outcome, async (id) => {
      // Somebody may have cleared it since: then there is none to show.
      const present = await this.reading.recurrence(id);
      return present && recurrenceObject(id, present);
    });
  }

  @Mutation('clearCampaignRecurrence')
  async clearCampaignRecurrence(@CurrentActor() actor: Actor, @Args('input') input: Api.ClearCampaignRecurrenceInput) {
    const { campaignId, idempotencyKey = null } = input;
    const outcome = await this.clearing.execute(actor, { campaignId, idempotencyKey });
    return payload('campaignId', outcome, async (id) => id);
  }
}
