import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { wallTime, type Actor, type Instant } from '#domain';
import { ReleaseZoneHold } from '#editorial';
import { ZoneReadModel, type ZoneChangeView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';

/** What zone data did to the schedule. */
@Resolver()
export class ZoneResolver {
  constructor(
    @Inject(ZoneReadModel) private readonly zones: ZoneReadModel,
    @Inject(ReleaseZoneHold) private readonly releasing: ReleaseZoneHold,
  ) {}

  @Query('zoneChanges')
  async zoneChanges(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('outcome') outcome?: Api.ZoneOutcome | null,
  ): Promise<Api.ZoneChangeConnection> {
    requireRead(actor, 'campaign.read');
    return connectionView(
      await this.zones.changes(readPage(first, after), outcome ?? null),
      (change) => ({ at: change.foundAt, id: change.id }),
      changeObject,
    );
  }

  @Query('zoneData')
  async zoneData(@CurrentActor() actor: Actor): Promise<Api.ZoneData> {
    requireRead(actor, 'campaign.read');
    return { version: process.versions.tz ?? 'unknown', ...(await this.zones.open()) };
  }

  @Mutation('releaseZoneHold')
  async releaseZoneHold(@CurrentActor() actor: Actor, @Args('input') input: Api.ReleaseZoneHoldInput) {
    const { changeId, idempotencyKey = null } = input;
    const outcome = await this.releasing.execute(actor, { changeId, idempotencyKey });
    return payload('change', outcome, async (id) => changeObject((await this.zones.change(id))!));
  }
}

function changeObject(change: ZoneChangeView): Api.ZoneChange {
  const { before, after, foundAt, releasedAt, ...rest } = change;
  const dateOf = (at: Instant | null) => (at === null ? null : new Date(at));
  const wallOf = (at: Instant | null) => (at === null ? null : wallTime(at, change.zone));
  return {
    ...rest,
    before: dateOf(before),
    beforeWall: wallOf(before),
    after: dateOf(after),
    afterWall: wallOf(after),
    foundAt: new Date(foundAt),
    releasedAt: dateOf(releasedAt),
  };
}
