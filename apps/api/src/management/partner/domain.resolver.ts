import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { AddPartnerDomain, RecordDomainCheck, RemovePartnerDomain } from '#identity';
import { MemberReadModel, PartnerReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { askedPartner } from './asked-partner.js';
import { domainView } from './partner-view.js';

/** The names on the web that are a partner's own. */
@Resolver()
export class DomainResolver {
  constructor(
    @Inject(PartnerReadModel) private readonly partners: PartnerReadModel,
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(AddPartnerDomain) private readonly adding: AddPartnerDomain,
    @Inject(RecordDomainCheck) private readonly checking: RecordDomainCheck,
    @Inject(RemovePartnerDomain) private readonly removing: RemovePartnerDomain,
  ) {}

  @Query('partnerDomains')
  async partnerDomains(
    @CurrentActor() actor: Actor,
    @Args('partner') slug?: string | null,
  ): Promise<Api.PartnerDomain[]> {
    requireRead(actor, 'partner.manage');
    const partner = await askedPartner(this.members, actor, slug ?? null);
    return partner === null ? [] : (await this.partners.domains(partner.id)).map(domainView);
  }

  @Mutation('addPartnerDomain')
  async addPartnerDomain(@CurrentActor() actor: Actor, @Args('input') input: Api.AddPartnerDomainInput) {
    const { partner = null, domain, proof, idempotencyKey = null } = input;
    return this.payload(await this.adding.execute(actor, { partner, domain, proof, idempotencyKey }));
  }

  @Mutation('recordDomainCheck')
  async recordDomainCheck(@CurrentActor() actor: Actor, @Args('input') input: Api.RecordDomainCheckInput) {
    const { domainId, proved, note = null, idempotencyKey = null } = input;
    return this.payload(await this.checking.execute(actor, { domainId, isProved: proved, note, idempotencyKey }));
  }

  @Mutation('removePartnerDomain')
  async removePartnerDomain(@CurrentActor() actor: Actor, @Args('input') input: Api.RemovePartnerDomainInput) {
    const { domainId, idempotencyKey = null } = input;
    return this.payload(await this.removing.execute(actor, { domainId, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('domains', outcome, async (partnerId) => (await this.partners.domains(partnerId)).map(domainView));
  }
}
