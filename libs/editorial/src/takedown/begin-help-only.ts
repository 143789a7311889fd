import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  helpOnlyRefusals,
  permissionRefusals,
  reasonRefusals,
  refused,
  type Actor,
  type Outcome,
} from '#domain';
import { HelpOnlyStore, UnitOfWork } from '#persistence';

export interface BeginHelpOnlyInput {
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** From the next answer on some regions get help and nothing else, until two people end it. */
@Injectable()
export class BeginHelpOnly {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(HelpOnlyStore) private readonly store: HelpOnlyStore,
  ) {}

  /** @returns its id */
  async execute(actor: Actor, input: BeginHelpOnlyInput): Promise<Outcome<string>> {
    const { regions, reason, idempotencyKey } = input;
    const command = { name: 'beginHelpOnly', input: { regions, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'help-only.begin');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const refusals = [
        ...helpOnlyRefusals(regions, ['input', 'regions']),
        ...reasonRefusals(reason, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.store.insert(tx, { regions, reason, begunBy: actor.memberId });
      const subject = { subjectType: 'help-only', subjectId: id };
      tx.audit({ action: 'help-only.begun', ...subject, after: { regions }, reason });
      tx.emit({ type: 'help-only.begun', ...subject, payload: { regions } });
      tx.programmeChanged('HELP_ONLY');
      return accepted(id);
    });
  }
}
