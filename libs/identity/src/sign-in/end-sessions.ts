import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome } from '#domain';
import { MemberStore, SignInStore, UnitOfWork } from '#persistence';

export interface EndSessionsInput {
  /** Null: the actor's own. */
  readonly memberId: string | null;
  /** Null: all of them. */
  readonly sessionId: string | null;
  readonly idempotencyKey: string | null;
}

/** Sessions end, of one's own, or by an ADMIN of somebody else: the next request with one is refused by every process. */
@Injectable()
export class EndSessions {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(SignInStore) private readonly accounts: SignInStore,
  ) {}

  /** @returns the id of the member */
  async execute(actor: Actor, input: EndSessionsInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'endSessions', input: asked, idempotencyKey }, async (tx) => {
      const memberId = asked.memberId ?? actor.memberId ?? '';
      const denied = memberId === actor.memberId ? [] : permissionRefusals(actor, 'member.write');
      if (denied.length > 0) return refused(denied);
      const member = await this.members.lockKeyHolder(tx, memberId, actor.partnerId);
      if (member === null) return refused([notFound('member', memberId, ['input', 'memberId'])]);
      const ended = await this.accounts.endSessions(tx, member.id, asked.sessionId);
      if (asked.sessionId !== null && ended === 0)
        return refused([notFound('session', asked.sessionId, ['input', 'sessionId'])]);
      const said = { subjectType: 'member', subjectId: member.id };
      tx.audit({ ...said, action: 'sessions.ended', after: { ended } });
      tx.emit({ ...said, type: 'sessions.ended', payload: {} });
      return accepted(member.id);
    });
  }
}
