import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { DecideGuideRevision, RetireGuide, type RetireGuideInput } from '#editorial';
import { GuideReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { textsOf } from '../care/care-input.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { guideRecordObject, guideRevisionObject } from './guide-view.js';

/** Deciding on guides, and taking them off the air for good. */
@Resolver()
export class GuideReviewResolver {
  constructor(
    @Inject(GuideReadModel) private readonly reading: GuideReadModel,
    @Inject(DecideGuideRevision) private readonly deciding: DecideGuideRevision,
    @Inject(RetireGuide) private readonly retiring: RetireGuide,
  ) {}

  @Mutation('decideGuideRevision')
  async decideGuideRevision(@CurrentActor() actor: Actor, @Args('input') input: Api.DecideGuideRevisionInput) {
    const { revisionId, decision, acknowledged } = input;
    const { reason = null, code = null, locales = null, idempotencyKey = null } = input;
    const answers = input.answers.map(({ key, fine }) => ({ key, isFine: fine }));
    const decided = { revisionId, decision, reason, code, locales, acknowledged, answers, idempotencyKey };
    return payload('revision', await this.deciding.execute(actor, decided), async (id) =>
      guideRevisionObject((await this.reading.revision(id, scopeOf(actor)))!, actor),
    );
  }

  @Mutation('supersedeGuide')
  async supersedeGuide(@CurrentActor() actor: Actor, @Args('input') input: Api.SupersedeGuideInput) {
    const { slug, successor, reason, notices, idempotencyKey = null } = input;
    return this.retire(actor, { slug, successor, pointer: null, reason, notices: textsOf(notices), idempotencyKey });
  }

  @Mutation('retireGuide')
  async retireGuide(@CurrentActor() actor: Actor, @Args('input') input: Api.RetireGuideInput) {
    const { slug, pointer, reason, notices, idempotencyKey = null } = input;
    return this.retire(actor, {
      slug,
      successor: null,
      pointer: String(pointer),
      reason,
      notices: textsOf(notices),
      idempotencyKey,
    });
  }

  private async retire(actor: Actor, input: RetireGuideInput) {
    return payload('guide', await this.retiring.execute(actor, input), async (slug) =>
      guideRecordObject((await this.reading.guide(slug, scopeOf(actor)))!, actor),
    );
  }
}
