import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { DeclareConflict, EndConflict, SetReviewCap } from '#editorial';
import { PolicyReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';

/** The people who review: their own bounds, and from which partners they keep away. */
@Resolver()
export class ReviewerResolver {
  constructor(
    @Inject(PolicyReadModel) private readonly policies: PolicyReadModel,
    @Inject(SetReviewCap) private readonly capping: SetReviewCap,
    @Inject(DeclareConflict) private readonly declaring: DeclareConflict,
    @Inject(EndConflict) private readonly ending: EndConflict,
  ) {}

  @Query('myReviewCap')
  async myReviewCap(@CurrentActor() actor: Actor): Promise<Api.ReviewCap | null> {
    requireRead(actor, 'review.read');
    return actor.memberId === null ? null : this.policies.careOf(actor.memberId);
  }

  @Query('conflicts')
  async conflicts(@CurrentActor() actor: Actor): Promise<Api.Conflict[]> {
    requireRead(actor, 'review.read');
    return (await this.policies.conflicts()).map((conflict) => ({
      ...conflict,
      declaredAt: new Date(conflict.declaredAt),
    }));
  }

  @Mutation('setReviewCap')
  async setReviewCap(@CurrentActor() actor: Actor, @Args('input') input: Api.SetReviewCapInput) {
    const { dailyMax = null, zone, idempotencyKey = null } = input;
    const outcome = await this.capping.execute(actor, { dailyMax, zone, idempotencyKey });
    return payload('cap', outcome, (memberId) => this.policies.careOf(memberId));
  }

  @Mutation('declareConflict')
  async declareConflict(@CurrentActor() actor: Actor, @Args('input') input: Api.DeclareConflictInput) {
    const { partnerId, memberId = null, reason, idempotencyKey = null } = input;
    const outcome = await this.declaring.execute(actor, { partnerId, memberId, reason, idempotencyKey });
    return payload('conflictId', outcome, async (id) => id);
  }

  @Mutation('endConflict')
  async endConflict(@CurrentActor() actor: Actor, @Args('input') input: Api.EndConflictInput) {
    const { conflictId, idempotencyKey = null } = input;
    return payload('conflictId', await this.ending.execute(actor, { conflictId, idempotencyKey }), async (id) => id);
  }
}
