import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  conflictRefusals,
  fourEyesRefusals,
  invalidValue,
  isSensitive,
  may,
  notFound,
  permissionRefusals,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import {
  ContentStore,
  ReviewerStore,
  ReviewStore,
  UnitOfWork,
  type LockedRevision,
  type ReviewerFacts,
  type Transaction,
} from '#persistence';
import { ReviewerCheck } from './reviewer-check.js';
import { waitingRefusals } from './waiting.js';

export interface AssignReviewInput {
  readonly revisionId: string;
  /** Who is to look at it; null: nobody. */
  readonly memberId: string | null;
  readonly idempotencyKey: string | null;
}

/** A review is taken, given to somebody, or given back to the queue. It binds nobody: whoever may decide still may. */
@Injectable()
export class AssignReview {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
    @Inject(ReviewerStore) private readonly reviewers: ReviewerStore,
    @Inject(ReviewerCheck) private readonly check: ReviewerCheck,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: AssignReviewInput): Promise<Outcome<string>> {
    const { revisionId, memberId, idempotencyKey } = input;
    const command = { name: 'assignReview', input: { revisionId, memberId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0) return refused(denied);
      const revision = await this.content.lockRevision(tx, revisionId, null);
      if (revision === null) return refused([notFound('revision', revisionId, ['input', 'revisionId'])]);
      const facts = await this.reviews.facts(tx, revision.id);
      const refusals = [
        ...waitingRefusals(revision, facts),
        ...(memberId === null ? [] : await this.assigneeRefusals(tx, memberId, revision)),
      ];
      if (refusals.length > 0) return refused(refusals);
      const before = await this.reviews.assigneeOf(tx, revision.id);
      await this.reviews.change(tx, revision.id, { assignee: memberId });
      const said = { before: { assignee: before }, after: { assignee: memberId } };
      tx.audit({ action: 'review.assigned', subjectType: 'revision', subjectId: revision.id, ...said });
      tx.emit({
        type: 'review.assigned',
        subjectType: 'revision',
        subjectId: revision.id,
        payload: { assignee: memberId },
      });
      return accepted(revision.id);
    });
  }

  private async assigneeRefusals(tx: Transaction, memberId: string, revision: LockedRevision): Promise<Refusal[]> {
    const path = ['input', 'memberId'];
    const member = await this.reviewers.reviewer(tx, memberId);
    if (member === null) return [notFound('member', memberId, path)];
    const assignee = actorOf(member);
    const isReviewer = may(assignee, 'review.decide');
    const hasSkipped = await this.reviews.hasSkipped(tx, revision.id, member.id);
    return [
      ...(isReviewer ? [] : [invalidValue(path, member.role, 'a REVIEWER, SAFETY_REVIEWER or ADMIN')]),
      ...(hasSkipped ? [invalidValue(path, member.id, 'somebody who has not left it to others')] : []),
      ...fourEyesRefusals(assignee, revision, path),
      ...conflictRefusals(
        await this.reviewers.hasConflict(tx, member.id, revision.partnerId),
        revision.partnerId,
        path,
      ),
      ...(isSensitive(revision.document) ? await this.check.capRefusals(tx, member.id) : []),
    ];
  }
}

function actorOf({ id, role, partnerId }: ReviewerFacts): Actor {
  return { kind: 'MEMBER', memberId: id, keyId: null, sessionId: null, displayName: '', role, partnerId };
}
