import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { UpdatePartner, VerifyPartner } from '#identity';
import { MemberReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor } from '../current-actor.js';
import { partnerView } from '../identity/identity-view.js';
import { payload } from '../refusal-view.js';

/** What is on file of a partner. */
@Resolver()
export class PartnerResolver {
  constructor(
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(UpdatePartner) private readonly updating: UpdatePartner,
    @Inject(VerifyPartner) private readonly verifying: VerifyPartner,
  ) {}

  @Mutation('updatePartner')
  async updatePartner(@CurrentActor() actor: Actor, @Args('input') input: Api.UpdatePartnerInput) {
    const outcome = await this.updating.execute(actor, {
      partner: input.partner ?? null,
      name: input.name ?? null,
      website: input.website ?? null,
      contact: input.contact ? { name: input.contact.name, email: input.contact.email } : null,
      regions: input.regions ?? null,
      languages: input.languages ?? null,
      idempotencyKey: input.idempotencyKey ?? null,
    });
    return this.payload(outcome);
  }

  @Mutation('verifyPartner')
  async verifyPartner(@CurrentActor() actor: Actor, @Args('input') input: Api.VerifyPartnerInput) {
    const { partner, reason = null, idempotencyKey = null } = input;
    return this.payload(await this.verifying.execute(actor, { partner, reason, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('partner', outcome, async (id) => partnerView((await this.members.partner(id))!));
  }
}
