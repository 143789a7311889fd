import { Inject, Injectable } from '@nestjs/common';
import {
  type Audience,
  type CampaignText,
  type EntryTimes,
  type Instant,
  type RunState,
  type Tier,
  type TransitionKind,
  type Window,
  type WindowIntent,
} from '#domain';
import { Database, prismaOf } from '../database.js';
import type { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';
import { campaignColumns, entryTimes } from './campaign-store.js';
import { intentOf } from './run-store.js';

export interface SurfaceView {
  readonly slug: string;
  readonly name: string;
  readonly exclusive: boolean;
  /** How many runs it shows at once. */
  readonly capacity: number;
}

export interface PlaylistEntryView {
  readonly position: number;
  readonly revisionId: string;
  readonly times: EntryTimes;
}

export interface CampaignView {
  readonly id: string;
  readonly slug: string;
  readonly surface: string;
  readonly tier: Tier;
  readonly audience: Audience;
  readonly embargoed: boolean;
  readonly defaultLocale: string;
  readonly texts: Readonly<Record<string, CampaignText>>;
  readonly createdAt: Instant;
  /** The current playlist, in its order. */
  readonly playlist: readonly PlaylistEntryView[];
  /** The latest start first, at most RUNS_SHOWN_MAX. */
  readonly runs: readonly RunView[];
}

export interface RunTransitionView {
  readonly kind: TransitionKind;
  readonly scheduleVersion: number;
  readonly meantAt: Instant;
  readonly happenedAt: Instant;
  /** From when an answer could be right; null: recorded before this was written down. */
  readonly answerableAt: Instant | null;
  /** True when the run began and ended with nobody there to record it. */
  readonly missed: boolean;
}

export interface RunView {
  readonly id: string;
  readonly campaignId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly intent: WindowIntent;
  /** On Earth, as it was derived when it was scheduled. */
  readonly window: Window;
  readonly tzdataVersion: string;
  /** Of the run itself; empty: all of its campaign's. */
  readonly regions: readonly string[];
  /** When the schedule that stands was decided; null: a draft. */
  readonly scheduledAt: Instant | null;
  readonly playlist: readonly PlaylistEntryView[];
  /** In the order of recording. */
  readonly transitions: readonly RunTransitionView[];
}

/** A run in the schedule of a period, with the campaign it airs. */
export interface ScheduledRunView extends RunView {
  readonly campaign: { readonly slug: string; readonly title: string; readonly surface: string; readonly tier: Tier };
}

export const RUNS_SHOWN_MAX = 100;
const ENTRIES = { orderBy: { position: 'asc' } } as const;
const RUN = {
  playlist: { include: { entries: ENTRIES } },
  transitions: { orderBy: { seq: 'asc' } },
  archived: { orderBy: { seq: 'asc' } },
} as const satisfies Prisma.RunInclude;
const CAMPAIGN = {
  playlist: { include: { entries: ENTRIES } },
  runs: { orderBy: [{ startsAt: 'desc' }, { id: 'desc' }], take: RUNS_SHOWN_MAX, include: RUN },
} as const satisfies Prisma.CampaignInclude;

/** Campaigns, runs and the schedule as staff see them. */
@Injectable()
export class CampaignReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Ordered by slug. */
  async surfaces(): Promise<SurfaceView[]> {
    return prismaOf(this.database).surface.findMany({ orderBy: { slug: 'asc' } });
  }

  async campaign(id: string): Promise<CampaignView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).campaign.findUnique({ where: { id }, include: CAMPAIGN });
    return row === null ? null : campaignView(row);
  }

  /** The oldest first. @param surface only those of this surface; null: all */
  async campaigns(page: PageRequest, surface: string | null): Promise<Page<CampaignView>> {
    const at = page.after === null ? null : new Date(page.after.at);
    const rows = await prismaOf(this.database).campaign.findMany({
      where: {
        ...(surface === null ? {} : { surfaceSlug: surface }),
        ...(page.after === null || at === null
          ? {}
          : { OR: [{ createdAt: { gt: at } }, { createdAt: at, id: { gt: page.after.id } }] }),
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: page.first + 1,
      include: CAMPAIGN,
    });
    return pageOf(rows.map(campaignView), page.first);
  }

  async run(id: string): Promise<ScheduledRunView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).run.findUnique({ where: { id }, include: { ...RUN, campaign: true } });
    return row === null ? null : scheduledRunView(row);
  }

  /**
   * Runs whose hours on Earth overlap a period `[from, to)`, by their start; drafts and cancelled ones included.
   *
   * @param surface only those of this surface; null: all
   */
  async schedule(
    page: PageRequest,
    period: { from: Instant; to: Instant },
    surface: string | null,
  ): Promise<Page<ScheduledRunView>> {
    const at = page.after === null ? null : new Date(page.after.at);
    const rows = await prismaOf(this.database).run.findMany({
      where: {
        AND: [
          { startsAt: { lt: new Date(period.to) } },
          { OR: [{ endsAt: null }, { endsAt: { gt: new Date(period.from) } }] },
          ...(surface === null ? [] : [{ campaign: { surfaceSlug: surface } }]),
          ...(page.after === null || at === null
            ? []
            : [{ OR: [{ startsAt: { gt: at } }, { startsAt: at, id: { gt: page.after.id } }] }]),
        ],
      },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: page.first + 1,
      include: { ...RUN, campaign: true },
    });
    return pageOf(rows.map(scheduledRunView), page.first);
  }
}

