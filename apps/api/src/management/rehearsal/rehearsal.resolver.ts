import { Inject } from '@nestjs/common';
import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { RehearseRun } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { scheduledRunObject } from '../campaign/campaign-view.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { RehearsalBatch } from './rehearsal-batch.js';
import { rehearsalObject } from './rehearsal-view.js';

/** Runs as they would air. Who sees a run sees its rehearsals. */
@Resolver('Run')
export class RehearsalResolver {
  constructor(
    @Inject(RehearsalBatch) private readonly batch: RehearsalBatch,
    @Inject(CampaignReadModel) private readonly campaigns: CampaignReadModel,
    @Inject(RehearseRun) private readonly rehearsing: RehearseRun,
  ) {}

  @ResolveField('rehearsals')
  async rehearsals(@Parent() run: Pick<Api.Run, 'id'>): Promise<Api.Rehearsal[]> {
    return (await this.batch.ofRun(run.id)).map(rehearsalObject);
  }

  @Mutation('rehearseRun')
  async rehearseRun(@CurrentActor() actor: Actor, @Args('input') input: Api.RehearseRunInput) {
    const { runId, idempotencyKey = null } = input;
    const outcome = await this.rehearsing.execute(actor, { runId, idempotencyKey });
    const changed = await payload('run', outcome, async (id) => scheduledRunObject((await this.campaigns.run(id))!));
    return { ...changed, impact: [] };
  }
}
