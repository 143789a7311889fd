import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  liftRefusals,
  notFound,
  permissionRefusals,
  reasonRefusals,
  refused,
  SUBJECT_NAMES,
  takedownEvent,
  type Actor,
  type Outcome,
} from '#domain';
import { removalTouches, RemovalStore, UnitOfWork } from '#persistence';

export interface LiftTakedownInput {
  readonly removalId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** Takes back a takedown that was an error: what is still approved and scheduled is shown again, with the next answer. */
@Injectable()
export class LiftTakedown {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RemovalStore) private readonly store: RemovalStore,
  ) {}

  /** @returns the id of the removal */
  async execute(actor: Actor, input: LiftTakedownInput): Promise<Outcome<string>> {
    const { removalId, reason, idempotencyKey } = input;
    const command = { name: 'liftTakedown', input: { removalId, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'takedown.lift');
      if (denied.length > 0) return refused(denied);
      const removal = await this.store.lock(tx, removalId);
      if (removal === null) return refused([notFound('removal', removalId, ['input', 'removalId'])]);
      const refusals = [
        ...liftRefusals(removal, ['input', 'removalId']),
        ...reasonRefusals(reason, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.lift(tx, removal.id, actor.memberId, reason);
      const subject = { subjectType: SUBJECT_NAMES[removal.subjectType], subjectId: removal.subjectId };
      const name = takedownEvent(removal.subjectType, 'takedown_lifted');
      tx.audit({ action: name, ...subject, after: { removalId: removal.id }, reason });
      tx.emit({ type: name, ...subject, payload: { removalId: removal.id } });
      tx.programmeChanged(...removalTouches(removal));
      return accepted(removal.id);
    });
  }
}