type RunRow = Prisma.RunGetPayload<{ include: typeof RUN }>;
type CampaignRow = Prisma.CampaignGetPayload<{ include: typeof CAMPAIGN }>;
type ScheduledRow = Prisma.RunGetPayload<{ include: typeof RUN & { campaign: true } }>;

function runView(row: RunRow): RunView {
  return {
    id: row.id,
    campaignId: row.campaignId,
    state: row.state,
    scheduleVersion: row.scheduleVersion,
    intent: intentOf(row),
    window: { start: row.startsAt.getTime(), end: row.endsAt?.getTime() ?? null },
    tzdataVersion: row.tzdataVersion,
    regions: row.regions,
    scheduledAt: row.scheduledAt?.getTime() ?? null,
    playlist: row.playlist.entries.map(entryView),
    // Only what is older is archived, but the activation of a long run may be, long before its retirement.
    transitions: [...row.archived, ...row.transitions]
      .sort(bySeq)
      .map(({ kind, scheduleVersion, meantAt, happenedAt, answerableAt, missed }) => ({
        kind,
        scheduleVersion,
        meantAt: meantAt.getTime(),
        happenedAt: happenedAt.getTime(),
        answerableAt: answerableAt?.getTime() ?? null,
        missed,
      })),
  };
}

function bySeq(a: { readonly seq: bigint }, b: { readonly seq: bigint }): number {
  return a.seq < b.seq ? -1 : 1;
}

function entryView(row: RunRow['playlist']['entries'][number]): PlaylistEntryView {
  return { position: row.position, revisionId: row.revisionId, times: entryTimes(row) };
}

function scheduledRunView(row: ScheduledRow): ScheduledRunView {
  const { tier, texts, defaultLocale } = campaignColumns(row.campaign);
  const { slug, surfaceSlug } = row.campaign;
  return {
    ...runView(row),
    campaign: { slug, surface: surfaceSlug, tier, title: texts[defaultLocale]?.title ?? slug },
  };
}

function campaignView(row: CampaignRow): CampaignView {
  return {
    id: row.id,
    slug: row.slug,
    surface: row.surfaceSlug,
    ...campaignColumns(row),
    createdAt: row.createdAt.getTime(),
    playlist: row.playlist?.entries.map(entryView) ?? [],
    runs: row.runs.map(runView),
  };
}
