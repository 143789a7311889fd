import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  readEmail,
  refuse,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
  type Role,
} from '#domain';
import { InvitationStore, MemberStore, SignInReadModel, SignInStore, UnitOfWork, type Transaction } from '#persistence';
import { hasInvitationForm, invitationHash } from '../membership/invitation-token.js';
import { passwordRefusals } from './password-rule.js';
import { hasSignInTokenForm, signInTokenHash } from './sign-in-token.js';

export interface EnrolInput {
  /** Of an invitation (`mqi_`) or of a link (`mql_`). */
  readonly token: string;
  readonly email: string;
  readonly password: string;
  readonly hash: (password: string) => Promise<string>;
}

/** Whose place a token keeps. */
interface Place {
  readonly memberId: string;
  readonly displayName: string;
}

/**
 * Somebody sets up what they sign in by: with an invitation, whose place they take by it, or with a link to the place they have. What they signed in
 * by before ends, second factors and sessions included. A token that is unknown, used or too old is answered alike; of two who use one at once, one is in.
 */
@Injectable()
export class Enrol {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(SignInStore) private readonly accounts: SignInStore,
    @Inject(SignInReadModel) private readonly links: SignInReadModel,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(MemberStore) private readonly members: MemberStore,
  ) {}

  /** @returns the id of the member */
  async execute({ token, password, hash, ...input }: EnrolInput): Promise<Outcome<string>> {
    const person = await this.personOf(token);
    if (person === null) return refused(UNKNOWN);
    const email = readEmail(input.email);
    const refusals = [
      ...(email === null ? [invalidValue(['email'], input.email, 'an address that mail can be sent to')] : []),
      ...passwordRefusals(password, [input.email, person.displayName], ['password']),
    ];
    if (email === null || refusals.length > 0) return refused(refusals);
    // Before the transaction: it takes longer than everything in it.
    const passwordHash = await hash(password);
    const command = { name: 'enrol', input: null, idempotencyKey: null };
    return this.unitOfWork.decide(person, command, async (tx) => {
      const place = await this.takePlace(tx, token, person.memberId);
      if (place === null) return refused(UNKNOWN);
      const { memberId, displayName } = place;
      if (await this.accounts.isEmailTaken(tx, email, memberId)) return refused(taken());
      const hadAccount = await this.accounts.replaceAccount(tx, { memberId, displayName, email, passwordHash });
      const said = { subjectType: 'member', subjectId: memberId };
      tx.audit({ ...said, action: 'account.set-up', after: { isReplaced: hadAccount } });
      tx.emit({ ...said, type: 'account.set-up', payload: {} });
      return accepted(memberId);
    });
  }

  /** Who acts in the trace: the member whose the link is, or the one that the person becomes by the invitation. */
  private async personOf(token: string): Promise<(Actor & { readonly memberId: string }) | null> {
    if (hasInvitationForm(token)) return person(randomUUID(), 'Invited', 'VIEWER');
    if (!hasSignInTokenForm(token)) return null;
    const holder = await this.links.linkHolder(signInTokenHash(token));
    return holder && person(holder.memberId, holder.displayName, holder.role);
  }

  private async takePlace(tx: Transaction, token: string, memberId: string): Promise<Place | null> {
    if (!hasInvitationForm(token)) {
      const link = await this.accounts.lockLink(tx, signInTokenHash(token));
      if (link === null || !link.isOpen) return null;
      await this.accounts.useLink(tx, link.id);
      return link;
    }
    const invitation = await this.invitations.lockByHash(tx, invitationHash(token));
    if (invitation === null || invitation.state !== 'OPEN') return null;
    const { displayName, role, partnerId } = invitation;
    await this.members.insertMember(tx, { displayName, role, partnerId }, memberId);
    await this.invitations.accept(tx, invitation.id, memberId);
    const said = { subjectType: 'member', subjectId: memberId };
    tx.audit({
      ...said,
      action: 'member.joined',
      after: { displayName, role, partnerId, invitationId: invitation.id },
    });
    tx.emit({ ...said, type: 'member.joined', payload: { role, partnerId } });
    return { memberId, displayName };
  }
}

const UNKNOWN: readonly Refusal[] = [notFound('open invitation or link', '', ['token'])];

function taken(): Refusal[] {
  const message = 'This address cannot be used. Give another, or sign in with it.';
  return [refuse('INVALID_VALUE', ['email'], { message, value: null, allowed: 'another address' })];
}

function person(memberId: string, displayName: string, role: Role): Actor & { readonly memberId: string } {
  return { kind: 'MEMBER', memberId, keyId: null, sessionId: null, displayName, role, partnerId: null };
}
