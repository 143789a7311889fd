import { Inject, Injectable } from '@nestjs/common';
import {
  freeLane,
  refused,
  runAudience,
  scheduleRefusals,
  slotTaken,
  type Actor,
  type Outcome,
  type Refusal,
  type Slot,
  type WindowIntent,
} from '#domain';
import {
  CampaignStore,
  RunStore,
  UnitOfWork,
  violationOf,
  type CampaignFacts,
  type Command,
  type Transaction,
} from '#persistence';
import { AirGate } from './air-gate.js';

/** A run as it would be scheduled. */
export interface ScheduleProposal {
  readonly campaign: CampaignFacts;
  readonly playlistId: string | null;
  readonly intent: WindowIntent;
  /** Of the run itself; empty: all of its campaign's. */
  readonly regions: readonly string[];
  /** The run in question, which does not stand in its own way; null: a new one. */
  readonly runId: string | null;
}

/** Asks the rules about slots with the surface locked, and answers for the database should it say no first. */
@Injectable()
export class SlotKeeper {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
    @Inject(AirGate) private readonly gate: AirGate,
  ) {}

  /** Every reason why a run may not be scheduled so; the surface stays locked until the transaction ends. */
  async refusals(tx: Transaction, proposal: ScheduleProposal): Promise<Refusal[]> {
    const { campaign, playlistId, runId } = proposal;
    await this.runs.lockSurface(tx, campaign.surface);
    const entries = playlistId === null ? [] : await this.campaigns.entries(tx, playlistId);
    const holders = await this.runs.slotHolders(tx, campaign.surface, runId);
    const question = {
      campaignId: campaign.id,
      slot: slotOf(proposal),
      capacity: campaign.surfaceCapacity,
      runRegions: proposal.regions,
      campaignRegions: campaign.audience.regions,
      entries,
      campaignRemoval: campaign.removal,
      holders,
      now: tx.now,
    };
    return [...scheduleRefusals(question, ['input']), ...(await this.gate.refusals(tx, proposal, entries))];
  }

  /** Holds the slot of a run in the first free place of its surface, which is locked since the rules were asked. */
  async hold(tx: Transaction, runId: string, proposal: ScheduleProposal): Promise<void> {
    const { surface, surfaceCapacity } = proposal.campaign;
    const slot = slotOf(proposal);
    const holders = surfaceCapacity === 1 ? [] : await this.runs.slotHolders(tx, surface, runId);
    await this.runs.holdSlot(tx, runId, slot, freeLane(slot, holders, surfaceCapacity) ?? 1);
  }

  /**
   * Decides with the exclusion constraints as the last guard. When they say no although the rules did not, everything is
   * undone, and a transaction of its own names whose slots stand in the way.
   */
  async decide(
    actor: Actor,
    command: Command,
    work: (tx: Transaction, remember: (proposal: ScheduleProposal) => void) => Promise<Outcome<string>>,
  ): Promise<Outcome<string>> {
    let proposed: ScheduleProposal | null = null;
    try {
      return await this.unitOfWork.decide(actor, command, (tx) => work(tx, (proposal) => void (proposed = proposal)));
    } catch (error) {
      if (proposed === null || violationOf(error)?.kind !== 'EXCLUSION') throw error;
      return this.explain(actor, command, proposed, error);
    }
  }

  private async explain(
    actor: Actor,
    command: Command,
    proposal: ScheduleProposal,
    error: unknown,
  ): Promise<Outcome<string>> {
    return this.unitOfWork.decide(actor, { ...command, idempotencyKey: null }, async (tx) => {
      const rivals = await this.runs.slotRivals(tx, slotOf(proposal), proposal.runId);
      if (rivals.length === 0) throw error;
      return refused(rivals.map((rival) => slotTaken(rival, ['input', 'window'])));
    });
  }
}

function slotOf({ campaign, intent, regions }: ScheduleProposal): Slot {
  return { surface: campaign.surface, tier: campaign.tier, audience: runAudience(campaign.audience, regions), intent };
}
