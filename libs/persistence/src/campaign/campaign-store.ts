import { Injectable } from '@nestjs/common';
import {
  offAirRevision,
  standingRemovals,
  type Audience,
  type CampaignPlan,
  type CampaignText,
  type EntryFacts,
  type EntryTimes,
  type Platform,
  type Removal,
  type Tier,
} from '#domain';
import type { Prisma } from '../generated/client.js';
import { REVISION_PARTS, revisionFacts } from '../content/revision-document.js';
import { readConsents, readStandingOver } from '../takedown/removal-rows.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** A campaign as decisions need it. */
export interface CampaignFacts extends CampaignPlan {
  readonly id: string;
  /** How many runs its surface shows at once; 1: it is exclusive. */
  readonly surfaceCapacity: number;
  /** The current playlist; null: none yet. */
  readonly playlistId: string | null;
  /** What stands over it; null: nothing does. */
  readonly removal: Removal | null;
}

export interface NewSurface {
  readonly slug: string;
  readonly name: string;
  readonly exclusive: boolean;
  /** 1 exactly when it is exclusive, else 2 to 20. */
  readonly capacity: number;
}

/** An entry as it is put into a playlist. */
export interface NewEntry {
  readonly revisionId: string;
  readonly times: EntryTimes;
}

type CampaignRow = Prisma.CampaignGetPayload<{ include: { surface: true } }>;

/** Writes surfaces, campaigns and their playlists. */
@Injectable()
export class CampaignStore {
  /** False when the slug is taken. */
  async insertSurface(tx: Transaction, surface: NewSurface): Promise<boolean> {
    const { count } = await clientOf(tx).surface.createMany({ data: [surface], skipDuplicates: true });
    return count === 1;
  }

  async surfaceExists(tx: Transaction, slug: string): Promise<boolean> {
    return (await clientOf(tx).surface.count({ where: { slug } })) === 1;
  }

  async slugIsTaken(tx: Transaction, slug: string): Promise<boolean> {
    return (await clientOf(tx).campaign.count({ where: { slug } })) === 1;
  }

  /** @returns the id of the new campaign */
  async insertCampaign(tx: Transaction, plan: CampaignPlan, createdBy: string): Promise<string> {
    const id = tx.newId();
    const at = new Date(tx.now);
    await clientOf(tx).campaign.create({
      data: { id, ...columnsOf(plan), slug: plan.slug, createdById: createdBy, createdAt: at, updatedAt: at },
    });
    return id;
  }

  async updateCampaign(tx: Transaction, id: string, plan: CampaignPlan): Promise<void> {
    await clientOf(tx).campaign.update({ where: { id }, data: { ...columnsOf(plan), updatedAt: new Date(tx.now) } });
  }

