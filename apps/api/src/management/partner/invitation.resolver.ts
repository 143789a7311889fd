import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor, PartnerRole } from '#domain';
import { AcceptInvitation, InviteMember, RevokeInvitation } from '#identity';
import { MemberReadModel, PartnerReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, InvitationToken, requireRead } from '../current-actor.js';
import { payload, refusalView } from '../refusal-view.js';
import { askedPartner } from './asked-partner.js';
import { invitationView } from './partner-view.js';

const NONE = { rows: [], hasNext: false };

/** Places that are kept for people, and who takes them. */
@Resolver()
export class InvitationResolver {
  constructor(
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(PartnerReadModel) private readonly partners: PartnerReadModel,
    @Inject(InviteMember) private readonly inviting: InviteMember,
    @Inject(AcceptInvitation) private readonly accepting: AcceptInvitation,
    @Inject(RevokeInvitation) private readonly revoking: RevokeInvitation,
  ) {}

  @Query('invitations')
  async invitations(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('partner') slug?: string | null,
  ): Promise<Api.InvitationConnection> {
    requireRead(actor, 'partner.manage');
    const page = readPage(first, after);
    const partner = await askedPartner(this.members, actor, slug ?? null);
    return connectionView(
      partner === null ? NONE : await this.partners.invitations(partner.id, page),
      (invitation) => ({ at: invitation.invitedAt, id: invitation.id }),
      invitationView,
    );
  }

  @Mutation('inviteMember')
  async inviteMember(
    @CurrentActor() actor: Actor,
    @Args('input') input: Api.InviteMemberInput,
  ): Promise<Api.InviteMemberPayload> {
    const { partner = null, displayName, expiresInHours } = input;
    const role = input.role as PartnerRole;
    const { value, refusals } = await this.inviting.execute(actor, { partner, displayName, role, expiresInHours });
    const invitation = value === null ? null : await this.partners.invitation(value.invitationId);
    return {
      token: value?.token ?? null,
      invitation: invitation && invitationView(invitation),
      refusals: refusals.map(refusalView),
    };
  }

  /** The one mutation without an actor: whoever holds the token is nobody yet. A key in its place keeps no invitation. */
  @Mutation('acceptInvitation')
  async acceptInvitation(@InvitationToken() token: string | null): Promise<Api.AcceptInvitationPayload> {
    const { value, refusals } = await this.accepting.execute(token ?? '');
    return {
      memberId: value?.memberId ?? null,
      key: value?.key ?? null,
      keyId: value?.keyId ?? null,
      refusals: refusals.map(refusalView),
    };
  }

  @Mutation('revokeInvitation')
  async revokeInvitation(@CurrentActor() actor: Actor, @Args('input') input: Api.RevokeInvitationInput) {
    const { partner = null, invitationId, idempotencyKey = null } = input;
    const outcome = await this.revoking.execute(actor, { partner, invitationId, idempotencyKey });
    return payload('invitation', outcome, async (id) => invitationView((await this.partners.invitation(id))!));
  }
}
