import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { CancelRun } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { scheduledRunObject } from './campaign-view.js';

/** Off the air, by people. */
@Resolver()
export class CancelResolver {
  constructor(
    @Inject(CampaignReadModel) private readonly campaigns: CampaignReadModel,
    @Inject(CancelRun) private readonly cancelling: CancelRun,
  ) {}

  @Mutation('cancelRun')
  async cancelRun(@CurrentActor() actor: Actor, @Args('input') input: Api.CancelRunInput) {
    const { runId, reason, idempotencyKey = null } = input;
    const outcome = await this.cancelling.execute(actor, { runId, reason, idempotencyKey });
    return payload('run', outcome, async (id) => scheduledRunObject((await this.campaigns.run(id))!));
  }
}
