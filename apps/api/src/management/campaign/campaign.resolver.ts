import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { CreateCampaign, DeclareSurface, SetPlaylist, UpdateCampaign } from '#editorial';
import { CampaignReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { readCampaign, readEntries } from './campaign-input.js';
import { campaignObject } from './campaign-view.js';

@Resolver()
export class CampaignResolver {
  constructor(
    @Inject(CampaignReadModel) private readonly campaignsRead: CampaignReadModel,
    @Inject(DeclareSurface) private readonly declaring: DeclareSurface,
    @Inject(CreateCampaign) private readonly creating: CreateCampaign,
    @Inject(UpdateCampaign) private readonly updating: UpdateCampaign,
    @Inject(SetPlaylist) private readonly setting: SetPlaylist,
  ) {}

  @Query('surfaces')
  async surfaces(@CurrentActor() actor: Actor): Promise<Api.Surface[]> {
    requireRead(actor, 'campaign.read');
    return this.campaignsRead.surfaces();
  }

  @Query('campaign')
  async campaign(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<Api.Campaign | null> {
    requireRead(actor, 'campaign.read');
    const campaign = await this.campaignsRead.campaign(id);
    return campaign && campaignObject(campaign);
  }

  @Query('campaigns')
  async campaigns(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('surface') surface?: string | null,
  ): Promise<Api.CampaignConnection> {
    requireRead(actor, 'campaign.read');
    return connectionView(
      await this.campaignsRead.campaigns(readPage(first, after), surface ?? null),
      (campaign) => ({ at: campaign.createdAt, id: campaign.id }),
      campaignObject,
    );
  }

  @Mutation('declareSurface')
  async declareSurface(@CurrentActor() actor: Actor, @Args('input') input: Api.DeclareSurfaceInput) {
    const { slug, name, exclusive, capacity = null, idempotencyKey = null } = input;
    const outcome = await this.declaring.execute(actor, { slug, name, exclusive, capacity, idempotencyKey });
    return payload(
      'surface',
      outcome,
      async (id) => (await this.campaignsRead.surfaces()).find((surface) => surface.slug === id) ?? null,
    );
  }

  @Mutation('createCampaign')
  async createCampaign(@CurrentActor() actor: Actor, @Args('input') input: Api.CreateCampaignInput) {
    const campaign = readCampaign(input, input.slug);
    if ('refusals' in campaign) return this.payload(campaign);
    return this.payload(await this.creating.execute(actor, { campaign, idempotencyKey: input.idempotencyKey ?? null }));
  }

  @Mutation('updateCampaign')
  async updateCampaign(@CurrentActor() actor: Actor, @Args('input') input: Api.UpdateCampaignInput) {
    const campaign = readCampaign(input, '');
    if ('refusals' in campaign) return this.payload(campaign);
    return this.payload(
      await this.updating.execute(actor, {
        campaignId: input.campaignId,
        campaign,
        idempotencyKey: input.idempotencyKey ?? null,
      }),
    );
  }

  @Mutation('setPlaylist')
  async setPlaylist(@CurrentActor() actor: Actor, @Args('input') input: Api.SetPlaylistInput) {
    const { campaignId, idempotencyKey = null } = input;
    const entries = readEntries(input);
    if ('refusals' in entries) return this.payload(entries);
    return this.payload(await this.setting.execute(actor, { campaignId, entries, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('campaign', outcome, async (id) => campaignObject((await this.campaignsRead.campaign(id))!));
  }
}
