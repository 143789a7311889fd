import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  carePolicyRefusals,
  permissionRefusals,
  reasonRefusals,
  refused,
  type Actor,
  type CarePolicy,
  type Outcome,
} from '#domain';
import { HelpStore, UnitOfWork } from '#persistence';

export interface ChooseCarePolicyInput extends CarePolicy {
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** What an operator may choose of the rules on help; it holds from the next answer and the next scheduling on. */
@Injectable()
export class ChooseCarePolicy {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(HelpStore) private readonly store: HelpStore,
  ) {}

  /** @returns the name of the policy */
  async execute(actor: Actor, input: ChooseCarePolicyInput): Promise<Outcome<string>> {
    const { idempotencyKey, reason, ...policy } = input;
    const command = { name: 'chooseCarePolicy', input: { ...policy, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const refusals = [
        ...permissionRefusals(actor, 'care.write'),
        ...carePolicyRefusals(policy, ['input']),
        ...reasonRefusals(reason, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const before = await this.store.savePolicy(tx, policy);
      const subject = { subjectType: 'care-policy', subjectId: 'care' };
      tx.audit({ action: 'care-policy.chosen', ...subject, before, after: policy, reason });
      tx.emit({ type: 'care-policy.chosen', ...subject, payload: { ...policy } });
      tx.programmeChanged('HELP');
      return accepted('care');
    });
  }
}
