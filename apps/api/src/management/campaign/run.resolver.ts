import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DAY_MS, type Actor, type Outcome } from '#domain';
import { PlanRun, ReplaceRunPlaylist, RescheduleRun, ScheduleCampaign } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { readWindow } from './campaign-input.js';
import { scheduledRunObject } from './campaign-view.js';

const PERIOD_DAYS_MAX = 400;

/** What people do with runs; the decisions themselves stand in `#editorial`. */
@Resolver()
export class RunResolver {
  constructor(
    @Inject(CampaignReadModel) private readonly campaigns: CampaignReadModel,
    @Inject(PlanRun) private readonly planning: PlanRun,
    @Inject(ScheduleCampaign) private readonly scheduling: ScheduleCampaign,
    @Inject(RescheduleRun) private readonly rescheduling: RescheduleRun,
    @Inject(ReplaceRunPlaylist) private readonly replacing: ReplaceRunPlaylist,
  ) {}

  @Query('run')
  async run(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<Api.Run | null> {
    requireRead(actor, 'campaign.read');
    const run = await this.campaigns.run(id);
    return run && scheduledRunObject(run);
  }

  @Query('schedule')
  async schedule(@CurrentActor() actor: Actor, @Args() args: ScheduleArgs): Promise<Api.RunConnection> {
    requireRead(actor, 'campaign.read');
    const [from, to] = [args.from.getTime(), args.to.getTime()];
    if (to <= from || to - from > PERIOD_DAYS_MAX * DAY_MS) {
      throw badInput(
        `The period from ${args.from.toISOString()} to ${args.to.toISOString()} is not allowed: give a to after from, at most ${PERIOD_DAYS_MAX} days later.`,
      );
    }
    return connectionView(
      await this.campaigns.schedule(readPage(args.first, args.after), { from, to }, args.surface ?? null),
      (run) => ({ at: run.window.start, id: run.id }),
      scheduledRunObject,
    );
  }

  @Mutation('planRun')
  async planRun(@CurrentActor() actor: Actor, @Args('input') input: Api.PlanRunInput) {
    const { campaignId, idempotencyKey = null } = input;
    return this.payload(
      await this.planning.execute(actor, { campaignId, window: readWindow(input.window), idempotencyKey }),
    );
  }

  @Mutation('scheduleRun')
  async scheduleRun(@CurrentActor() actor: Actor, @Args('input') input: Api.ScheduleRunInput) {
    const { runId, idempotencyKey = null } = input;
    return this.payload(await this.rescheduling.execute(actor, { runId, window: null, idempotencyKey }));
  }

  @Mutation('scheduleCampaign')
  async scheduleCampaign(@CurrentActor() actor: Actor, @Args('input') input: Api.ScheduleCampaignInput) {
    const { campaignId, idempotencyKey = null } = input;
    return this.payload(
      await this.scheduling.execute(actor, { campaignId, window: readWindow(input.window), idempotencyKey }),
    );
  }

  @Mutation('rescheduleRun')
  async rescheduleRun(@CurrentActor() actor: Actor, @Args('input') input: Api.RescheduleRunInput) {
    const { runId, idempotencyKey = null } = input;
    return this.payload(
      await this.rescheduling.execute(actor, { runId, window: readWindow(input.window), idempotencyKey }),
    );
  }

  @Mutation('replaceRunPlaylist')
  async replaceRunPlaylist(@CurrentActor() actor: Actor, @Args('input') input: Api.ReplaceRunPlaylistInput) {
    const { runId, revisionIds, idempotencyKey = null } = input;
    return this.payload(await this.replacing.execute(actor, { runId, revisionIds, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('run', outcome, async (id) => scheduledRunObject((await this.campaigns.run(id))!));
  }
}

interface ScheduleArgs {
  readonly from: Date;
  readonly to: Date;
  readonly surface?: string | null;
  readonly first: number;
  readonly after?: string | null;
}
