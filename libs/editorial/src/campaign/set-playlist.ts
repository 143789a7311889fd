import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  entryTimesRefusals,
  invalidValue,
  notFound,
  permissionRefusals,
  PLAYLIST_ENTRIES_MAX,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, UnitOfWork, type NewEntry, type Transaction } from '#persistence';

export interface SetPlaylistInput {
  readonly campaignId: string;
  /** In the order in which they are shown. */
  readonly entries: readonly NewEntry[];
  readonly idempotencyKey: string | null;
}

/**
 * Puts revisions into a campaign's playlist, in order. They may still wait for review: a run can be planned with them, not
 * scheduled. Runs that were planned or scheduled before keep the playlist they have; see `ReplaceRunPlaylist`.
 */
@Injectable()
export class SetPlaylist {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly store: CampaignStore,
  ) {}

  /** @returns the id of the campaign */
  async execute(actor: Actor, input: SetPlaylistInput): Promise<Outcome<string>> {
    const { campaignId, entries, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'setPlaylist', input: { campaignId, entries }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'campaign.write');
        if (denied.length > 0) return refused(denied);
        const campaign = await this.store.lockCampaign(tx, campaignId);
        if (campaign === null) return refused([notFound('campaign', campaignId, ['input', 'campaignId'])]);
        const refusals = await playlistRefusals(this.store, tx, entries);
        if (refusals.length > 0) return refused(refusals);
        const playlistId = await this.store.insertPlaylist(tx, campaign.id, entries);
        await this.store.setCurrentPlaylist(tx, campaign.id, playlistId);
        tx.audit({
          action: 'playlist.set',
          subjectType: 'campaign',
          subjectId: campaign.id,
          before: { playlistId: campaign.playlistId },
          after: { playlistId, entries },
        });
        tx.emit({
          type: 'playlist.set',
          subjectType: 'campaign',
          subjectId: campaign.id,
          payload: { playlistId, entries: entries.length },
        });
        return accepted(campaign.id);
      },
    );
  }
}

/** Why these entries cannot be a playlist: none, too many, a revision twice or one that does not exist, times that are none. */
export async function playlistRefusals(
  store: CampaignStore,
  tx: Transaction,
  entries: readonly NewEntry[],
): Promise<Refusal[]> {
  const path = ['input', 'entries'];
  const revisionIds = entries.map(({ revisionId }) => revisionId);
  if (revisionIds.length === 0 || revisionIds.length > PLAYLIST_ENTRIES_MAX)
    return [invalidValue(path, `${revisionIds.length} revisions`, `1 to ${PLAYLIST_ENTRIES_MAX}`)];
  const twice = revisionIds.flatMap((id, index) => (revisionIds.indexOf(id) < index ? [index] : []));
  const unknown = await store.unknownRevisions(tx, revisionIds);
  return [
    ...twice.map((index) => invalidValue([...path, String(index)], revisionIds[index]!, 'each revision once')),
    ...entries.flatMap(({ times }, index) => entryTimesRefusals(times, [...path, String(index)])),
    ...unknown.map((index) => notFound('revision', revisionIds[index]!, [...path, String(index)])),
  ];
}
