import { Inject } from '@nestjs/common';
import { Args, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ACTIONS, may, PERMISSIONS, type Action, type Actor } from '#domain';
import { MemberReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { CurrentActor } from '../current-actor.js';
import { keyView, partnerView } from './identity-view.js';

/** Who asks, by what, and what they may: the console's questions. */
@Resolver('Actor')
export class MeResolver {
  constructor(@Inject(MemberReadModel) private readonly members: MemberReadModel) {}

  @Query('me')
  me(@CurrentActor() actor: Actor): Pick<Api.Actor, 'memberId' | 'displayName' | 'role'> {
    return { memberId: actor.memberId!, displayName: actor.displayName, role: actor.role as Api.Role };
  }

  @ResolveField('partner')
  async partner(@CurrentActor() actor: Actor): Promise<Api.PartnerRecord | null> {
    const partner = actor.partnerId === null ? null : await this.members.partner(actor.partnerId);
    return partner && partnerView(partner);
  }

  @ResolveField('key')
  async key(@CurrentActor() actor: Actor): Promise<Api.ApiKey | null> {
    const key = actor.keyId === null ? null : await this.members.key(actor.keyId);
    return key && keyView(key);
  }

  @ResolveField('may')
  may(@CurrentActor() actor: Actor, @Args('actions') asked?: string[] | null): Api.Permission[] {
    return readActions(asked ?? ACTIONS).map((action) => ({
      action,
      isAllowed: may(actor, action),
      roles: [...PERMISSIONS[action]] as Api.Role[],
    }));
  }
}

function readActions(asked: readonly string[]): Action[] {
  if (asked.length > ACTIONS.length)
    throw badInput(`${asked.length} actions were asked for: there are ${ACTIONS.length}, ask for each once.`);
  return asked.map((text) => {
    const action = ACTIONS.find((one) => one === text);
    if (action === undefined)
      throw badInput(`There is no action "${text.slice(0, 64)}". Those there are: ${ACTIONS.join(', ')}.`);
    return action;
  });
}
