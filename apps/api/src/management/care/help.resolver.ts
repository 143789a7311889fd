import { Inject } from '@nestjs/common';
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { coverageOf, helplinesDue, type Actor } from '#domain';
import { ChooseCarePolicy, OverrideHelp, SignHelpWaiver } from '#editorial';
import { DatabaseClock, HelpReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { readChannel, textsOf } from './care-input.js';
import { helplineObject } from './care-view.js';
import { cellObject, dueObject, overrideObject, readRule, waiverObject } from './help-view.js';

const PARTS_MAX = 300;

/** Help as it will stand: what is due, what is overridden, what is waived, where it is missing. */
@Resolver('HelplineRecord')
export class HelpResolver {
  constructor(
    @Inject(HelpReadModel) private readonly help: HelpReadModel,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
    @Inject(OverrideHelp) private readonly overriding: OverrideHelp,
    @Inject(SignHelpWaiver) private readonly waiving: SignHelpWaiver,
    @Inject(ChooseCarePolicy) private readonly choosing: ChooseCarePolicy,
  ) {}

  @ResolveField('versions')
  async versions(@Parent() { slug }: Api.HelplineRecord) {
    return (await this.help.versions(slug)).map(({ version, helpline, savedAt, savedBy }) => ({
      version,
      savedBy,
      savedAt: new Date(savedAt),
      helpline: helplineObject(helpline),
    }));
  }

  @Query('helplinesDue')
  async helplinesDue(@CurrentActor() actor: Actor): Promise<Api.HelplineDue[]> {
    requireRead(actor, 'care.read');
    return helplinesDue(await this.help.registry(), this.clock.now()).map(dueObject);
  }

  @Query('helpOverrides')
  async helpOverrides(@CurrentActor() actor: Actor): Promise<Api.HelpOverride[]> {
    requireRead(actor, 'care.read');
    return (await this.help.overrides()).map(overrideObject);
  }

  @Query('helpWaivers')
  async helpWaivers(@CurrentActor() actor: Actor, @Args('runId') runId: string): Promise<Api.HelpWaiver[]> {
    requireRead(actor, 'care.read');
    return (await this.help.waivers(runId)).map(waiverObject);
  }

  @Query('carePolicy')
  async carePolicy(@CurrentActor() actor: Actor): Promise<Api.CarePolicy> {
    requireRead(actor, 'care.read');
    return this.help.policy();
  }

  @Query('helpCoverage')
  async helpCoverage(
    @CurrentActor() actor: Actor,
    @Args('input') { regions, locales, topics, from, until, runId }: Api.HelpCoverageInput,
  ): Promise<Api.CoverageCell[]> {
    requireRead(actor, 'care.read');
    if (Math.max(regions.length, locales.length, topics.length) > PARTS_MAX)
      throw badInput(`At most ${PARTS_MAX} regions, locales and topics are asked for at once.`);
    const start = from?.getTime() ?? this.clock.now();
    const end = until?.getTime() ?? null;
    if (end !== null && end <= start) throw badInput('`until` is not after `from`: give a later instant.');
    const help = await this.help.registry();
    const waivers = runId === null || runId === undefined ? [] : await this.help.waivers(runId);
    const question = { help, regions, locales, topics, waivers, shownLocales: [], window: { start, end } };
    return coverageOf(question).map(cellObject);
  }

  @Mutation('beginHelpOverride')
  async beginHelpOverride(@CurrentActor() actor: Actor, @Args('input') input: Api.BeginHelpOverrideInput) {
    const { regions, reason, replacement = null } = input;
    const outcome = await this.overriding.begin(actor, {
      regions,
      reason,
      helpline: input.helpline ?? null,
      channel: input.channel ?? null,
      replacement: replacement && readChannel(replacement),
      message: textsOf(input.message),
      until: input.until.getTime(),
      idempotencyKey: input.idempotencyKey ?? null,
    });
    return payload('override', outcome, (id) => this.override(id));
  }

  @Mutation('liftHelpOverride')
  async liftHelpOverride(@CurrentActor() actor: Actor, @Args('input') input: Api.LiftHelpOverrideInput) {
    const { idempotencyKey = null, ...asked } = input;
    return payload('override', await this.overriding.lift(actor, { ...asked, idempotencyKey }), (id) =>
      this.override(id),
    );
  }

  @Mutation('signHelpWaiver')
  async signHelpWaiver(@CurrentActor() actor: Actor, @Args('input') input: Api.SignHelpWaiverInput) {
    const { runId, region, reason } = input;
    const outcome = await this.waiving.execute(actor, {
      runId,
      region,
      reason,
      language: input.language ?? null,
      rules: input.rules.map(readRule),
      expiresAt: input.expiresAt.getTime(),
      idempotencyKey: input.idempotencyKey ?? null,
    });
    return payload('waiver', outcome, async (id) =>
      waiverObject((await this.help.waivers(runId)).find((one) => one.id === id)!),
    );
  }

  @Mutation('chooseCarePolicy')
  async chooseCarePolicy(@CurrentActor() actor: Actor, @Args('input') input: Api.ChooseCarePolicyInput) {
    const { idempotencyKey = null, ...policy } = input;
    return payload('policy', await this.choosing.execute(actor, { ...policy, idempotencyKey }), () =>
      this.help.policy(),
    );
  }

  private async override(id: string): Promise<Api.HelpOverride | null> {
    const one = (await this.help.overrides()).find((override) => override.id === id);
    return one === undefined ? null : overrideObject(one);
  }
}
