import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  SIGN_IN_LINK_MS,
  type Actor,
  type Outcome,
} from '#domain';
import { MemberStore, SignInStore, UnitOfWork } from '#persistence';
import { freshSignInToken } from './sign-in-token.js';

/** The token itself is here and nowhere else: only its hash is kept. */
export interface IssuedSignInLink {
  readonly memberId: string;
  readonly token: string;
}

/**
 * An ADMIN opens the way to an account, once and for a day: for a member who has none, or who lost what they signed in by. Only a link that is used
 * ends what was there before. It takes no idempotency key: what was shown cannot be shown again, and the next link ends the one before.
 */
@Injectable()
export class IssueSignInLink {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(SignInStore) private readonly accounts: SignInStore,
  ) {}

  async execute(actor: Actor, memberId: string): Promise<Outcome<IssuedSignInLink>> {
    const { token, hash } = freshSignInToken();
    const command = { name: 'issueSignInLink', input: { memberId }, idempotencyKey: null };
    const outcome = await this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'member.write');
      if (denied.length > 0) return refused(denied);
      if ((actor.scopes ?? null) !== null) {
        // Who has an account may everything that the role may: more than such a key.
        const message = 'A key that has scopes opens no account. Sign in, or use a key without scopes.';
        return refused([refuse('NOT_ALLOWED', ['input'], { message, action: 'member.write', role: actor.role })]);
      }
      const member = await this.members.lockKeyHolder(tx, memberId, actor.partnerId);
      if (member === null) return refused([notFound('member', memberId, ['input', 'memberId'])]);
      await this.accounts.insertLink(tx, member.id, hash, tx.now + SIGN_IN_LINK_MS);
      const said = { subjectType: 'member', subjectId: member.id };
      tx.audit({ ...said, action: 'sign-in-link.issued' });
      tx.emit({ ...said, type: 'sign-in-link.issued', payload: {} });
      return accepted(member.id);
    });
    return outcome.value === null ? refused(outcome.refusals) : accepted({ memberId: outcome.value, token });
  }
}
