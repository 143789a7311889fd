import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { isStaff, type Actor } from '#domain';
import { AddMember, CreatePartner, IssueKey, RevokeKey } from '#identity';
import { MemberReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload, refusalView } from '../refusal-view.js';
import { memberView, partnerView } from './identity-view.js';

@Resolver()
export class IdentityResolver {
  constructor(
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(CreatePartner) private readonly creating: CreatePartner,
    @Inject(AddMember) private readonly adding: AddMember,
    @Inject(IssueKey) private readonly issuing: IssueKey,
    @Inject(RevokeKey) private readonly revoking: RevokeKey,
  ) {}

  @Query('partners')
  async partners(@CurrentActor() actor: Actor): Promise<Api.PartnerRecord[]> {
    requireRead(actor, 'partner.read');
    const partners = await this.members.partners();
    return partners.filter((partner) => isStaff(actor) || partner.id === actor.partnerId).map(partnerView);
  }

  @Query('members')
  async all(@CurrentActor() actor: Actor): Promise<Api.Member[]> {
    requireRead(actor, 'member.write');
    const partners = new Map((await this.members.partners()).map((partner) => [partner.id, partner]));
    return (await this.members.members()).map((member) =>
      memberView(member, partners.get(member.partnerId ?? '') ?? null),
    );
  }

  @Mutation('createPartner')
  async createPartner(@CurrentActor() actor: Actor, @Args('input') input: Api.CreatePartnerInput) {
    const { idempotencyKey = null, website = null, ...partner } = input;
    const outcome = await this.creating.execute(actor, { partner: { ...partner, website }, idempotencyKey });
    return payload('partner', outcome, async (id) => partnerView((await this.members.partner(id))!));
  }

  @Mutation('addMember')
  async addMember(@CurrentActor() actor: Actor, @Args('input') input: Api.AddMemberInput) {
    const { idempotencyKey = null, partner = null, displayName, role } = input;
    const outcome = await this.adding.execute(actor, { displayName, role, partner, idempotencyKey });
    return payload('member', outcome, async (id) => {
      const member = (await this.members.member(id))!;
      return memberView(member, member.partnerId === null ? null : await this.members.partner(member.partnerId));
    });
  }

  @Mutation('issueKey')
  async issueKey(@CurrentActor() actor: Actor, @Args('input') input: Api.IssueKeyInput): Promise<Api.IssueKeyPayload> {
    const outcome = await this.issuing.execute(actor, {
      memberId: input.memberId,
      name: input.name,
      scopes: input.scopes ?? null,
      expiresAt: input.expiresAt?.getTime() ?? null,
    });
    return {
      key: outcome.value?.key ?? null,
      keyId: outcome.value?.keyId ?? null,
      refusals: outcome.refusals.map(refusalView),
    };
  }

  @Mutation('revokeKey')
  async revokeKey(@CurrentActor() actor: Actor, @Args('input') input: Api.RevokeKeyInput) {
    const outcome = await this.revoking.execute(actor, {
      keyId: input.keyId,
      idempotencyKey: input.idempotencyKey ?? null,
    });
    return payload('keyId', outcome, (id) => Promise.resolve(id));
  }
}
