import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  PLAYLIST_ENTRIES_MAX,
  refused,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, UnitOfWork, type Transaction } from '#persistence';

export interface SetPlaylistInput {
  readonly campaignId: string;
  /** In the order in which they are shown. */
  readonly revisionIds: readonly string[];
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
    const { campaignId, revisionIds, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'setPlaylist', input: { campaignId, revisionIds }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'campaign.write');
        if (denied.length > 0) return refused(denied);
        const campaign = await this.store.lockCampaign(tx, campaignId);
        if (campaign === null) return refused([notFound('campaign', campaignId, ['input', 'campaignId'])]);
        const refusals = await playlistRefusals(this.store, tx, revisionIds);
        if (refusals.length > 0) return refused(refusals);
        const playlistId = await this.store.insertPlaylist(tx, campaign.id, revisionIds);
        await this.store.setCurrentPlaylist(tx, campaign.id, playlistId);
        tx.audit({
          action: 'playlist.set',
          subjectType: 'campaign',
          subjectId: campaign.id,
          before: { playlistId: campaign.playlistId },
          after: { playlistId, revisionIds },
        });
        tx.emit({
          type: 'playlist.set',
          subjectType: 'campaign',
          subjectId: campaign.id,
          payload: { playlistId, entries: revisionIds.length },
        });
        return accepted(campaign.id);
      },
    );
  }
}

/** Why these revisions cannot be a playlist: none, too many, one twice, one that does not exist. */
export async function playlistRefusals(
  store: CampaignStore,
  tx: Transaction,
  revisionIds: readonly string[],
): Promise<Refusal[]> {
  const path = ['input', 'revisionIds'];
  if (revisionIds.length === 0 || revisionIds.length > PLAYLIST_ENTRIES_MAX)
    return [invalidValue(path, `${revisionIds.length} revisions`, `1 to ${PLAYLIST_ENTRIES_MAX}`)];
  const twice = revisionIds.flatMap((id, index) => (revisionIds.indexOf(id) < index ? [index] : []));
  const unknown = await store.unknownRevisions(tx, revisionIds);
  return [
    ...twice.map((index) => invalidValue([...path, String(index)], revisionIds[index]!, 'each revision once')),
    ...unknown.map((index) => notFound('revision', revisionIds[index]!, [...path, String(index)])),
  ];
}
