import { Injectable } from '@nestjs/common';
import type { CampaignRecurrence, DueDraft, Observance, ObservanceOverride, ObservanceRule } from '#domain';
import { windowColumns } from '../campaign/run-store.js';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';

/** A campaign that comes again, with the years for which its rule has drafted a run already. */
export interface RecurringCampaign {
  readonly campaignId: string;
  readonly recurrence: CampaignRecurrence;
  readonly draftedYears: readonly number[];
}

/** Observances are some hundreds at most on Earth; above this somebody imports a calendar. */
export const OBSERVANCES_MAX = 2_000;

/** Writes observances, what campaigns recur with them, and the runs that rules draft. */
@Injectable()
export class RecurrenceStore {
  /**
   * All observances, by slug. With `FOR_SAVING` nobody else saves one until the transaction ends, so that two offsets
   * saved at once cannot close a circle.
   */
  async observances(tx: Transaction, purpose: 'FOR_SAVING' | 'FOR_READING'): Promise<Observance[]> {
    if (purpose === 'FOR_SAVING') await clientOf(tx).$executeRaw`LOCK TABLE observance IN SHARE ROW EXCLUSIVE MODE`;
    const rows = await clientOf(tx).observance.findMany({ orderBy: { slug: 'asc' }, take: OBSERVANCES_MAX });
    return rows.map(observanceOf);
  }

  async saveObservance(tx: Transaction, observance: Observance): Promise<void> {
    const { slug, rule, overrides, ...columns } = observance;
    const data = {
      ...columns,
      rule: rule as Prisma.InputJsonObject,
      overrides: overrides as unknown as Prisma.InputJsonArray,
      updatedAt: new Date(tx.now),
    };
    await clientOf(tx).observance.upsert({ where: { slug }, create: { slug, ...data }, update: data });
  }

  async recurrence(tx: Transaction, campaignId: string): Promise<CampaignRecurrence | null> {
    const row = await clientOf(tx).campaignRecurrence.findUnique({ where: { campaignId } });
    return row === null ? null : recurrenceOf(row);
  }

  async setRecurrence(tx: Transaction, campaignId: string, recurrence: CampaignRecurrence): Promise<void> {
    const { observance, mode, zone, leadDays, sinceYear } = recurrence;
    const columns = { observanceSlug: observance, timeMode: mode, zone, leadDays, sinceYear };
    const data = { ...columns, updatedAt: new Date(tx.now) };
    await clientOf(tx).campaignRecurrence.upsert({
      where: { campaignId },
      create: { campaignId, ...data },
      update: data,
    });
  }

  async clearRecurrence(tx: Transaction, campaignId: string): Promise<void> {
    await clientOf(tx).campaignRecurrence.deleteMany({ where: { campaignId } });
  }

  /** Campaigns that come again, by id, from after one on. @param after null: from the first */
  async recurringCampaigns(tx: Transaction, after: string | null, countMax: number): Promise<RecurringCampaign[]> {
    const rows = await clientOf(tx).campaignRecurrence.findMany({
      where: after === null ? {} : { campaignId: { gt: after } },
      orderBy: { campaignId: 'asc' },
      take: countMax,
      include: {
        campaign: { select: { runs: { where: { observanceYear: { not: null } }, select: { observanceYear: true } } } },
      },
    });
    return rows.map((row) => ({
      campaignId: row.campaignId,
      recurrence: recurrenceOf(row),
      draftedYears: row.campaign.runs.map((run) => run.observanceYear!),
    }));
  }

  /** The playlist that a campaign has for the runs to come; null: none yet. */
  async currentPlaylist(tx: Transaction, campaignId: string): Promise<string | null> {
    const row = await clientOf(tx).campaign.findUniqueOrThrow({ where: { id: campaignId } });
    return row.playlistId;
  }

  /**
   * A draft run of a campaign for a year of its observance, made by nobody. Of several schedulers at once one makes it:
   * (campaign, year) is unique, and whoever comes second waits for the first and then does nothing.
   *
   * @returns its id, or null when the year has a run already, cancelled ones included
   */
  async insertDraft(tx: Transaction, campaignId: string, playlistId: string, draft: DueDraft): Promise<string | null> {
    const id = tx.newId();
    const at = new Date(tx.now);
    const { count } = await clientOf(tx).run.createMany({
      data: [
        {
          id,
          campaignId,
          playlistId,
          state: 'DRAFT',
          ...windowColumns(draft.window),
          scheduleVersion: 1,
          observanceYear: draft.year,
          createdById: null,
          createdAt: at,
          updatedAt: at,
        },
      ],
      skipDuplicates: true,
    });
    return count === 1 ? id : null;
  }
}

/** What the columns say, in the words of the domain. */
export function observanceOf(row: Prisma.ObservanceGetPayload<object>): Observance {
  const { slug, name, region, durationDays, source } = row;
  return {
    slug,
    name,
    region,
    rule: row.rule as unknown as ObservanceRule,
    durationDays,
    overrides: row.overrides as unknown as readonly ObservanceOverride[],
    source,
  };
}

export function recurrenceOf(row: Prisma.CampaignRecurrenceGetPayload<object>): CampaignRecurrence {
  const { observanceSlug, timeMode, zone, leadDays, sinceYear } = row;
  // A check of the table keeps INSTANT out.
  return { observance: observanceSlug, mode: timeMode as CampaignRecurrence['mode'], zone, leadDays, sinceYear };
}
