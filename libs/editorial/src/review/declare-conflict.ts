import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  may,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { ReviewerStore, UnitOfWork } from '#persistence';
import { REVIEW_REASON_LENGTH_MAX } from './decision-input.js';

export interface DeclareConflictInput {
  readonly partnerId: string;
  /** Whose; null: one's own. Another person's is for ADMIN. */
  readonly memberId: string | null;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** Somebody on staff declares that they do not decide on a partner, because they belong to it or are close to it. */
@Injectable()
export class DeclareConflict {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ReviewerStore) private readonly reviewers: ReviewerStore,
  ) {}

  /** @returns the id of the conflict */
  async execute(actor: Actor, input: DeclareConflictInput): Promise<Outcome<string>> {
    const { partnerId, reason, idempotencyKey } = input;
    const command = {
      name: 'declareConflict',
      input: { partnerId, memberId: input.memberId, reason },
      idempotencyKey,
    };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const isOwn = input.memberId === null || input.memberId === actor.memberId;
      const denied = permissionRefusals(actor, isOwn ? 'review.decide' : 'member.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const memberId = input.memberId ?? actor.memberId;
      const member = await this.reviewers.reviewer(tx, memberId);
      const isPartner = await this.reviewers.lockPartner(tx, partnerId);
      const refusals: Refusal[] = [
        ...(isPartner ? [] : [notFound('partner', partnerId, ['input', 'partnerId'])]),
        ...(member === null ? [notFound('member', memberId, ['input', 'memberId'])] : []),
        ...reasonOf(reason),
        ...(member !== null && !may({ ...actor, role: member.role }, 'review.decide')
          ? [invalidValue(['input', 'memberId'], member.role, 'a REVIEWER, SAFETY_REVIEWER or ADMIN')]
          : []),
        ...(isPartner && member !== null && (await this.reviewers.hasConflict(tx, memberId, partnerId))
          ? [
              refuse('ALREADY_EXISTS', ['input', 'partnerId'], {
                message: 'This conflict is declared already; nothing more is needed.',
                value: partnerId,
              }),
            ]
          : []),
      ];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.reviewers.insertConflict(tx, { memberId, partnerId, reason, declaredBy: actor.memberId });
      const after = { memberId, partnerId };
      tx.audit({ action: 'conflict.declared', subjectType: 'conflict', subjectId: id, after, reason });
      return accepted(id);
    });
  }
}

function reasonOf(reason: string): Refusal[] {
  const path = ['input', 'reason'];
  if (reason.trim() === '') return [invalidValue(path, null, `1 to ${REVIEW_REASON_LENGTH_MAX} characters`)];
  return textRefusals(reason, REVIEW_REASON_LENGTH_MAX, path);
}
