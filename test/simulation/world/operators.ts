import type { Outcome, WindowIntent } from '#domain';
import { AirGate, CancelRun, RescheduleRun, ScheduleCampaign, SlotKeeper } from '#editorial';
import { CampaignStore, HelpStore, RunApprovalStore, RunStore, UnitOfWork, type Database } from '#persistence';
import { scheduler } from './fixture.js';

/** What a person is about to do. */
export type Edit =
  | { readonly kind: 'schedule'; readonly campaign: string; readonly window: WindowIntent }
  | { readonly kind: 'reschedule'; readonly runId: string; readonly window: WindowIntent }
  | { readonly kind: 'cancel'; readonly runId: string };

const ATTEMPTS_MAX = 3;

/** A person at a desk: the real use cases, tried again under the same key when it is not known what became of them. */
export class Desk {
  private readonly runs = new RunStore();
  private readonly campaigns = new CampaignStore();
  private readonly unitOfWork: UnitOfWork;
  private readonly slots: SlotKeeper;

  constructor(
    database: Database,
    private readonly campaignIds: ReadonlyMap<string, string>,
  ) {
    this.unitOfWork = new UnitOfWork(database);
    this.slots = new SlotKeeper(
      this.unitOfWork,
      this.campaigns,
      this.runs,
      new AirGate(new RunApprovalStore(), new HelpStore()),
    );
  }

  /** @param command a number of its own for each edit; the retries of one have the same key */
  async carryOut(edit: Edit, command: number): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const outcome = await this.once(edit, command);
        return outcome.value === null ? outcome.refusals.map((refusal) => refusal.code).join(' ') : 'accepted';
      } catch (error) {
        if (attempt === ATTEMPTS_MAX) return `fault: ${(error as Error).message.slice(0, 60)}`;
      }
    }
  }

  private async once(edit: Edit, command: number): Promise<Outcome<string>> {
    const actor = scheduler(command);
    const idempotencyKey = `command-${command}`;
    if (edit.kind === 'schedule') {
      const { campaign, window } = edit;
      const campaignId = this.campaignIds.get(campaign)!;
      const use = new ScheduleCampaign(this.slots, this.campaigns, this.runs);
      return use.execute(actor, { campaignId, window, regions: [], idempotencyKey });
    }
    const { runId } = edit;
    if (edit.kind === 'cancel')
      return new CancelRun(this.unitOfWork, this.runs).execute(actor, { runId, reason: 'simulated', idempotencyKey });
    const use = new RescheduleRun(this.slots, this.campaigns, this.runs);
    return use.execute(actor, { runId, window: edit.window, regions: null, idempotencyKey });
  }
}
