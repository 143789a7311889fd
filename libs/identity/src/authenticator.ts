import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#domain';
import { MemberReadModel } from '#persistence';
import { hasKeyForm, keyHash } from './api-key.js';
import { hasInvitationForm } from './membership/invitation-token.js';

const BEARER = /^Bearer ([!-~]{1,200})$/i;

/** Who presents a key. Asked anew with every request, so that a revoked key is refused with the next one. */
@Injectable()
export class Authenticator {
  constructor(@Inject(MemberReadModel) private readonly members: MemberReadModel) {}

  /**
   * @param authorization the header as it came: `Bearer mq_...`
   * @returns null for no key, a wrong one, a revoked or an expired one, all alike
   */
  async actorOf(authorization: string | null): Promise<Actor | null> {
    const key = authorization?.match(BEARER)?.[1];
    if (key === undefined || !hasKeyForm(key)) return null;
    return this.members.actorByKeyHash(keyHash(key));
  }

  /**
   * The token of an invitation in the place of a key, by its form alone: whether it opens anything is found out by who takes the
   * place.
   */
  invitationOf(authorization: string | null): string | null {
    const token = authorization?.match(BEARER)?.[1];
    return token !== undefined && hasInvitationForm(token) ? token : null;
  }
}