  /** The campaign, locked until the transaction ends; null when there is none. */
  async lockCampaign(tx: Transaction, id: string): Promise<CampaignFacts | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM campaign WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).campaign.findUniqueOrThrow({
      where: { id },
      include: { surface: true },
    });
    const [removal = null] = await readStandingOver(clientOf(tx), [id]);
    return { ...campaignFacts(row), removal };
  }

  /** Those of the given ids, in their order, that are no revisions; their places count from 0. */
  async unknownRevisions(tx: Transaction, ids: readonly string[]): Promise<number[]> {
    const known = await clientOf(tx).revision.findMany({
      where: { id: { in: ids.filter(isUuid) } },
      select: { id: true },
    });
    const found = new Set(known.map((row) => row.id));
    return ids.flatMap((id, index) => (found.has(id) ? [] : [index]));
  }

  /** A new playlist of a campaign, which is nobody's yet; earlier ones stay as they are. @returns its id */
  async insertPlaylist(tx: Transaction, campaignId: string, entries: readonly NewEntry[]): Promise<string> {
    const id = tx.newId();
    await clientOf(tx).playlist.create({ data: { id, campaignId, createdAt: new Date(tx.now) } });
    await clientOf(tx).playlistEntry.createMany({
      data: entries.map(({ revisionId, times: { days, weekdays, hours } }, index) => ({
        playlistId: id,
        position: index + 1,
        revisionId,
        days: [...days],
        weekdays: [...weekdays],
        hoursFrom: hours?.from ?? null,
        hoursTo: hours?.to ?? null,
      })),
    });
    return id;
  }

  /** Makes a playlist the one that runs to come are given. */
  async setCurrentPlaylist(tx: Transaction, campaignId: string, playlistId: string): Promise<void> {
    await clientOf(tx).campaign.update({
      where: { id: campaignId },
      data: { playlistId, updatedAt: new Date(tx.now) },
    });
  }

  /**
   * The entries of a playlist with what decides whether they may be shown. Their revisions are locked against a
   * withdrawal or a decision at the same moment, in the order of their ids.
   */
  async entries(tx: Transaction, playlistId: string): Promise<EntryFacts[]> {
    await clientOf(tx).$queryRaw`
      SELECT r.id FROM revision r JOIN playlist_entry e ON e.revision_id = r.id WHERE e.playlist_id = ${playlistId}::uuid ORDER BY r.id FOR SHARE OF r`;
    const rows = await clientOf(tx).playlistEntry.findMany({
      where: { playlistId },
      orderBy: { position: 'asc' },
      include: { revision: { include: REVISION_PARTS } },
    });
    const client = clientOf(tx);
    const belongings = rows.flatMap(({ revision: { id, itemId, partnerId } }) => [id, itemId, partnerId]);
    const removals = standingRemovals(await readStandingOver(client, belongings));
    const consents = await readConsents(client, [...new Set(rows.map(({ revision }) => revision.itemId))]);
    return rows.map((row): EntryFacts => {
      const { revisionId, itemId, state, document, decisions, awaitsPartner } = revisionFacts(row.revision);
      return {
        position: row.position,
        times: entryTimes(row),
        revisionId,
        state,
        document,
        decisions,
        awaitsPartner,
        removal: offAirRevision(removals, { revisionId, itemId, partnerId: row.revision.partnerId }),
        consent: consents.get(itemId) ?? null,
      };
    });
  }
}

function columnsOf(plan: CampaignPlan) {
  return {
    surfaceSlug: plan.surface,
    tier: plan.tier,
    regions: [...plan.audience.regions],
    locales: [...plan.audience.locales],
    platforms: [...plan.audience.platforms],
    appVersionMin: plan.audience.appVersionMin,
    embargoed: plan.embargoed,
    defaultLocale: plan.defaultLocale,
    texts: plan.texts as unknown as Prisma.InputJsonObject,
  };
}

function campaignFacts(row: CampaignRow): Omit<CampaignFacts, 'removal'> {
  return {
    id: row.id,
    slug: row.slug,
    surface: row.surfaceSlug,
    surfaceCapacity: row.surface.capacity,
    ...campaignColumns(row),
    playlistId: row.playlistId,
  };
}

/** When an entry is shown, as its columns say. */
export function entryTimes(row: {
  days: number[];
  weekdays: number[];
  hoursFrom: string | null;
  hoursTo: string | null;
}): EntryTimes {
  const { days, weekdays, hoursFrom: from, hoursTo: to } = row;
  return { days, weekdays, hours: from === null || to === null ? null : { from, to } };
}

/** What a campaign's columns say, in the words of the domain. */
export function campaignColumns(row: {
  tier: Tier;
  regions: string[];
  locales: string[];
  platforms: string[];
  appVersionMin: string | null;
  embargoed: boolean;
  defaultLocale: string;
  texts: unknown;
}): {
  tier: Tier;
  audience: Audience;
  embargoed: boolean;
  defaultLocale: string;
  texts: Readonly<Record<string, CampaignText>>;
} {
  const { tier, regions, locales, appVersionMin, embargoed, defaultLocale } = row;
  const audience = { regions, locales, platforms: row.platforms as Platform[], appVersionMin };
  return { tier, audience, embargoed, defaultLocale, texts: row.texts as Readonly<Record<string, CampaignText>> };
}
