import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  lastOfRoleRefusals,
  notFound,
  PARTNER_ROLES,
  permissionRefusals,
  refused,
  STAFF_ROLES,
  type Actor,
  type Outcome,
  type Role,
} from '#domain';
import { MemberStore, UnitOfWork } from '#persistence';

export interface ChangeMemberRoleInput {
  readonly memberId: string;
  readonly role: Role;
  readonly idempotencyKey: string | null;
}

/** A member does something else from the next request on. Nobody changes sides by it: staff stay staff, a partner's stay in the partner. */
@Injectable()
export class ChangeMemberRole {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  /** @returns the id of the member */
  async execute(actor: Actor, input: ChangeMemberRoleInput): Promise<Outcome<string>> {
    const { memberId, role, idempotencyKey } = input;
    const command = { name: 'changeMemberRole', input: { memberId, role }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.manage');
      if (denied.length > 0) return refused(denied);
      const member = await this.store.lockMember(tx, memberId, actor.partnerId);
      if (member === null) return refused([notFound('member', memberId, ['input', 'memberId'])]);
      const roles: readonly Role[] = member.partnerId === null ? STAFF_ROLES : PARTNER_ROLES;
      const refusals = [
        ...(roles.includes(role) ? [] : [invalidValue(['input', 'role'], role, roles.join(', '))]),
        ...(role === member.role ? [] : lastOfRoleRefusals(member.role, member.othersOfRole, ['input', 'memberId'])),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.setRole(tx, member.id, role);
      const said = { subjectType: 'member', subjectId: member.id };
      tx.audit({ ...said, action: 'member.role-changed', before: { role: member.role }, after: { role } });
      tx.emit({ ...said, type: 'member.role-changed', payload: { role, partnerId: member.partnerId } });
      return accepted(member.id);
    });
  }
}
