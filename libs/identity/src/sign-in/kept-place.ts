import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { notFound, type Actor, type Refusal, type Role } from '#domain';
import { InvitationStore, MemberStore, SignInReadModel, SignInStore, type Transaction } from '#persistence';
import { hasInvitationForm, invitationHash } from '../membership/invitation-token.js';
import { hasSignInTokenForm, signInTokenHash } from './sign-in-token.js';

/** What a token opens, without the token: a place in a partner, or the account of a member. */
export interface PlaceClaim {
  readonly kind: 'INVITATION' | 'LINK';
  readonly hash: string;
}

/** Whose place a token keeps. */
export interface Place {
  readonly memberId: string;
  readonly displayName: string;
  /** Null for staff. */
  readonly partnerId: string | null;
}

/** Null: no token of ours looks so. */
export function placeClaim(token: string): PlaceClaim | null {
  if (hasInvitationForm(token)) return { kind: 'INVITATION', hash: invitationHash(token) };
  return hasSignInTokenForm(token) ? { kind: 'LINK', hash: signInTokenHash(token) } : null;
}

/** A token that is unknown, used or too old is answered alike. */
export const UNKNOWN_PLACE: readonly Refusal[] = [notFound('open invitation or link', '', ['token'])];

/** Places that are kept by tokens: who takes one, once. */
@Injectable()
export class KeptPlaces {
  constructor(
    @Inject(SignInStore) private readonly accounts: SignInStore,
    @Inject(SignInReadModel) private readonly links: SignInReadModel,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(MemberStore) private readonly members: MemberStore,
  ) {}

  /** Who acts in the trace: the member whose the link is, or the one that the person becomes by the invitation. */
  async personOf(claim: PlaceClaim): Promise<(Actor & { readonly memberId: string }) | null> {
    if (claim.kind === 'INVITATION') return person(randomUUID(), 'Invited', 'VIEWER');
    const holder = await this.links.linkHolder(claim.hash);
    return holder && person(holder.memberId, holder.displayName, holder.role);
  }

  /** @param memberId of who joins by an invitation @returns null: it is used, revoked or too old */
  async take(tx: Transaction, claim: PlaceClaim, memberId: string): Promise<Place | null> {
    if (claim.kind === 'LINK') {
      const link = await this.accounts.lockLink(tx, claim.hash);
      if (link === null || !link.isOpen) return null;
      await this.accounts.useLink(tx, link.id);
      return link;
    }
    const invitation = await this.invitations.lockByHash(tx, claim.hash);
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
    return { memberId, displayName, partnerId };
  }
}

/** A member as an actor who has no session yet. */
export function person(memberId: string, displayName: string, role: Role): Actor & { readonly memberId: string } {
  return { kind: 'MEMBER', memberId, keyId: null, sessionId: null, displayName, role, partnerId: null };
}
