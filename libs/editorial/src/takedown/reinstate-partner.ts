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

export interface ReinstatePartnerInput {
  readonly partnerId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** Ends a suspension: what is still approved and scheduled is shown again, and members act again. Takedowns stand as they are. */
@Injectable()
export class ReinstatePartner {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RemovalStore) private readonly store: RemovalStore,
  ) {}

  /** @returns the id of the removal that was lifted */
  async execute(actor: Actor, input: ReinstatePartnerInput): Promise<Outcome<string>> {
    const { partnerId, reason, idempotencyKey } = input;
    const command = { name: 'reinstatePartner', input: { partnerId, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.suspend');
      if (denied.length > 0) return refused(denied);
      const subject = await this.store.lockSubject(tx, 'PARTNER', partnerId, null);
      if (subject === null) return refused([notFound('partner', partnerId, ['input', 'partnerId'])]);
      const standing = await this.store.standingOn(tx, subject, 'SUSPENSION');
      const message = 'The partner is not suspended. Read it again.';
      const refusals = [
        ...reasonRefusals(reason, ['input', 'reason']),
        ...(standing === null
          ? [refuse('WRONG_STATE', ['input', 'partnerId'], { message, state: 'ON_AIR', allowedStates: ['SUSPENDED'] })]
          : []),
      ];
      if (refusals.length > 0 || standing === null) return refused(refusals);
      await this.store.lift(tx, standing.id, actor.memberId, reason);
      const told = { subjectType: 'partner', subjectId: partnerId };
      tx.audit({ action: 'partner.reinstated', ...told, after: { removalId: standing.id }, reason });
      tx.emit({ type: 'partner.reinstated', ...told, payload: { removalId: standing.id } });
      tx.programmeChanged({ partner: partnerId });
      return accepted(standing.id);
    });
  }
}
