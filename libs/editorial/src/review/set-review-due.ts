import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  formatInstant,
  invalidValue,
  notFound,
  permissionRefusals,
  refused,
  type Actor,
  type Instant,
  type Outcome,
} from '#domain';
import { ContentStore, ReviewStore, UnitOfWork } from '#persistence';
import { waitingRefusals } from './waiting.js';

export interface SetReviewDueInput {
  readonly revisionId: string;
  /** UTC epoch milliseconds, not past; null: by policy again. */
  readonly dueAt: Instant | null;
  readonly idempotencyKey: string | null;
}

/** Somebody says until when a review is to be done. */
@Injectable()
export class SetReviewDue {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: SetReviewDueInput): Promise<Outcome<string>> {
    const { revisionId, dueAt, idempotencyKey } = input;
    const command = { name: 'setReviewDue', input: { revisionId, dueAt }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0) return refused(denied);
      const revision = await this.content.lockRevision(tx, revisionId, null);
      if (revision === null) return refused([notFound('revision', revisionId, ['input', 'revisionId'])]);
      const isPast = dueAt !== null && dueAt < tx.now;
      const refusals = [
        ...waitingRefusals(revision, await this.reviews.facts(tx, revision.id)),
        ...(isPast
          ? [
              invalidValue(
                ['input', 'dueAt'],
                formatInstant(dueAt),
                `an instant from now on, ${formatInstant(tx.now)}, or nothing for the policy's`,
              ),
            ]
          : []),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.reviews.change(tx, revision.id, { dueAt });
      const after = { dueAt: dueAt === null ? null : formatInstant(dueAt) };
      tx.audit({ action: 'review.due-set', subjectType: 'revision', subjectId: revision.id, after });
      return accepted(revision.id);
    });
  }
}
