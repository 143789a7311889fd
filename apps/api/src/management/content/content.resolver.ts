import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { isStaff, type Actor, type Outcome } from '#domain';
import { CreateContentItem, SaveDraft, SubmitDraft, WithdrawContentItem } from '#editorial';
import { ContentReadModel, type TenantScope } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { isRefused, readDocument } from './content-input.js';
import { itemObject, revisionObject } from './content-view.js';

/** Whose things an actor may see: staff everybody's, a partner's member their own partner's. */
export function scopeOf(actor: Actor): TenantScope {
  if (isStaff(actor)) return 'ALL';
  if (actor.partnerId === null) throw new Error(`Member ${actor.memberId} is in no partner and not on staff.`);
  return { partnerId: actor.partnerId };
}

@Resolver()
export class ContentResolver {
  constructor(
    @Inject(ContentReadModel) private readonly content: ContentReadModel,
    @Inject(CreateContentItem) private readonly creating: CreateContentItem,
    @Inject(SaveDraft) private readonly saving: SaveDraft,
    @Inject(SubmitDraft) private readonly submitting: SubmitDraft,
    @Inject(WithdrawContentItem) private readonly withdrawing: WithdrawContentItem,
  ) {}

  @Query('contentItem')
  async contentItem(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<Api.ContentItem | null> {
    requireRead(actor, 'content.read');
    const item = await this.content.item(id, scopeOf(actor));
    return item && itemObject(item, actor);
  }

  @Query('contentItems')
  async contentItems(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('partner') partner?: string | null,
  ): Promise<Api.ContentItemConnection> {
    requireRead(actor, 'content.read');
    const page = await this.content.items(readPage(first, after), scopeOf(actor), partner ?? null);
    return connectionView(
      page,
      (item) => ({ at: item.createdAt, id: item.id }),
      (item) => itemObject(item, actor),
    );
  }

  @Mutation('createContentItem')
  async createContentItem(@CurrentActor() actor: Actor, @Args('input') input: Api.CreateContentItemInput) {
    const document = readDocument(input.document);
    return this.itemPayload(
      actor,
      isRefused(document)
        ? document
        : await this.creating.execute(actor, { document, idempotencyKey: input.idempotencyKey ?? null }),
    );
  }

  @Mutation('saveDraft')
  async saveDraft(@CurrentActor() actor: Actor, @Args('input') input: Api.SaveDraftInput) {
    const document = readDocument(input.document);
    const { itemId, version, idempotencyKey = null } = input;
    return this.itemPayload(
      actor,
      isRefused(document) ? document : await this.saving.execute(actor, { itemId, version, document, idempotencyKey }),
    );
  }

  @Mutation('withdrawContentItem')
  async withdrawContentItem(@CurrentActor() actor: Actor, @Args('input') input: Api.WithdrawContentItemInput) {
    const { itemId, reason, idempotencyKey = null } = input;
    return this.itemPayload(actor, await this.withdrawing.execute(actor, { itemId, reason, idempotencyKey }));
  }

  @Mutation('submitDraft')
  async submitDraft(@CurrentActor() actor: Actor, @Args('input') input: Api.SubmitDraftInput) {
    const { itemId, version, idempotencyKey = null } = input;
    const outcome = await this.submitting.execute(actor, { itemId, version, idempotencyKey });
    return payload('revision', outcome, async (id) =>
      revisionObject((await this.content.revision(id, scopeOf(actor)))!, actor),
    );
  }

  private itemPayload(actor: Actor, outcome: Outcome<string>) {
    return payload('item', outcome, async (id) => itemObject((await this.content.item(id, scopeOf(actor)))!, actor));
  }
}
