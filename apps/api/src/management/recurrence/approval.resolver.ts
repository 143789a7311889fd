import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { ApproveRun } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { scheduledRunObject } from '../campaign/campaign-view.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';

/** That a run may be shown again. */
@Resolver()
export class ApprovalResolver {
  constructor(
    @Inject(CampaignReadModel) private readonly campaigns: CampaignReadModel,
    @Inject(ApproveRun) private readonly approving: ApproveRun,
  ) {}

  @Mutation('approveRun')
  async approveRun(@CurrentActor() actor: Actor, @Args('input') input: Api.ApproveRunInput) {
    const { runId, revisionIds, reason = null, idempotencyKey = null } = input;
    const outcome = await this.approving.execute(actor, { runId, revisionIds, reason, idempotencyKey });
    const approved = await payload('run', outcome, async (id) => scheduledRunObject((await this.campaigns.run(id))!));
    return { ...approved, impact: [] };
  }
}
