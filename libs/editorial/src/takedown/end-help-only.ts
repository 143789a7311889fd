import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  askEndRefusals,
  confirmEndRefusals,
  notFound,
  permissionRefusals,
  reasonRefusals,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { HelpOnlyStore, UnitOfWork, type LockedHelpOnly, type Transaction } from '#persistence';

export interface AskHelpOnlyEndInput {
  readonly helpOnlyId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

export interface ConfirmHelpOnlyEndInput {
  readonly helpOnlyId: string;
  /** False: it stands, and the question is taken back. */
  readonly ends: boolean;
  readonly idempotencyKey: string | null;
}

/** One person asks that help only ends, another confirms it or says no. Runs then go on as they are scheduled. */
@Injectable()
export class EndHelpOnly {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(HelpOnlyStore) private readonly store: HelpOnlyStore,
  ) {}

  /** @returns the id of what is to end */
  async ask(actor: Actor, input: AskHelpOnlyEndInput): Promise<Outcome<string>> {
    const { helpOnlyId, reason, idempotencyKey } = input;
    const command = { name: 'askHelpOnlyEnd', input: { helpOnlyId, reason }, idempotencyKey };
    const rules = (one: LockedHelpOnly): Refusal[] => [
      ...askEndRefusals(one, ['input', 'helpOnlyId']),
      ...reasonRefusals(reason, ['input', 'reason']),
    ];
    return this.change(actor, command, rules, async (tx, one, memberId) => {
      await this.store.askEnd(tx, one.id, memberId, reason);
      tell(tx, 'help-only.end-asked', one, reason);
    });
  }

  /** @returns the id of what has ended */
  async confirm(actor: Actor, input: ConfirmHelpOnlyEndInput): Promise<Outcome<string>> {
    const { helpOnlyId, ends, idempotencyKey } = input;
    const command = { name: 'confirmHelpOnlyEnd', input: { helpOnlyId, ends }, idempotencyKey };
    // Whoever asked may take the question back; to end it takes another.
    const rules = (one: LockedHelpOnly, memberId: string) =>
      confirmEndRefusals(one, ends ? memberId : '', ['input', 'helpOnlyId']);
    return this.change(actor, command, rules, async (tx, one, memberId) => {
      if (!ends) {
        await this.store.takeBackEnd(tx, one.id);
        tell(tx, 'help-only.end-declined', one, null);
        return;
      }
      await this.store.end(tx, one.id, memberId);
      tell(tx, 'help-only.ended', one, null);
      tx.programmeChanged('HELP_ONLY');
    });
  }

  private async change(
    actor: Actor,
    command: { name: string; input: { helpOnlyId: string }; idempotencyKey: string | null },
    rules: (one: LockedHelpOnly, memberId: string) => Refusal[],
    write: (tx: Transaction, one: LockedHelpOnly, memberId: string) => Promise<void>,
  ): Promise<Outcome<string>> {
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'help-only.end');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const { helpOnlyId } = command.input;
      const one = await this.store.lock(tx, helpOnlyId);
      if (one === null) return refused([notFound('help only', helpOnlyId, ['input', 'helpOnlyId'])]);
      const refusals = rules(one, actor.memberId);
      if (refusals.length > 0) return refused(refusals);
      await write(tx, one, actor.memberId);
      return accepted(one.id);
    });
  }
}

function tell(tx: Transaction, name: string, { id, regions }: LockedHelpOnly, reason: string | null): void {
  tx.audit({ action: name, subjectType: 'help-only', subjectId: id, after: { regions }, reason });
  tx.emit({ type: name, subjectType: 'help-only', subjectId: id, payload: { regions } });
}
