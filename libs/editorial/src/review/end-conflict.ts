import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refuse, refused, type Actor, type Outcome } from '#domain';
import { ReviewerStore, UnitOfWork } from '#persistence';

export interface EndConflictInput {
  readonly conflictId: string;
  readonly idempotencyKey: string | null;
}

/** An admin ends a conflict of interest; never one's own, so that nobody lifts it for one decision. */
@Injectable()
export class EndConflict {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ReviewerStore) private readonly reviewers: ReviewerStore,
  ) {}

  /** @returns the id of the conflict */
  async execute(actor: Actor, { conflictId, idempotencyKey }: EndConflictInput): Promise<Outcome<string>> {
    const command = { name: 'endConflict', input: { conflictId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'member.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const path = ['input', 'conflictId'];
      const conflict = await this.reviewers.lockConflict(tx, conflictId);
      if (conflict === null) return refused([notFound('conflict', conflictId, path)]);
      if (conflict.memberId === actor.memberId)
        return refused([
          refuse('CONFLICT_OF_INTEREST', path, {
            message: 'It is your own conflict, so another ADMIN must end it. Ask one.',
            partnerId: conflict.partnerId,
          }),
        ]);
      await this.reviewers.endConflict(tx, conflictId, actor.memberId);
      tx.audit({ action: 'conflict.ended', subjectType: 'conflict', subjectId: conflictId, before: conflict });
      return accepted(conflictId);
    });
  }
}
