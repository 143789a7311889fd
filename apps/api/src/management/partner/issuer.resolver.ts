import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { AddPartnerIssuer, RemovePartnerIssuer, SIGN_IN, type SignIn } from '#identity';
import { IssuerReadModel, MemberReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { askedPartner } from './asked-partner.js';

/** The providers of OpenID Connect by which a partner's people come in. */
@Resolver()
export class IssuerResolver {
  constructor(
    @Inject(IssuerReadModel) private readonly issuers: IssuerReadModel,
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(AddPartnerIssuer) private readonly adding: AddPartnerIssuer,
    @Inject(RemovePartnerIssuer) private readonly removing: RemovePartnerIssuer,
    @Inject(SIGN_IN) private readonly signIn: SignIn | null,
  ) {}

  @Query('partnerIssuers')
  async partnerIssuers(
    @CurrentActor() actor: Actor,
    @Args('partner') slug?: string | null,
  ): Promise<Api.PartnerIssuer[]> {
    requireRead(actor, 'partner.manage');
    const partner = await askedPartner(this.members, actor, slug ?? null);
    return partner === null ? [] : this.views(partner.id);
  }

  @Mutation('addPartnerIssuer')
  async addPartnerIssuer(@CurrentActor() actor: Actor, @Args('input') input: Api.AddPartnerIssuerInput) {
    const { partner, name, issuer, clientId, clientSecret = null, idempotencyKey = null } = input;
    const { signIn } = this;
    const protect = signIn && ((secret: string) => signIn.protectSecret(secret));
    const asked = { partner, name, issuer, clientId, clientSecret, idempotencyKey };
    return this.payload(await this.adding.execute(actor, asked, protect));
  }

  @Mutation('removePartnerIssuer')
  async removePartnerIssuer(@CurrentActor() actor: Actor, @Args('input') input: Api.RemovePartnerIssuerInput) {
    const { issuerId, idempotencyKey = null } = input;
    return this.payload(await this.removing.execute(actor, { issuerId, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('issuers', outcome, (partnerId) => this.views(partnerId));
  }

  private async views(partnerId: string): Promise<Api.PartnerIssuer[]> {
    const { signIn } = this;
    return (await this.issuers.issuers(partnerId)).map(({ id, name, issuer, clientId, clientSecret, addedAt }) => ({
      id,
      name,
      issuer,
      clientId,
      hasClientSecret: clientSecret !== null,
      redirectUri: signIn && signIn.redirectUri(id),
      signInUrl: signIn && signIn.issuerPage(id),
      logoutUri: signIn && signIn.logoutUri(id),
      addedAt: new Date(addedAt),
    }));
  }
}
