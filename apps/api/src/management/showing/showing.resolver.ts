import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { ShowingReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor, requireRead } from '../current-actor.js';

@Resolver()
export class ShowingResolver {
  constructor(@Inject(ShowingReadModel) private readonly reading: ShowingReadModel) {}

  @Query('showings')
  async showings(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('filter') filter?: Api.ShowingFilter | null,
  ): Promise<Api.ShowingConnection> {
    requireRead(actor, 'showing.read');
    const { campaign = null, partner = null, from = null, to = null } = filter ?? {};
    return connectionView(
      await this.reading.showings(readPage(first, after), scopeOf(actor), { campaignId: campaign, partner, from, to }),
      ({ day, id }) => ({ at: Date.parse(day), id }),
      (showing) => ({ ...showing }),
    );
  }
}
