import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { LiftTakedown, ReinstatePartner, SuspendPartner, TakeDown } from '#editorial';
import { RemovalReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { impactObject } from '../campaign/impact-view.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { removalObject, removedFromObject } from './removal-view.js';

@Resolver()
export class RemovalResolver {
  constructor(
    @Inject(RemovalReadModel) private readonly reading: RemovalReadModel,
    @Inject(TakeDown) private readonly takingDown: TakeDown,
    @Inject(LiftTakedown) private readonly lifting: LiftTakedown,
    @Inject(SuspendPartner) private readonly suspending: SuspendPartner,
    @Inject(ReinstatePartner) private readonly reinstating: ReinstatePartner,
  ) {}

  @Query('removal')
  async removal(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<Api.Removal | null> {
    requireRead(actor, 'takedown.read');
    const removal = await this.reading.removal(id, scopeOf(actor));
    return removal && removalObject(removal);
  }

  @Query('removals')
  async removals(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('standing') isStanding: boolean,
    @Args('after') after?: string | null,
    @Args('subjectType') subjectType?: Api.RemovalSubject | null,
  ): Promise<Api.RemovalConnection> {
    requireRead(actor, 'takedown.read');
    const filter = { subjectType: subjectType ?? null, isStanding };
    return connectionView(
      await this.reading.removals(readPage(first, after), scopeOf(actor), filter),
      (removal) => ({ at: removal.removedAt, id: removal.id }),
      removalObject,
    );
  }

  @Mutation('takeDown')
  async takeDown(@CurrentActor() actor: Actor, @Args('input') input: Api.TakeDownInput) {
    const { dryRun, notice, replacedBy = null, idempotencyKey = null, ...asked } = input;
    const texts = Object.fromEntries(notice.map(({ locale, text }) => [locale, text]));
    const command = { ...asked, notice: texts, replacedBy, idempotencyKey };
    const effect = await this.takingDown.execute(actor, command, dryRun);
    const done = dryRun ? { ...effect.outcome, value: null } : effect.outcome;
    const paid = await this.payload(actor, done as Outcome<string>);
    // The receipt, so that a command that is repeated under its key answers what the first one did.
    const { removedFrom, leftOut } = paid.removal?.receipt ?? {
      removedFrom: effect.removedFrom.map(removedFromObject),
      leftOut: effect.leftOut,
    };
    return {
      ...paid,
      removedFrom,
      leftOut,
      regionsWithoutHelp: effect.regionsWithoutHelp,
      helplinesLeft: effect.careLeft.helplines,
      guidesLeft: effect.careLeft.guides,
      impact: effect.impacts.map(impactObject),
    };
  }

  @Mutation('liftTakedown')
  async liftTakedown(@CurrentActor() actor: Actor, @Args('input') input: Api.LiftTakedownInput) {
    const { removalId, reason, idempotencyKey = null } = input;
    return this.payload(actor, await this.lifting.execute(actor, { removalId, reason, idempotencyKey }));
  }

  @Mutation('suspendPartner')
  async suspendPartner(@CurrentActor() actor: Actor, @Args('input') input: Api.SuspendPartnerInput) {
    const { partnerId, reason, idempotencyKey = null } = input;
    return this.payload(actor, await this.suspending.execute(actor, { partnerId, reason, idempotencyKey }));
  }

  @Mutation('reinstatePartner')
  async reinstatePartner(@CurrentActor() actor: Actor, @Args('input') input: Api.ReinstatePartnerInput) {
    const { partnerId, reason, idempotencyKey = null } = input;
    return this.payload(actor, await this.reinstating.execute(actor, { partnerId, reason, idempotencyKey }));
  }

  private payload(actor: Actor, outcome: Outcome<string>) {
    return payload('removal', outcome, async (id) => removalObject((await this.reading.removal(id, scopeOf(actor)))!));
  }
}
