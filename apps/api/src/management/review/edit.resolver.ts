import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { AppealRejection, DecideAppeal, EditRevision, RespondToEdit } from '#editorial';
import { ContentReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { isRefused, readDocument } from '../content/content-input.js';
import { revisionObject } from '../content/content-view.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';

/** What staff and a partner say to each other about a text: edits, and appeals. */
@Resolver()
export class EditResolver {
  constructor(
    @Inject(ContentReadModel) private readonly content: ContentReadModel,
    @Inject(EditRevision) private readonly editing: EditRevision,
    @Inject(RespondToEdit) private readonly responding: RespondToEdit,
    @Inject(AppealRejection) private readonly appealing: AppealRejection,
    @Inject(DecideAppeal) private readonly deciding: DecideAppeal,
  ) {}

  @Mutation('editRevision')
  async editRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.EditRevisionInput) {
    const { revisionId, reason, idempotencyKey = null } = input;
    const document = readDocument(input.document);
    if (isRefused(document)) return this.payload(actor, document);
    return this.payload(actor, await this.editing.execute(actor, { revisionId, document, reason, idempotencyKey }));
  }

  @Mutation('acceptEdit')
  async acceptEdit(@CurrentActor() actor: Actor, @Args('input') input: Api.AcceptEditInput) {
    const { revisionId, idempotencyKey = null } = input;
    const response = { revisionId, isAccepted: true, reason: null, idempotencyKey };
    return this.payload(actor, await this.responding.execute(actor, response));
  }

  @Mutation('declineEdit')
  async declineEdit(@CurrentActor() actor: Actor, @Args('input') input: Api.DeclineEditInput) {
    const { revisionId, reason, idempotencyKey = null } = input;
    const response = { revisionId, isAccepted: false, reason, idempotencyKey };
    return this.payload(actor, await this.responding.execute(actor, response));
  }

  @Mutation('appealRejection')
  async appealRejection(@CurrentActor() actor: Actor, @Args('input') input: Api.AppealRejectionInput) {
    const { revisionId, text, idempotencyKey = null } = input;
    return this.payload(actor, await this.appealing.execute(actor, { revisionId, text, idempotencyKey }));
  }

  @Mutation('decideAppeal')
  async decideAppeal(@CurrentActor() actor: Actor, @Args('input') input: Api.DecideAppealInput) {
    const { revisionId, outcome, reason, idempotencyKey = null } = input;
    return this.payload(actor, await this.deciding.execute(actor, { revisionId, outcome, reason, idempotencyKey }));
  }

  private payload(actor: Actor, outcome: Outcome<string>) {
    return payload('revision', outcome, async (id) =>
      revisionObject((await this.content.revision(id, scopeOf(actor)))!, actor),
    );
  }
}
