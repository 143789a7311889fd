import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { EndSessions, IssueSignInLink } from '#identity';
import { SignInReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload, refusalView } from '../refusal-view.js';

/** Who signed in where, and the way to an account. */
@Resolver()
export class SessionResolver {
  constructor(
    @Inject(SignInReadModel) private readonly signIns: SignInReadModel,
    @Inject(IssueSignInLink) private readonly issuing: IssueSignInLink,
    @Inject(EndSessions) private readonly ending: EndSessions,
  ) {}

  @Query('sessions')
  async sessions(@CurrentActor() actor: Actor, @Args('memberId') memberId?: string | null): Promise<Api.Session[]> {
    const asked = memberId ?? actor.memberId!;
    if (asked !== actor.memberId) requireRead(actor, 'member.write');
    return (await this.signIns.sessions(asked)).map(({ startedAt, expiresAt, method, ...session }) => ({
      ...session,
      method: method as Api.SessionMethod,
      startedAt: new Date(startedAt),
      expiresAt: new Date(expiresAt),
      isThis: session.id === actor.sessionId,
    }));
  }

  @Mutation('issueSignInLink')
  async issueSignInLink(
    @CurrentActor() actor: Actor,
    @Args('input') { memberId }: Api.IssueSignInLinkInput,
  ): Promise<Api.IssueSignInLinkPayload> {
    const { value, refusals } = await this.issuing.execute(actor, memberId);
    return { token: value?.token ?? null, refusals: refusals.map(refusalView) };
  }

  @Mutation('endSessions')
  async endSessions(@CurrentActor() actor: Actor, @Args('input') input: Api.EndSessionsInput) {
    const { memberId = null, sessionId = null, idempotencyKey = null } = input;
    const outcome = await this.ending.execute(actor, { memberId, sessionId, idempotencyKey });
    return payload('memberId', outcome, (id) => Promise.resolve(id));
  }
}
