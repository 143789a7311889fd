import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  pauseRefusals,
  permissionRefusals,
  reasonRefusals,
  refused,
  type Actor,
  type Instant,
  type Outcome,
} from '#domain';
import { PauseStore, UnitOfWork } from '#persistence';

export interface PauseProgrammeInput {
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  readonly reason: string;
  /** When it is over by itself; null: when somebody resumes. */
  readonly until: Instant | null;
  readonly idempotencyKey: string | null;
}

/** Takes everything but the crisis tier off air in some regions, with the next answer. */
@Injectable()
export class PauseProgramme {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PauseStore) private readonly store: PauseStore,
  ) {}

  /** @returns the id of the pause */
  async execute(actor: Actor, input: PauseProgrammeInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'pauseProgramme', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'programme.pause');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const { regions, reason, until } = asked;
      const refusals = [
        ...pauseRefusals({ regions, until }, tx.now, ['input']),
        ...reasonRefusals(reason, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.store.insertPause(tx, { regions, reason, until, pausedBy: actor.memberId });
      tx.audit({ action: 'programme.paused', subjectType: 'pause', subjectId: id, after: { regions, until }, reason });
      tx.emit({ type: 'programme.paused', subjectType: 'pause', subjectId: id, payload: { regions, until } });
      tx.programmeChanged('PAUSES');
      return accepted(id);
    });
  }
}
