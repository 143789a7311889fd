import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { SaveEmergencyAdvice, SaveHelpline } from '#editorial';
import { CareReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { lossObject } from './help-view.js';
import { readAdvice, readHelpline } from './care-input.js';
import { adviceObject, helplineObject } from './care-view.js';

@Resolver()
export class CareResolver {
  constructor(
    @Inject(CareReadModel) private readonly care: CareReadModel,
    @Inject(SaveHelpline) private readonly savingHelpline: SaveHelpline,
    @Inject(SaveEmergencyAdvice) private readonly savingAdvice: SaveEmergencyAdvice,
  ) {}

  @Query('helplines')
  async helplines(@CurrentActor() actor: Actor): Promise<Omit<Api.HelplineRecord, 'versions'>[]> {
    requireRead(actor, 'care.read');
    return (await this.care.helplines()).map(helplineObject);
  }

  @Query('helpline')
  async helpline(
    @CurrentActor() actor: Actor,
    @Args('slug') slug: string,
  ): Promise<Omit<Api.HelplineRecord, 'versions'> | null> {
    requireRead(actor, 'care.read');
    const helpline = await this.care.helpline(slug);
    return helpline && helplineObject(helpline);
  }

  @Query('emergencyAdvice')
  async emergencyAdvice(@CurrentActor() actor: Actor): Promise<Api.EmergencyAdvice[]> {
    requireRead(actor, 'care.read');
    return (await this.care.emergencyAdvice()).map(adviceObject);
  }

  @Mutation('saveHelpline')
  async saveHelpline(@CurrentActor() actor: Actor, @Args('input') input: Api.SaveHelplineInput) {
    const asked = { helpline: readHelpline(input.helpline), idempotencyKey: input.idempotencyKey ?? null };
    const { outcome, losses } = await this.savingHelpline.execute(actor, asked, input.dryRun);
    const saved = await payload('helpline', outcome, async (slug) => {
      const helpline = await this.care.helpline(slug);
      return helpline && helplineObject(helpline);
    });
    return { ...saved, runsLosingHelp: losses.map(lossObject) };
  }

  @Mutation('saveEmergencyAdvice')
  async saveEmergencyAdvice(@CurrentActor() actor: Actor, @Args('input') input: Api.SaveEmergencyAdviceInput) {
    const outcome = await this.savingAdvice.execute(actor, {
      advice: readAdvice(input.advice),
      idempotencyKey: input.idempotencyKey ?? null,
    });
    return payload('advice', outcome, async (region) =>
      adviceObject((await this.care.emergencyAdvice()).find((one) => one.region === region)!),
    );
  }
}
