import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, refused, type Actor, type Outcome } from '#domain';
import { InvitationStore, MemberStore, UnitOfWork } from '#persistence';
import { freshKey } from '../api-key.js';
import { hasInvitationForm, invitationHash } from './invitation-token.js';

/** The key itself is here and nowhere else: only its hash is kept. */
export interface AcceptedInvitation {
  readonly memberId: string;
  readonly keyId: string;
  readonly key: string;
}

/**
 * Somebody who was invited takes their place: they are a member from now on, with a key that is shown once. A token that is unknown, used,
 * revoked or too old is answered alike, so that nobody learns which ones there are. Of two who use one token at once, one is in.
 */
@Injectable()
export class AcceptInvitation {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(MemberStore) private readonly members: MemberStore,
  ) {}

  async execute(token: string): Promise<Outcome<AcceptedInvitation>> {
    const unknown = [notFound('open invitation', '', ['authorization'])];
    if (!hasInvitationForm(token)) return refused(unknown);
    const { key, prefix, hash } = freshKey();
    const memberId = randomUUID();
    let keyId = '';
    const command = { name: 'acceptInvitation', input: null, idempotencyKey: null };
    const outcome = await this.unitOfWork.decide(invited(memberId), command, async (tx) => {
      const invitation = await this.invitations.lockByHash(tx, invitationHash(token));
      if (invitation === null || invitation.state !== 'OPEN') return refused(unknown);
      const { displayName, role, partnerId } = invitation;
      await this.members.insertMember(tx, { displayName, role, partnerId }, memberId);
      keyId = await this.members.insertKey(tx, { memberId, prefix, hash, expiresAt: null });
      await this.invitations.accept(tx, invitation.id, memberId);
      const said = { subjectType: 'member', subjectId: memberId };
      const after = { displayName, role, partnerId, keyId, invitationId: invitation.id };
      tx.audit({ ...said, action: 'member.joined', after });
      tx.emit({ ...said, type: 'member.joined', payload: { role, partnerId } });
      return accepted(memberId);
    });
    return outcome.value === null ? refused(outcome.refusals) : accepted({ memberId, keyId, key });
  }
}

/** Who acts in the trace: the member that the person becomes by it. What they may do is in no table; the token is all they have. */
function invited(memberId: string): Actor {
  return {
    kind: 'MEMBER',
    memberId,
    keyId: null,
    sessionId: null,
    displayName: 'Invited',
    role: 'VIEWER',
    partnerId: null,
  };
}
