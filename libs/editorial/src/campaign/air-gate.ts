import { Inject, Injectable } from '@nestjs/common';
import {
  approvedAgainRefusals,
  coverageRefusals,
  earthWindow,
  helpQuestion,
  intentRefusals,
  numberRefusals,
  runAudience,
  type EntryFacts,
  type Refusal,
} from '#domain';
import { HelpStore, RunApprovalStore, type Transaction } from '#persistence';
import type { ScheduleProposal } from './slot-keeper.js';

/** What a run needs for the air besides its slot, its rights and its approvals. */
@Injectable()
export class AirGate {
  constructor(
    @Inject(RunApprovalStore) private readonly approvals: RunApprovalStore,
    @Inject(HelpStore) private readonly help: HelpStore,
  ) {}

  /** Every reason why not, paths under `input`. */
  async refusals(tx: Transaction, proposal: ScheduleProposal, entries: readonly EntryFacts[]): Promise<Refusal[]> {
    return [
      ...(await this.helpRefusals(tx, proposal, entries)),
      ...(await this.approvalRefusals(
        tx,
        proposal.runId,
        entries.map(({ revisionId }) => revisionId),
      )),
    ];
  }

  /** Help through the window for everybody who is reached, and no number in a text that nobody answers there then. */
  private async helpRefusals(tx: Transaction, proposal: ScheduleProposal, entries: readonly EntryFacts[]) {
    const { campaign, intent, runId } = proposal;
    // Of a window that is refused by itself nothing can be asked.
    if (intentRefusals(intent, []).length > 0) return [];
    const help = await this.help.registry(tx);
    const waivers = runId === null ? [] : await this.help.waivers(tx, runId);
    const audience = runAudience(campaign.audience, proposal.regions);
    const window = earthWindow(intent);
    const question = helpQuestion({ runId, audience, texts: campaign.texts, entries, window }, help, waivers, tx.now);
    const place = { regions: audience.regions, window };
    return [
      ...(question === null ? [] : coverageRefusals(question, ['input', 'window'])),
      ...numberRefusals(entries, help, place, ['input', 'playlist']),
    ];
  }

  /** What a rule drafted goes on air with a playlist that was approved for this year, and with no other. */
  private async approvalRefusals(tx: Transaction, runId: string | null, revisionIds: readonly string[]) {
    if (runId === null) return [];
    const approvals = await this.approvals.approvals(tx, runId);
    if (approvals.observanceYear === null) return [];
    return approvedAgainRefusals(approvals, await this.approvals.hashOf(tx, revisionIds), ['input', 'runId']);
  }
}
