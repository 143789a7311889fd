import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome } from '#domain';
import { ContentStore, ReviewStore, UnitOfWork } from '#persistence';
import { waitingRefusals } from './waiting.js';

export interface SkipReviewInput {
  readonly revisionId: string;
  readonly idempotencyKey: string | null;
}

/** Somebody leaves a review to others. Nobody asks why; it is not shown or given to them again. */
@Injectable()
export class SkipReview {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, { revisionId, idempotencyKey }: SkipReviewInput): Promise<Outcome<string>> {
    const command = { name: 'skipReview', input: { revisionId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const revision = await this.content.lockRevision(tx, revisionId, null);
      if (revision === null) return refused([notFound('revision', revisionId, ['input', 'revisionId'])]);
      const refusals = waitingRefusals(revision, await this.reviews.facts(tx, revision.id));
      if (refusals.length > 0) return refused(refusals);
      await this.reviews.skip(tx, revision.id, actor.memberId);
      if ((await this.reviews.assigneeOf(tx, revision.id)) === actor.memberId)
        await this.reviews.change(tx, revision.id, { assignee: null });
      tx.audit({ action: 'review.skipped', subjectType: 'revision', subjectId: revision.id });
      return accepted(revision.id);
    });
  }
}
