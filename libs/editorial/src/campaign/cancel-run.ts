import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  reasonRefusals,
  refused,
  runStateRefusals,
  type Actor,
  type Outcome,
} from '#domain';
import { RunStore, UnitOfWork } from '#persistence';

export interface CancelRunInput {
  readonly runId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** Takes a run back; one that is on air leaves it with the next answer. Its slot is free at once. */
@Injectable()
export class CancelRun {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RunStore) private readonly store: RunStore,
  ) {}

  /** @returns the id of the run */
  async execute(actor: Actor, input: CancelRunInput): Promise<Outcome<string>> {
    const { runId, reason, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'cancelRun', input: { runId, reason }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'campaign.schedule');
        if (denied.length > 0) return refused(denied);
        const run = await this.store.lockRun(tx, runId);
        if (run === null) return refused([notFound('run', runId, ['input', 'runId'])]);
        const refusals = [
          ...runStateRefusals(run.state, 'CANCELLED', ['input', 'runId']),
          ...reasonRefusals(reason, ['input', 'reason']),
        ];
        if (refusals.length > 0) return refused(refusals);
        await this.store.setState(tx, run.id, 'CANCELLED');
        await this.store.releaseSlot(tx, run.id);
        tx.audit({
          action: 'run.cancelled',
          subjectType: 'run',
          subjectId: run.id,
          before: { state: run.state },
          after: { state: 'CANCELLED' },
          reason,
        });
        tx.emit({
          type: 'run.cancelled',
          subjectType: 'run',
          subjectId: run.id,
          payload: { campaignId: run.campaignId, window: run.intent, scheduleVersion: run.scheduleVersion },
        });
        tx.programmeChanged({ run: run.id });
        return accepted(run.id);
      },
    );
  }
}
