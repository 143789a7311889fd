import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Outcome } from '#domain';
import { ChangeMemberRole, RemoveMember } from '#identity';
import { MemberReadModel, PartnerReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { memberView } from '../identity/identity-view.js';
import { payload } from '../refusal-view.js';
import { askedPartner } from './asked-partner.js';

const NOBODY = { rows: [], hasNext: false };

/** Who is in a partner, and leaves it. */
@Resolver()
export class MembershipResolver {
  constructor(
    @Inject(PartnerReadModel) private readonly partners: PartnerReadModel,
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(ChangeMemberRole) private readonly changing: ChangeMemberRole,
    @Inject(RemoveMember) private readonly removing: RemoveMember,
  ) {}

  @Query('partnerMembers')
  async partnerMembers(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('partner') slug?: string | null,
  ): Promise<Api.MemberConnection> {
    requireRead(actor, 'partner.manage');
    const page = readPage(first, after);
    const partner = await askedPartner(this.members, actor, slug ?? null);
    return connectionView(
      partner === null ? NOBODY : await this.partners.members(partner.id, page),
      (member) => ({ at: member.createdAt, id: member.id }),
      (member) => memberView(member, partner),
    );
  }

  @Mutation('changeMemberRole')
  async changeMemberRole(@CurrentActor() actor: Actor, @Args('input') input: Api.ChangeMemberRoleInput) {
    const { memberId, role, idempotencyKey = null } = input;
    return this.payload(await this.changing.execute(actor, { memberId, role, idempotencyKey }));
  }

  @Mutation('removeMember')
  async removeMember(@CurrentActor() actor: Actor, @Args('input') input: Api.RemoveMemberInput) {
    const { memberId, reason, idempotencyKey = null } = input;
    return this.payload(await this.removing.execute(actor, { memberId, reason, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('member', outcome, async (id) => {
      const member = (await this.members.member(id))!;
      return memberView(member, member.partnerId === null ? null : await this.members.partner(member.partnerId));
    });
  }
}
