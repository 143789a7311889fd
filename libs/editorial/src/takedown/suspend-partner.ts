import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  reasonRefusals,
  refuse,
  refused,
  type Actor,
  type Outcome,
} from '#domain';
import { RemovalStore, UnitOfWork } from '#persistence';
import { removeFromAir } from './remove-from-air.js';

export interface SuspendPartnerInput {
  readonly partnerId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/**
 * Suspends a partner: everything of it is off the air as under takedown, and its members read and do nothing else. Helplines that it
 * operates and guides made with it stay: help is not taken from people because of its operator; each is taken down by itself.
 */
@Injectable()
export class SuspendPartner {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RemovalStore) private readonly store: RemovalStore,
  ) {}

  /** @returns the id of the removal */
  async execute(actor: Actor, input: SuspendPartnerInput): Promise<Outcome<string>> {
    const { partnerId, reason, idempotencyKey } = input;
    const command = { name: 'suspendPartner', input: { partnerId, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.suspend');
      if (denied.length > 0) return refused(denied);
      const subject = await this.store.lockSubject(tx, 'PARTNER', partnerId, null);
      if (subject === null) return refused([notFound('partner', partnerId, ['input', 'partnerId'])]);
      const standing = await this.store.standingOn(tx, subject, 'SUSPENSION');
      const message = 'The partner is suspended already. Reinstate it first, if the reason is to be another one.';
      const refusals = [
        ...reasonRefusals(reason, ['input', 'reason']),
        ...(standing === null
          ? []
          : [
              refuse('WRONG_STATE', ['input', 'partnerId'], { message, state: 'SUSPENDED', allowedStates: ['ON_AIR'] }),
            ]),
      ];
      if (refusals.length > 0) return refused(refusals);
      const careLeft = await this.store.careOf(tx, partnerId);
      const removal = {
        ...subject,
        cause: 'SUSPENSION',
        kind: null,
        reason,
        notice: null,
        replacedBy: null,
        removedBy: actor.memberId,
      } as const;
      const { id } = await removeFromAir(tx, this.store, removal, { name: 'partner.suspended', payload: { careLeft } });
      return accepted(id);
    });
  }
}
