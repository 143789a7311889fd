import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { DecidePartnerApplication, RecordPartnerApplication } from '#identity';
import { MemberReadModel, PartnerReadModel, type PartnerApplicationView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { applicationView } from './partner-view.js';

/** How an organisation becomes a partner. */
@Resolver()
export class ApplicationResolver {
  constructor(
    @Inject(PartnerReadModel) private readonly partners: PartnerReadModel,
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(RecordPartnerApplication) private readonly recording: RecordPartnerApplication,
    @Inject(DecidePartnerApplication) private readonly deciding: DecidePartnerApplication,
  ) {}

  @Query('partnerApplications')
  async partnerApplications(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('state') state?: Api.PartnerApplicationState | null,
  ): Promise<Api.PartnerApplicationConnection> {
    requireRead(actor, 'partner.apply');
    const page = await this.partners.applications(readPage(first, after), state ?? null);
    const known = new Map((await this.members.partners()).map((partner) => [partner.id, partner]));
    return connectionView(
      page,
      (row) => ({ at: row.recordedAt, id: row.id }),
      (row) => applicationView(row, known.get(row.partnerId ?? '') ?? null),
    );
  }

  @Mutation('recordPartnerApplication')
  async recordPartnerApplication(
    @CurrentActor() actor: Actor,
    @Args('input') input: Api.RecordPartnerApplicationInput,
  ) {
    const {
      slug,
      name,
      website = null,
      regions,
      languages,
      contactName,
      contactEmail,
      domains,
      message = null,
    } = input;
    const application = {
      profile: { slug, name, website, regions, languages },
      contact: { name: contactName, email: contactEmail },
      domains,
      message,
    };
    return this.payload(
      await this.recording.execute(actor, { application, idempotencyKey: input.idempotencyKey ?? null }),
    );
  }

  @Mutation('acceptPartnerApplication')
  async acceptPartnerApplication(
    @CurrentActor() actor: Actor,
    @Args('input') input: Api.AcceptPartnerApplicationInput,
  ) {
    const { applicationId, reason = null, idempotencyKey = null } = input;
    return this.payload(
      await this.deciding.execute(actor, { applicationId, isAccepted: true, reason, idempotencyKey }),
    );
  }

  @Mutation('declinePartnerApplication')
  async declinePartnerApplication(
    @CurrentActor() actor: Actor,
    @Args('input') input: Api.DeclinePartnerApplicationInput,
  ) {
    const { applicationId, reason, idempotencyKey = null } = input;
    return this.payload(
      await this.deciding.execute(actor, { applicationId, isAccepted: false, reason, idempotencyKey }),
    );
  }

  private payload(outcome: Outcome<string>) {
    return payload('application', outcome, async (id) => this.view((await this.partners.application(id))!));
  }

  private async view(application: PartnerApplicationView): Promise<Api.PartnerApplication> {
    const { partnerId } = application;
    return applicationView(application, partnerId === null ? null : await this.members.partner(partnerId));
  }
}
