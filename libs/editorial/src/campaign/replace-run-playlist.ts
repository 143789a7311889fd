import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  AIRING_STATES,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, RunStore, type LockedRun, type NewEntry } from '#persistence';
import { playlistRefusals } from './set-playlist.js';
import { SlotKeeper } from './slot-keeper.js';

export interface ReplaceRunPlaylistInput {
  readonly runId: string;
  /** In the order in which they are shown. */
  readonly entries: readonly NewEntry[];
  readonly idempotencyKey: string | null;
}

/** Gives one run, planned, scheduled or on air, another playlist; what is on air must be approved and have its rights. */
@Injectable()
export class ReplaceRunPlaylist {
  constructor(
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the run */
  async execute(actor: Actor, input: ReplaceRunPlaylistInput): Promise<Outcome<string>> {
    const { runId, entries, idempotencyKey } = input;
    return this.slots.decide(
      actor,
      { name: 'replaceRunPlaylist', input: { runId, entries }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'campaign.schedule');
        if (denied.length > 0) return refused(denied);
        const run = await this.runs.lockRun(tx, runId);
        if (run === null) return refused([notFound('run', runId, ['input', 'runId'])]);
        const malformed = [...endedRefusals(run), ...(await playlistRefusals(this.campaigns, tx, entries))];
        if (malformed.length > 0) return refused(malformed);
        const campaign = (await this.campaigns.lockCampaign(tx, run.campaignId))!;
        const playlistId = await this.campaigns.insertPlaylist(tx, run.campaignId, entries);
        // The new playlist is asked about as it stands in the rows; a refusal undoes it.
        const refusals = AIRING_STATES.includes(run.state)
          ? await this.slots.refusals(tx, { campaign, playlistId, intent: run.intent, regions: run.regions, runId })
          : [];
        if (refusals.length > 0) return refused(refusals);
        await this.runs.setPlaylist(tx, run.id, playlistId);
        tx.audit({
          action: 'run.playlist-replaced',
          subjectType: 'run',
          subjectId: run.id,
          before: { playlistId: run.playlistId },
          after: { playlistId, entries },
        });
        tx.emit({
          type: 'run.playlist-replaced',
          subjectType: 'run',
          subjectId: run.id,
          payload: { campaignId: run.campaignId, playlistId },
        });
        tx.programmeChanged({ run: run.id });
        return accepted(run.id);
      },
    );
  }
}

function endedRefusals(run: LockedRun): Refusal[] {
  if (run.state !== 'RETIRED' && run.state !== 'CANCELLED') return [];
  const message = `The run is ${run.state}: what it showed is history. Plan a new run.`;
  return [
    refuse('WRONG_STATE', ['input', 'runId'], {
      message,
      state: run.state,
      allowedStates: ['DRAFT', 'SCHEDULED', 'ACTIVE'],
    }),
  ];
}
