import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  lastOfRoleRefusals,
  notFound,
  permissionRefusals,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
} from '#domain';
import { MemberStore, UnitOfWork } from '#persistence';

export interface RemoveMemberInput {
  readonly memberId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

const REASON_LENGTH_MAX = 2_000;

/**
 * A person leaves: their keys end in the same transaction, and the next request with one is refused by every process. What they wrote, handed
 * in or decided belongs to the partner, or to the trace, and stays as it is.
 */
@Injectable()
export class RemoveMember {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  /** @returns the id of the member */
  async execute(actor: Actor, input: RemoveMemberInput): Promise<Outcome<string>> {
    const { memberId, reason, idempotencyKey } = input;
    const command = { name: 'removeMember', input: { memberId, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.manage');
      if (denied.length > 0) return refused(denied);
      const member = await this.store.lockMember(tx, memberId, actor.partnerId);
      if (member === null) return refused([notFound('member', memberId, ['input', 'memberId'])]);
      const path = ['input', 'reason'];
      const refusals = [
        ...lastOfRoleRefusals(member.role, member.othersOfRole, ['input', 'memberId']),
        ...(reason.trim() === ''
          ? [invalidValue(path, null, `1 to ${REASON_LENGTH_MAX} characters`)]
          : textRefusals(reason, REASON_LENGTH_MAX, path)),
      ];
      if (refusals.length > 0) return refused(refusals);
      const keys = await this.store.removeMember(tx, member.id);
      const said = { subjectType: 'member', subjectId: member.id };
      const { role, partnerId } = member;
      tx.audit({
        ...said,
        action: 'member.removed',
        before: { role, partnerId },
        after: { keysRevoked: keys },
        reason,
      });
      tx.emit({ ...said, type: 'member.removed', payload: { role, partnerId } });
      return accepted(member.id);
    });
  }
}
