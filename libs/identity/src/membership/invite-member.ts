import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  HOUR_MS,
  invalidValue,
  invitationHoursRefusals,
  PARTNER_ROLES,
  permissionRefusals,
  refused,
  type Actor,
  type Outcome,
  type PartnerRole,
  type Refusal,
} from '#domain';
import { InvitationStore, PartnerStore, UnitOfWork } from '#persistence';
import { displayNameRefusals } from '../add-member.js';
import { askedPartner } from '../partner/asked-partner.js';
import { freshInvitation } from './invitation-token.js';

export interface InviteMemberInput {
  /** Null: the actor's own. */
  readonly partner: string | null;
  readonly displayName: string;
  readonly role: PartnerRole;
  /** 1 to 336. */
  readonly expiresInHours: number;
}

/** The token itself is here and nowhere else: only its hash is kept. */
export interface MadeInvitation {
  readonly invitationId: string;
  readonly token: string;
}

/** Open invitations of one partner; more than this is no team but a mistake. */
export const INVITATIONS_OPEN_MAX = 100;

/**
 * Keeps a place in a partner for a person, by a token that is shown once. It takes no idempotency key: what was shown cannot be shown
 * again, so who lost the answer revokes the invitation by its prefix and makes another.
 */
@Injectable()
export class InviteMember {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly partners: PartnerStore,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
  ) {}

  async execute(actor: Actor, input: InviteMemberInput): Promise<Outcome<MadeInvitation>> {
    const { displayName, role, expiresInHours } = input;
    const { token, prefix, hash } = freshInvitation();
    const command = { name: 'inviteMember', input, idempotencyKey: null };
    const outcome = await this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.manage');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const { partner, refusals: missing } = await askedPartner(this.partners, tx, actor, input.partner);
      if (partner === null) return refused(missing);
      const open = await this.invitations.openCount(tx, partner.id);
      const refusals = [...inputRefusals(input), ...openRefusals(open)];
      if (refusals.length > 0) return refused(refusals);
      const expiresAt = tx.now + expiresInHours * HOUR_MS;
      const invitedBy = actor.memberId;
      const place = { partnerId: partner.id, displayName, role };
      const id = await this.invitations.insert(tx, { ...place, prefix, hash, invitedBy, expiresAt });
      const said = { subjectType: 'invitation', subjectId: id };
      tx.audit({ ...said, action: 'member.invited', after: { ...place, prefix, expiresAt } });
      tx.emit({ ...said, type: 'member.invited', payload: { partnerId: partner.id, role } });
      return accepted(id);
    });
    return outcome.value === null ? refused(outcome.refusals) : accepted({ invitationId: outcome.value, token });
  }
}

function inputRefusals({ displayName, role, expiresInHours }: InviteMemberInput): Refusal[] {
  return [
    ...displayNameRefusals(displayName, ['input', 'displayName']),
    ...(PARTNER_ROLES.includes(role) ? [] : [invalidValue(['input', 'role'], role, PARTNER_ROLES.join(', '))]),
    ...invitationHoursRefusals(expiresInHours, ['input', 'expiresInHours']),
  ];
}

function openRefusals(open: number): Refusal[] {
  if (open < INVITATIONS_OPEN_MAX) return [];
  const allowed = `at most ${INVITATIONS_OPEN_MAX} open invitations: revoke those that nobody will take`;
  return [invalidValue(['input'], `${open + 1} open invitations`, allowed)];
}
