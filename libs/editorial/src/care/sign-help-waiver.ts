import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  waiverRefusals,
  type Actor,
  type HelpWaiver,
  type Outcome,
  type RunState,
} from '#domain';
import { HelpStore, RunApprovalStore, RunStore, UnitOfWork } from '#persistence';

export interface SignHelpWaiverInput extends Omit<HelpWaiver, 'id'> {
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

const WAIVABLE: readonly RunState[] = ['DRAFT', 'SCHEDULED', 'ACTIVE'];

/** Somebody signs with their name that one run airs although help is missing in one region and language, until a day. */
@Injectable()
export class SignHelpWaiver {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(HelpStore) private readonly store: HelpStore,
    @Inject(RunStore) private readonly runs: RunStore,
    @Inject(RunApprovalStore) private readonly approvals: RunApprovalStore,
  ) {}

  /** @returns the id of the waiver */
  async execute(actor: Actor, input: SignHelpWaiverInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...waiver } = input;
    return this.unitOfWork.decide(actor, { name: 'signHelpWaiver', input: waiver, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'care.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const run = await this.runs.lockRun(tx, waiver.runId);
      if (run === null) return refused([notFound('run', waiver.runId, ['input', 'runId'])]);
      const { plannedBy } = await this.approvals.approvals(tx, waiver.runId);
      const path = ['input', 'runId'];
      const over = `The run is ${run.state}: nothing of it is shown any more, and no waiver is needed.`;
      const own = 'You planned this run. Ask another ADMIN or SAFETY_REVIEWER to sign.';
      const refusals = [
        ...(WAIVABLE.includes(run.state)
          ? []
          : [refuse('WRONG_STATE', path, { message: over, state: run.state, allowedStates: WAIVABLE })]),
        ...(plannedBy === actor.memberId
          ? [refuse('OWN_SUBMISSION', path, { message: own, submittedBy: actor.memberId })]
          : []),
        ...waiverRefusals(waiver, tx.now, ['input']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.store.insertWaiver(tx, { ...waiver, signedBy: actor.memberId });
      const { reason, ...after } = waiver;
      tx.audit({
        action: 'help.waived',
        subjectType: 'run',
        subjectId: run.id,
        after: { waiverId: id, ...after },
        reason,
      });
      tx.emit({ type: 'help.waived', subjectType: 'run', subjectId: run.id, payload: { waiverId: id, ...after } });
      return accepted(id);
    });
  }
}
