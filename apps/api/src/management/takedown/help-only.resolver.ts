import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { BeginHelpOnly, EndHelpOnly } from '#editorial';
import { RemovalReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { helpOnlyObject } from './removal-view.js';

@Resolver()
export class HelpOnlyResolver {
  constructor(
    @Inject(RemovalReadModel) private readonly reading: RemovalReadModel,
    @Inject(BeginHelpOnly) private readonly beginning: BeginHelpOnly,
    @Inject(EndHelpOnly) private readonly ending: EndHelpOnly,
  ) {}

  @Query('helpOnly')
  async helpOnly(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.HelpOnlyConnection> {
    requireRead(actor, 'campaign.read');
    return connectionView(
      await this.reading.helpOnlyPage(readPage(first, after)),
      (one) => ({ at: one.begunAt, id: one.id }),
      helpOnlyObject,
    );
  }

  @Mutation('beginHelpOnly')
  async beginHelpOnly(@CurrentActor() actor: Actor, @Args('input') input: Api.BeginHelpOnlyInput) {
    const { regions, reason, idempotencyKey = null } = input;
    return this.payload(await this.beginning.execute(actor, { regions, reason, idempotencyKey }));
  }

  @Mutation('askHelpOnlyEnd')
  async askHelpOnlyEnd(@CurrentActor() actor: Actor, @Args('input') input: Api.AskHelpOnlyEndInput) {
    const { helpOnlyId, reason, idempotencyKey = null } = input;
    return this.payload(await this.ending.ask(actor, { helpOnlyId, reason, idempotencyKey }));
  }

  @Mutation('confirmHelpOnlyEnd')
  async confirmHelpOnlyEnd(@CurrentActor() actor: Actor, @Args('input') input: Api.ConfirmHelpOnlyEndInput) {
    const { helpOnlyId, ends, idempotencyKey = null } = input;
    return this.payload(await this.ending.confirm(actor, { helpOnlyId, ends, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('helpOnly', outcome, async (id) => helpOnlyObject((await this.reading.helpOnly(id))!));
  }
}
