import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { AssignReview, SetReviewDue, SkipReview } from '#editorial';
import { ReviewReadModel, type QueueFilter } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { reviewObject } from './review-view.js';

/** The queue, and who does what of it until when. */
@Resolver()
export class QueueResolver {
  constructor(
    @Inject(ReviewReadModel) private readonly reviews: ReviewReadModel,
    @Inject(AssignReview) private readonly assigning: AssignReview,
    @Inject(SetReviewDue) private readonly setting: SetReviewDue,
    @Inject(SkipReview) private readonly skipping: SkipReview,
  ) {}

  @Query('reviewQueue')
  async reviewQueue(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('filter') filter?: Api.ReviewQueueFilter | null,
  ): Promise<Api.ReviewConnection> {
    requireRead(actor, 'review.read');
    return connectionView(
      await this.reviews.queue(readPage(first, after), readFilter(filter ?? {}), actor.memberId),
      (review) => ({ at: review.submittedAt, id: review.revisionId }),
      reviewObject,
    );
  }

  @Query('review')
  async review(@CurrentActor() actor: Actor, @Args('revisionId') revisionId: string): Promise<Api.Review | null> {
    requireRead(actor, 'review.read');
    const review = await this.reviews.review(revisionId);
    return review && reviewObject(review);
  }

  @Mutation('assignReview')
  async assignReview(@CurrentActor() actor: Actor, @Args('input') input: Api.AssignReviewInput) {
    const { revisionId, memberId = null, idempotencyKey = null } = input;
    return this.payload(await this.assigning.execute(actor, { revisionId, memberId, idempotencyKey }));
  }

  @Mutation('setReviewDue')
  async setReviewDue(@CurrentActor() actor: Actor, @Args('input') input: Api.SetReviewDueInput) {
    const { revisionId, idempotencyKey = null } = input;
    const dueAt = input.dueAt?.getTime() ?? null;
    return this.payload(await this.setting.execute(actor, { revisionId, dueAt, idempotencyKey }));
  }

  @Mutation('skipReview')
  async skipReview(@CurrentActor() actor: Actor, @Args('input') input: Api.SkipReviewInput) {
    const { revisionId, idempotencyKey = null } = input;
    return this.payload(await this.skipping.execute(actor, { revisionId, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('review', outcome, async (id) => {
      const review = await this.reviews.review(id);
      return review && reviewObject(review);
    });
  }
}

function readFilter(filter: Api.ReviewQueueFilter): QueueFilter {
  return {
    state: filter.state ?? null,
    partnerSlug: filter.partner ?? null,
    locale: filter.locale ?? null,
    topic: filter.topic ?? null,
    assignment: filter.assignment ?? null,
    isSensitive: filter.sensitive ?? null,
    isOverdue: filter.overdue ?? null,
  };
}
