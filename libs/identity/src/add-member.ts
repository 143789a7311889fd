import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  PARTNER_ROLES,
  permissionRefusals,
  refused,
  STAFF_ROLES,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
  type Role,
} from '#domain';
import { MemberStore, UnitOfWork } from '#persistence';

export interface AddMemberInput {
  readonly displayName: string;
  readonly role: Role;
  /** Slug of the partner; null: on staff. */
  readonly partner: string | null;
  readonly idempotencyKey: string | null;
}

const DISPLAY_NAME_LENGTH_MAX = 100;

/** Takes a person into a partner or on staff. What they act with is a key; see `IssueKey`. */
@Injectable()
export class AddMember {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  /** @returns the id of the new member */
  async execute(actor: Actor, input: AddMemberInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'addMember', input: asked, idempotencyKey }, async (tx) => {
      // Whoever may not do this is told nothing else: also not whether there is such a partner.
      const denied = permissionRefusals(actor, 'member.write');
      if (denied.length > 0) return refused(denied);
      const refusals = memberRefusals(input);
      const partnerId = input.partner === null ? null : await this.store.partnerIdOf(tx, input.partner);
      if (input.partner !== null && partnerId === null)
        refusals.push(notFound('partner', input.partner, ['input', 'partner']));
      if (refusals.length > 0) return refused(refusals);
      const { displayName, role } = input;
      const id = await this.store.insertMember(tx, { displayName, role, partnerId });
      tx.audit({
        action: 'member.added',
        subjectType: 'member',
        subjectId: id,
        after: { displayName, role, partnerId },
      });
      tx.emit({ type: 'member.added', subjectType: 'member', subjectId: id, payload: { role, partnerId } });
      return accepted(id);
    });
  }
}

function memberRefusals({ displayName, role, partner }: AddMemberInput): Refusal[] {
  const roles: readonly Role[] = partner === null ? STAFF_ROLES : PARTNER_ROLES;
  return [
    ...displayNameRefusals(displayName, ['input', 'displayName']),
    ...(roles.includes(role)
      ? []
      : [
          invalidValue(
            ['input', 'role'],
            role,
            `${roles.join(', ')} ${partner === null ? 'on staff' : 'in a partner'}`,
          ),
        ]),
  ];
}

export function displayNameRefusals(displayName: string, path: readonly string[]): Refusal[] {
  return displayName.trim() === ''
    ? [invalidValue(path, null, `1 to ${DISPLAY_NAME_LENGTH_MAX} characters`)]
    : textRefusals(displayName, DISPLAY_NAME_LENGTH_MAX, path);
}
