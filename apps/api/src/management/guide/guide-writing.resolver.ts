import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { BeginGuide, SaveGuideDraft, SubmitGuideDraft, WithdrawGuideRevision } from '#editorial';
import { GuideReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { isRefusedGuide, readGuideDocument } from './guide-input.js';
import { guideRecordObject, guideRevisionObject } from './guide-view.js';

/** Writing guides, up to where somebody else looks at them. */
@Resolver()
export class GuideWritingResolver {
  constructor(
    @Inject(GuideReadModel) private readonly reading: GuideReadModel,
    @Inject(BeginGuide) private readonly beginning: BeginGuide,
    @Inject(SaveGuideDraft) private readonly saving: SaveGuideDraft,
    @Inject(SubmitGuideDraft) private readonly submitting: SubmitGuideDraft,
    @Inject(WithdrawGuideRevision) private readonly withdrawing: WithdrawGuideRevision,
  ) {}

  @Mutation('beginGuide')
  async beginGuide(@CurrentActor() actor: Actor, @Args('input') input: Api.BeginGuideInput) {
    const { slug, idempotencyKey = null } = input;
    const document = readGuideDocument(input.document);
    if (isRefusedGuide(document)) return this.guidePayload(actor, document);
    return this.guidePayload(actor, await this.beginning.execute(actor, { slug, document, idempotencyKey }));
  }

  @Mutation('saveGuideDraft')
  async saveGuideDraft(@CurrentActor() actor: Actor, @Args('input') input: Api.SaveGuideDraftInput) {
    const { slug, version, idempotencyKey = null } = input;
    const document = readGuideDocument(input.document);
    if (isRefusedGuide(document)) return this.guidePayload(actor, document);
    return this.guidePayload(actor, await this.saving.execute(actor, { slug, version, document, idempotencyKey }));
  }

  @Mutation('submitGuideDraft')
  async submitGuideDraft(@CurrentActor() actor: Actor, @Args('input') input: Api.SubmitGuideDraftInput) {
    const { slug, version, idempotencyKey = null } = input;
    return this.revisionPayload(actor, await this.submitting.execute(actor, { slug, version, idempotencyKey }));
  }

  @Mutation('withdrawGuideRevision')
  async withdrawGuideRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.WithdrawGuideRevisionInput) {
    const { revisionId, idempotencyKey = null } = input;
    return this.revisionPayload(actor, await this.withdrawing.execute(actor, { revisionId, idempotencyKey }));
  }

  private guidePayload(actor: Actor, outcome: Outcome<string>) {
    return payload('guide', outcome, async (slug) =>
      guideRecordObject((await this.reading.guide(slug, scopeOf(actor)))!, actor),
    );
  }

  private revisionPayload(actor: Actor, outcome: Outcome<string>) {
    return payload('revision', outcome, async (id) =>
      guideRevisionObject((await this.reading.revision(id, scopeOf(actor)))!, actor),
    );
  }
}
