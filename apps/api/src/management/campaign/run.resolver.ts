import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DAY_MS, type Actor } from '#domain';
import { PlanRun } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { readWindow } from './campaign-input.js';
import { scheduledRunObject } from './campaign-view.js';

const PERIOD_DAYS_MAX = 400;

/** Runs as they stand in the schedule, and plans that promise nothing. */
@Resolver()
export class RunResolver {
  constructor(
    @Inject(CampaignReadModel) private readonly campaigns: CampaignReadModel,
    @Inject(PlanRun) private readonly planning: PlanRun,
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
    const { campaignId, regions, idempotencyKey = null } = input;
    const window = readWindow(input.window);
    const outcome = await this.planning.execute(actor, { campaignId, window, regions, idempotencyKey });
    const planned = await payload('run', outcome, async (id) => scheduledRunObject((await this.campaigns.run(id))!));
    return { ...planned, impact: [] };
  }
}

interface ScheduleArgs {
  readonly from: Date;
  readonly to: Date;
  readonly surface?: string | null;
  readonly first: number;
  readonly after?: string | null;
}
