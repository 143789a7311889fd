import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { RecordConsent, WithdrawConsent } from '#editorial';
import { RemovalReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { consentObject, removalObject } from './removal-view.js';

@Resolver()
export class ConsentResolver {
  constructor(
    @Inject(RemovalReadModel) private readonly reading: RemovalReadModel,
    @Inject(RecordConsent) private readonly recording: RecordConsent,
    @Inject(WithdrawConsent) private readonly withdrawing: WithdrawConsent,
  ) {}

  @Query('consents')
  async consents(@CurrentActor() actor: Actor, @Args('itemId') itemId: string): Promise<Api.Consent[]> {
    requireRead(actor, 'content.read');
    return (await this.reading.consents(itemId, scopeOf(actor))).map(consentObject);
  }

  @Mutation('recordConsent')
  async recordConsent(@CurrentActor() actor: Actor, @Args('input') input: Api.RecordConsentInput) {
    const { until, idempotencyKey = null, ...asked } = input;
    const outcome = await this.recording.execute(actor, { ...asked, until: until.getTime(), idempotencyKey });
    return payload('consent', outcome, async (id) => consentObject((await this.reading.consent(id, scopeOf(actor)))!));
  }

  @Mutation('withdrawConsent')
  async withdrawConsent(@CurrentActor() actor: Actor, @Args('input') input: Api.WithdrawConsentInput) {
    const { itemId, idempotencyKey = null } = input;
    const outcome = await this.withdrawing.execute(actor, { itemId, idempotencyKey });
    return payload('removal', outcome, async (id) => removalObject((await this.reading.removal(id, scopeOf(actor)))!));
  }
}
