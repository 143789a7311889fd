import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { ChangeSchedule, type ScheduleChange } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { readEntries, readWindow } from './campaign-input.js';
import { scheduledRunObject } from './campaign-view.js';
import { impactObject } from './impact-view.js';

/** What changes the schedule, done or as a dry run; the decisions themselves stand in `#editorial`. */
@Resolver()
export class ScheduleResolver {
  constructor(
    @Inject(CampaignReadModel) private readonly campaigns: CampaignReadModel,
    @Inject(ChangeSchedule) private readonly changing: ChangeSchedule,
  ) {}

  @Mutation('scheduleRun')
  async scheduleRun(@CurrentActor() actor: Actor, @Args('input') input: Api.ScheduleRunInput) {
    const { runId, dryRun, idempotencyKey = null } = input;
    const asked = { runId, window: null, regions: null, idempotencyKey };
    return this.payload(await this.changing.rescheduleRun(actor, asked, dryRun), dryRun);
  }

  @Mutation('scheduleCampaign')
  async scheduleCampaign(@CurrentActor() actor: Actor, @Args('input') input: Api.ScheduleCampaignInput) {
    const { campaignId, regions, dryRun, idempotencyKey = null } = input;
    const asked = { campaignId, window: readWindow(input.window), regions, idempotencyKey };
    return this.payload(await this.changing.scheduleCampaign(actor, asked, dryRun), dryRun);
  }

  @Mutation('rescheduleRun')
  async rescheduleRun(@CurrentActor() actor: Actor, @Args('input') input: Api.RescheduleRunInput) {
    const { runId, regions = null, dryRun, idempotencyKey = null } = input;
    const asked = { runId, window: readWindow(input.window), regions, idempotencyKey };
    return this.payload(await this.changing.rescheduleRun(actor, asked, dryRun), dryRun);
  }

  @Mutation('replaceRunPlaylist')
  async replaceRunPlaylist(@CurrentActor() actor: Actor, @Args('input') input: Api.ReplaceRunPlaylistInput) {
    const { runId, dryRun, idempotencyKey = null } = input;
    const entries = readEntries(input);
    if ('refusals' in entries) return this.payload({ outcome: entries, impacts: [] }, dryRun);
    return this.payload(
      await this.changing.replaceRunPlaylist(actor, { runId, entries, idempotencyKey }, dryRun),
      dryRun,
    );
  }

  @Mutation('cancelRun')
  async cancelRun(@CurrentActor() actor: Actor, @Args('input') input: Api.CancelRunInput) {
    const { runId, reason, dryRun, idempotencyKey = null } = input;
    return this.payload(await this.changing.cancelRun(actor, { runId, reason, idempotencyKey }, dryRun), dryRun);
  }

  /** Of a dry run there is no object to read: what it made was undone. */
  private async payload({ outcome, impacts }: ScheduleChange, isDry: boolean) {
    const read = async (id: string) => (isDry ? null : scheduledRunObject((await this.campaigns.run(id))!));
    return { ...(await payload('run', outcome, read)), impact: impacts.map(impactObject) };
  }
}
