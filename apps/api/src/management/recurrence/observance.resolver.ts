import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  OBSERVANCE_YEAR_MAX,
  OBSERVANCE_YEAR_MIN,
  observanceRuleFromRecurrence,
  refused,
  type Actor,
  type Outcome,
} from '#domain';
import { SaveObservance } from '#editorial';
import { RecurrenceReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { readObservance } from './recurrence-input.js';
import { observanceObject, observanceYearObject } from './recurrence-view.js';

const YEARS_MAX = 20;

/** Days and weeks that come every year. */
@Resolver()
export class ObservanceResolver {
  constructor(
    @Inject(RecurrenceReadModel) private readonly reading: RecurrenceReadModel,
    @Inject(SaveObservance) private readonly saving: SaveObservance,
  ) {}

  @Query('observances')
  async observances(@CurrentActor() actor: Actor): Promise<Api.Observance[]> {
    requireRead(actor, 'campaign.read');
    return (await this.reading.observances()).map(observanceObject);
  }

  @Query('observanceDays')
  async observanceDays(
    @CurrentActor() actor: Actor,
    @Args('slug') slug: string,
    @Args('fromYear') fromYear: number,
    @Args('years') years: number,
  ): Promise<Api.ObservanceYear[] | null> {
    requireRead(actor, 'campaign.read');
    if (years < 1 || years > YEARS_MAX) throw badInput(`${years} years are not allowed: ask for 1 to ${YEARS_MAX}.`);
    if (fromYear < OBSERVANCE_YEAR_MIN || fromYear > OBSERVANCE_YEAR_MAX) {
      const allowed = `${OBSERVANCE_YEAR_MIN} to ${OBSERVANCE_YEAR_MAX}`;
      throw badInput(`The year ${fromYear} is not allowed: ask for ${allowed}.`);
    }
    const observances = await this.reading.observances();
    if (!observances.some((one) => one.slug === slug)) return null;
    return Array.from({ length: years }, (_, index) => observanceYearObject(observances, slug, fromYear + index));
  }

  @Mutation('saveObservance')
  async saveObservance(@CurrentActor() actor: Actor, @Args('input') input: Api.SaveObservanceInput) {
    const observance = readObservance(input.observance);
    if ('refusals' in observance) return this.payload(observance);
    const { idempotencyKey = null } = input;
    return this.payload(await this.saving.execute(actor, { observance, idempotencyKey }));
  }

  @Mutation('importObservance')
  async importObservance(@CurrentActor() actor: Actor, @Args('input') input: Api.ImportObservanceInput) {
    const { recurrence, slug, name, region = null, durationDays, source, idempotencyKey = null } = input;
    const rule = observanceRuleFromRecurrence(recurrence, ['input', 'recurrence']);
    if (rule.value === null) return this.payload(rule);
    const observance = { slug, name, region, rule: rule.value, durationDays, overrides: null, source };
    return this.payload(atTop(await this.saving.execute(actor, { observance, idempotencyKey })));
  }

  private payload(outcome: Outcome<string>) {
    return payload('observance', outcome, async (slug) =>
      observanceObject((await this.reading.observances()).find((one) => one.slug === slug)!),
    );
  }
}

/** An import has the fields of the observance beside the recurrence, not inside an object of their own. */
function atTop(outcome: Outcome<string>): Outcome<string> {
  if (outcome.value !== null) return outcome;
  return refused(
    outcome.refusals.map((refusal) => ({ ...refusal, path: refusal.path.filter((step) => step !== 'observance') })),
  );
}
