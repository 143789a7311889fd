import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { DecideRevision, WithdrawRevision } from '#editorial';
import { ContentReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { revisionObject } from './content-view.js';
import { scopeOf } from './content.resolver.js';

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

  @Query('reviewQueue')
  async reviewQueue(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.RevisionConnection> {
    requireRead(actor, 'review.read');
    return connectionView(
      await this.content.queue(readPage(first, after)),
      (revision) => ({ at: revision.submittedAt, id: revision.id }),
      (revision) => revisionObject(revision, actor),
    );
  }

  @Mutation('approveRevision')
  async approveRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.ApproveRevisionInput) {
    const { revisionId, locales = null, reason = null, idempotencyKey = null } = input;
    return this.payload(
      actor,
      await this.deciding.execute(actor, { revisionId, decision: 'APPROVED', reason, locales, idempotencyKey }),
    );
  }

  @Mutation('requestChanges')
  async requestChanges(@CurrentActor() actor: Actor, @Args('input') input: Api.DecideRevisionInput) {
    const { revisionId, reason, idempotencyKey = null } = input;
    return this.payload(
      actor,
      await this.deciding.execute(actor, {
        revisionId,
        decision: 'CHANGES_REQUESTED',
        reason,
        locales: null,
        idempotencyKey,
      }),
    );
  }

  @Mutation('rejectRevision')
  async rejectRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.DecideRevisionInput) {
    const { revisionId, reason, idempotencyKey = null } = input;
    return this.payload(
      actor,
      await this.deciding.execute(actor, { revisionId, decision: 'REJECTED', reason, locales: null, idempotencyKey }),
    );
  }

  @Mutation('withdrawRevision')
  async withdrawRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.WithdrawRevisionInput) {
    const { revisionId, idempotencyKey = null } = input;
    return this.payload(actor, await this.withdrawing.execute(actor, { revisionId, idempotencyKey }));
  }

  private payload(actor: Actor, outcome: Outcome<string>) {
    return payload('revision', outcome, async (id) =>
      revisionObject((await this.content.revision(id, scopeOf(actor)))!, actor),
    );
  }
}
