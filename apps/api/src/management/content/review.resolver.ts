import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { DecideRevision, WithdrawRevision, type DecideRevisionInput } from '#editorial';
import { ContentReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { revisionObject } from './content-view.js';
import { scopeOf } from './content.resolver.js';

const UNANSWERED = { acknowledged: [], answers: [], attestations: [] };

@Resolver()
export class ReviewResolver {
  constructor(
    @Inject(ContentReadModel) private readonly content: ContentReadModel,
    @Inject(DecideRevision) private readonly deciding: DecideRevision,
    @Inject(WithdrawRevision) private readonly withdrawing: WithdrawRevision,
  ) {}

  @Query('revision')
  async revision(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<Api.Revision | null> {
    requireRead(actor, 'content.read');
    const revision = await this.content.revision(id, scopeOf(actor));
    return revision && revisionObject(revision, actor);
  }

  @Mutation('approveRevision')
  async approveRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.ApproveRevisionInput) {
    const { reason = null, acknowledged, attestations } = input;
    const answers = input.answers.map(({ key, fine }) => ({ key, isFine: fine }));
    return this.decide(actor, input, { decision: 'APPROVED', reason, code: null, acknowledged, answers, attestations });
  }

  @Mutation('requestChanges')
  async requestChanges(@CurrentActor() actor: Actor, @Args('input') input: Api.DecideRevisionInput) {
    return this.decide(actor, input, {
      ...UNANSWERED,
      decision: 'CHANGES_REQUESTED',
      reason: input.reason,
      code: null,
    });
  }

  @Mutation('rejectRevision')
  async rejectRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.RejectRevisionInput) {
    const { reason, code } = input;
    return this.decide(actor, input, { ...UNANSWERED, decision: 'REJECTED', reason, code });
  }

  @Mutation('withdrawRevision')
  async withdrawRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.WithdrawRevisionInput) {
    const { revisionId, idempotencyKey = null } = input;
    return this.payload(actor, await this.withdrawing.execute(actor, { revisionId, idempotencyKey }));
  }

  private async decide(
    actor: Actor,
    input: Pick<Api.RejectRevisionInput, 'revisionId' | 'locales' | 'idempotencyKey'>,
    decided: Omit<DecideRevisionInput, 'revisionId' | 'locales' | 'idempotencyKey'>,
  ) {
    const { revisionId, locales = null, idempotencyKey = null } = input;
    return this.payload(actor, await this.deciding.execute(actor, { ...decided, revisionId, locales, idempotencyKey }));
  }

  private payload(actor: Actor, outcome: Outcome<string>) {
    return payload('revision', outcome, async (id) =>
      revisionObject((await this.content.revision(id, scopeOf(actor)))!, actor),
    );
  }
}
