import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  ALWAYS,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
  type RunState,
} from '#domain';
import { CampaignStore, RunApprovalStore, RunStore, UnitOfWork, type Transaction } from '#persistence';
import { playlistRefusals } from '../campaign/set-playlist.js';

export interface ApproveRunInput {
  readonly runId: string;
  /**
   * The playlist that was looked at, in its order: what the run has, or what is to replace it. Named by whoever
   * approves, so that nobody approves unseen what came in between.
   */
  readonly revisionIds: readonly string[];
  readonly reason: string | null;
  readonly idempotencyKey: string | null;
}

const REASON_LENGTH_MAX = 2_000;
const APPROVABLE: readonly RunState[] = ['DRAFT', 'SCHEDULED', 'ACTIVE'];

/**
 * Somebody of staff who does not schedule has looked at a run's playlist and approves it for this time. Bound to the
 * playlist by the hash of its pinned revisions: another playlist is not approved by it, and the same one put back is.
 */
@Injectable()
export class ApproveRun {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
    @Inject(RunApprovalStore) private readonly approvals: RunApprovalStore,
  ) {}

  /** @returns the id of the run */
  async execute(actor: Actor, input: ApproveRunInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { runId, revisionIds, reason } = asked;
    return this.unitOfWork.decide(actor, { name: 'approveRun', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'run.approve');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const run = await this.runs.lockRun(tx, runId);
      if (run === null) return refused([notFound('run', runId, ['input', 'runId'])]);
      const refusals = [
        ...stateRefusals(run.state),
        ...(await this.ownRefusals(tx, runId, actor.memberId)),
        ...(await playlistRefusals(
          this.campaigns,
          tx,
          revisionIds.map((revisionId) => ({ revisionId, times: ALWAYS })),
        )),
        ...textRefusals(reason, REASON_LENGTH_MAX, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const { scheduleVersion } = run;
      const playlistHash = await this.approvals.hashOf(tx, revisionIds);
      const approval = { runId, scheduleVersion, playlistHash, approvedBy: actor.memberId, reason };
      await this.approvals.insertApproval(tx, approval);
      const payload = { campaignId: run.campaignId, scheduleVersion, playlistHash };
      const subject = { subjectType: 'run', subjectId: runId };
      tx.audit({ action: 'run.approved', ...subject, after: { ...payload, revisionIds }, reason });
      tx.emit({ type: 'run.approved', ...subject, payload });
      return accepted(runId);
    });
  }

  /** Four eyes: roles that plan do not approve, and a member whose role has changed since does not either. */
  private async ownRefusals(tx: Transaction, runId: string, memberId: string): Promise<Refusal[]> {
    const { plannedBy } = await this.approvals.approvals(tx, runId);
    if (plannedBy !== memberId) return [];
    const message = 'You planned this run. Ask another REVIEWER or SAFETY_REVIEWER to approve it.';
    return [refuse('OWN_SUBMISSION', ['input', 'runId'], { message, submittedBy: memberId })];
  }
}

function stateRefusals(state: RunState): Refusal[] {
  if (APPROVABLE.includes(state)) return [];
  const message = `The run is ${state}: there is nothing left to approve. Look at the next one.`;
  return [refuse('WRONG_STATE', ['input', 'runId'], { message, state, allowedStates: APPROVABLE })];
}
