import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  deriveWindow,
  formatInstant,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, RunStore, ZoneStore, type HeldBoundary, type LockedRun } from '#persistence';
import { SlotKeeper } from './slot-keeper.js';

export interface ReleaseZoneHoldInput {
  readonly changeId: string;
  readonly idempotencyKey: string | null;
}

/** Lets a boundary that was held move to where the zone data of now puts it; the rules of the schedule are asked anew. */
@Injectable()
export class ReleaseZoneHold {
  constructor(
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(ZoneStore) private readonly zones: ZoneStore,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the change */
  async execute(actor: Actor, { changeId, idempotencyKey }: ReleaseZoneHoldInput): Promise<Outcome<string>> {
    const command = { name: 'releaseZoneHold', input: { changeId }, idempotencyKey };
    return this.slots.decide(actor, command, async (tx, remember) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const held = await this.zones.lockHeld(tx, changeId);
      if (held === null) return refused([notFound('held boundary', changeId, ['input', 'changeId'])]);
      const run = (await this.runs.lockRun(tx, held.runId))!;
      const campaign = (await this.campaigns.lockCampaign(tx, run.campaignId))!;
      const { playlistId, intent, regions } = run;
      const proposal = { campaign, playlistId, intent, regions, runId: run.id };
      remember(proposal);
      const wrong = heldRefusals(held, run);
      const refusals = wrong.length > 0 ? wrong : await this.slots.refusals(tx, proposal);
      if (refusals.length > 0) return refused(refusals);
      const derived = deriveWindow(intent, held.zone);
      if (intent.mode === 'ZONED') {
        const standing = (await this.zones.lockDerived(tx, run.id))!;
        const moved =
          held.boundary === 'START'
            ? { ...standing.window, start: derived.start }
            : { ...standing.window, end: derived.end };
        await this.zones.moveRun(tx, standing, moved, standing.tzdataVersion);
      }
      await this.zones.release(tx, held.id, actor.memberId);
      const at = held.boundary === 'START' ? derived.start : derived.end;
      const after = { zone: held.zone, boundary: held.boundary, at: at === null ? null : formatInstant(at) };
      tx.audit({ action: 'run.zone-hold-released', subjectType: 'run', subjectId: run.id, after });
      tx.emit({ type: 'run.zone-hold-released', subjectType: 'run', subjectId: run.id, payload: after });
      tx.programmeChanged({ run: run.id });
      return accepted(held.id);
    });
  }
}

/** Nothing is left to release when it was done, when the run has other dates by now, or when the boundary was recorded. */
function heldRefusals(held: HeldBoundary, run: LockedRun): Refusal[] {
  const refusal = (state: string, message: string, allowedStates: readonly string[]): Refusal[] => [
    refuse('WRONG_STATE', ['input', 'changeId'], { message, state, allowedStates }),
  ];
  if (held.isReleased) return refusal('RELEASED', 'The boundary was released already.', ['HELD']);
  if (held.scheduleVersion !== run.scheduleVersion)
    return refusal('SUPERSEDED', 'The run was rescheduled since: its boundaries are others now.', ['HELD']);
  const allowed =
    held.boundary === 'START' ? (['DRAFT', 'SCHEDULED'] as const) : (['DRAFT', 'SCHEDULED', 'ACTIVE'] as const);
  if ((allowed as readonly string[]).includes(run.state)) return [];
  return refusal(run.state, `The run is ${run.state}: that boundary was recorded and does not move any more.`, allowed);
}
