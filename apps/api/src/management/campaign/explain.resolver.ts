import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { explain, resolveViewer, wallTime, type Actor } from '#domain';
import { DatabaseClock, ProgrammeReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { explanationObject } from './impact-view.js';

/** Why this and not that: the resolver's answer, with its reasons. */
@Resolver()
export class ExplainResolver {
  constructor(
    @Inject(ProgrammeReadModel) private readonly programme: ProgrammeReadModel,
    @Inject(DatabaseClock) private readonly clock: DatabaseClock,
  ) {}

  @Query('explain')
  async explain(
    @CurrentActor() actor: Actor,
    @Args('surface') surface: string,
    @Args('viewer') clues?: Api.ExplainedViewer | null,
    @Args('at') at?: Date | null,
  ): Promise<Api.Explanation> {
    requireRead(actor, 'campaign.read');
    const instant = at?.getTime() ?? this.clock.now();
    const viewer = resolveViewer(clues ?? {}, instant);
    const rows = await this.programme.read();
    return {
      at: new Date(instant),
      wallTime: wallTime(instant, viewer.zone),
      timeZone: viewer.zone,
      runs: explain(rows, surface, viewer, instant).map((one) => explanationObject(one, viewer)),
    };
  }
}
