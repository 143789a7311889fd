import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refuse, refused, type Actor, type Outcome } from '#domain';
import { InvitationStore, PartnerStore, UnitOfWork } from '#persistence';
import { askedPartner } from '../partner/asked-partner.js';

export interface RevokeInvitationInput {
  /** Null: the actor's own. */
  readonly partner: string | null;
  readonly invitationId: string;
  readonly idempotencyKey: string | null;
}

/** The place is no longer kept: its token opens nothing from now on. */
@Injectable()
export class RevokeInvitation {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly partners: PartnerStore,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
  ) {}

  /** @returns the id of the invitation */
  async execute(actor: Actor, input: RevokeInvitationInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'revokeInvitation', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.manage');
      if (denied.length > 0) return refused(denied);
      const { partner, refusals: missing } = await askedPartner(this.partners, tx, actor, input.partner);
      if (partner === null) return refused(missing);
      const path = ['input', 'invitationId'];
      const invitation = await this.invitations.lock(tx, input.invitationId, partner.id);
      if (invitation === null) return refused([notFound('invitation', input.invitationId, path)]);
      const { id, state } = invitation;
      if (state !== 'OPEN' && state !== 'EXPIRED') {
        const message = `The invitation is ${state} and opens nothing any more. Who came by it is removed with removeMember.`;
        return refused([refuse('WRONG_STATE', path, { message, state, allowedStates: ['OPEN', 'EXPIRED'] })]);
      }
      await this.invitations.revoke(tx, id);
      tx.audit({ action: 'invitation.revoked', subjectType: 'invitation', subjectId: id, before: { state } });
      tx.emit({ type: 'invitation.revoked', subjectType: 'invitation', subjectId: id, payload: {} });
      return accepted(id);
    });
  }
}
