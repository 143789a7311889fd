import { Inject, Injectable } from '@nestjs/common';
import { dueDrafts, formatInstant, SYSTEM_ACTOR, type DueDraft } from '#domain';
import { isDatabaseFault, RecurrenceStore, UnitOfWork, type RecurringCampaign } from '#persistence';

/** Campaigns looked at in one transaction. */
export const CAMPAIGNS_PER_PAGE_MAX = 500;

/** After so many drafts a pass ends, some seconds of work, so that the process can stop; the next one goes on at once. */
export const DRAFTS_PER_PASS_MAX = 200;

/** A year of a campaign. */
export interface CampaignYear {
  readonly campaignId: string;
  readonly year: number;
}

/** What a pass over all recurrences did, and what it left to people. */
export interface DraftingOutcome {
  readonly drafted: readonly (CampaignYear & { readonly runId: string })[];
  /** No days in that year, or nothing to show: people must announce dates or set a playlist, and the next pass looks again. */
  readonly skipped: readonly (CampaignYear & { readonly reason: string; readonly message: string })[];
  /** Something is wrong with that one; the others were drafted all the same. */
  readonly failed: readonly (CampaignYear & { readonly error: unknown })[];
  /** True when the pass ended at DRAFTS_PER_PASS_MAX. */
  readonly isMoreDue: boolean;
}

interface Pending {
  readonly campaign: RecurringCampaign;
  readonly draft: DueDraft;
}

/**
 * Makes the draft runs of campaigns that come again, when their lead time has begun by the database's clock. It never
 * schedules: a draft is on air for nobody until people have approved its playlist for this year and scheduled it.
 *
 * A year has one such run for ever: several schedulers may be at it at once, and a run that people cancelled is not made
 * again. After an outage what is still to come is drafted, however late; what has ended meanwhile is not.
 */
@Injectable()
export class DraftRecurringRuns {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RecurrenceStore) private readonly store: RecurrenceStore,
  ) {}

  /** @throws a fault of the database; what was drafted before stays drafted */
  async execute(): Promise<DraftingOutcome> {
    const outcome = { drafted: [], skipped: [], failed: [] } as {
      drafted: (CampaignYear & { runId: string })[];
      skipped: (CampaignYear & { reason: string; message: string })[];
      failed: (CampaignYear & { error: unknown })[];
    };
    for (let after: string | null = null, isMore = true; isMore;) {
      const page = await this.look(after);
      outcome.skipped.push(...page.skipped);
      for (const { campaign, draft } of page.pending) {
        if (outcome.drafted.length === DRAFTS_PER_PASS_MAX) return { ...outcome, isMoreDue: true };
        const place = { campaignId: campaign.campaignId, year: draft.year };
        try {
          const made = await this.draft(campaign, draft);
          if (made === 'NO_PLAYLIST') outcome.skipped.push({ ...place, ...NO_PLAYLIST });
          else if (made !== 'THERE_ALREADY') outcome.drafted.push({ ...place, runId: made.runId });
        } catch (error) {
          if (isDatabaseFault(error)) throw error;
          outcome.failed.push({ ...place, error });
        }
      }
      after = page.last;
      isMore = page.isFull;
    }
    return { ...outcome, isMoreDue: false };
  }

  /** What is due among the next campaigns and has no run; reads only, so that a pass with nothing to do locks nothing. */
  private async look(after: string | null) {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const observances = await this.store.observances(tx, 'FOR_READING');
      const campaigns = await this.store.recurringCampaigns(tx, after, CAMPAIGNS_PER_PAGE_MAX);
      const looked = campaigns.map((campaign) => {
        const { due, dayless } = dueDrafts(observances, campaign.recurrence, tx.now);
        const isNew = ({ year }: { year: number }) => !campaign.draftedYears.includes(year);
        return {
          pending: due.filter(isNew).map((draft): Pending => ({ campaign, draft })),
          skipped: dayless.filter(isNew).map((one) => ({ campaignId: campaign.campaignId, ...one })),
        };
      });
      return {
        pending: looked.flatMap((one) => one.pending),
        skipped: looked.flatMap((one) => one.skipped),
        last: campaigns.at(-1)?.campaignId ?? null,
        isFull: campaigns.length === CAMPAIGNS_PER_PAGE_MAX,
      };
    });
  }

  private async draft({ campaignId, recurrence }: RecurringCampaign, draft: DueDraft) {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const playlistId = await this.store.currentPlaylist(tx, campaignId);
      if (playlistId === null) return 'NO_PLAYLIST';
      const runId = await this.store.insertDraft(tx, campaignId, playlistId, draft);
      if (runId === null) return 'THERE_ALREADY';
      const { year, window } = draft;
      const after = { campaignId, state: 'DRAFT', window, observance: recurrence.observance, observanceYear: year };
      const subject = { subjectType: 'run', subjectId: runId };
      tx.audit({ action: 'run.drafted', ...subject, after: { ...after, playlistId, scheduleVersion: 1 } });
      tx.emit({ type: 'run.drafted', ...subject, payload: { ...after, draftedAt: formatInstant(tx.now) } });
      return { runId };
    });
  }
}

const NO_PLAYLIST = {
  reason: 'NO_PLAYLIST',
  message: 'The campaign has no playlist. Set one; the next pass drafts its run.',
} as const;
