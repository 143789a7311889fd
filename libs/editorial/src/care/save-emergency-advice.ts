import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  emergencyAdviceRefusals,
  permissionRefusals,
  refused,
  type Actor,
  type EmergencyAdvice,
  type Outcome,
} from '#domain';
import { CareStore, UnitOfWork } from '#persistence';

export interface SaveEmergencyAdviceInput {
  readonly advice: EmergencyAdvice;
  readonly idempotencyKey: string | null;
}

/** Puts the emergency words of a region on file, or replaces them. */
@Injectable()
export class SaveEmergencyAdvice {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CareStore) private readonly store: CareStore,
  ) {}

  /** @returns the region of the record */
  async execute(actor: Actor, input: SaveEmergencyAdviceInput): Promise<Outcome<string>> {
    const { advice } = input;
    const command = { name: 'saveEmergencyAdvice', input: advice, idempotencyKey: input.idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const refusals = [
        ...permissionRefusals(actor, 'care.write'),
        ...emergencyAdviceRefusals(advice, ['input', 'advice']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const before = await this.store.saveEmergencyAdvice(tx, advice);
      tx.audit({
        action: 'emergency-advice.saved',
        subjectType: 'emergency-advice',
        subjectId: advice.region,
        before,
        after: advice,
      });
      tx.emit({
        type: 'emergency-advice.saved',
        subjectType: 'emergency-advice',
        subjectId: advice.region,
        payload: {},
      });
      tx.programmeChanged('HELP');
      return accepted(advice.region);
    });
  }
}
