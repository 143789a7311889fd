import { Inject, Injectable } from '@nestjs/common';
import { shownShowings, SHOWING_FLOOR } from '#domain';
import type { TenantScope } from '../content/content-read-model.js';
import { Database, prismaOf } from '../database.js';
import { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';
import { WHOLE_CAMPAIGN } from './showing-store.js';

/** How often something was shown on one day in one region, as far as it is told. */
export interface ShowingView {
  readonly id: string;
  /** `2026-09-10`, where the devices were. */
  readonly day: string;
  readonly campaignId: string;
  readonly campaignSlug: string;
  /** Null: the campaign as a whole. */
  readonly itemId: string | null;
  /** Slug; null: the campaign as a whole. */
  readonly partner: string | null;
  /** Null: not told. */
  readonly region: string | null;
  /** A multiple of 5, at least the floor, never more than was reported. */
  readonly count: number;
}

/** What of all sums is asked for; null: everything. */
export interface ShowingFilter {
  readonly campaignId: string | null;
  /** A slug. */
  readonly partner: string | null;
  /** Dates, both included. */
  readonly from: string | null;
  readonly to: string | null;
}

interface SumRow {
  readonly id: string;
  readonly day: string;
  readonly campaignId: string;
  readonly campaignSlug: string;
  readonly itemId: string;
  readonly partner: string | null;
  readonly region: string;
  readonly sum: number;
  readonly heldBack: number;
}

/** Sums of showings that have reached the floor; what waits below it is read by nothing. */
@Injectable()
export class ShowingReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The newest day first. Of a partner: those of its own items only. */
  async showings(page: PageRequest, scope: TenantScope, filter: ShowingFilter): Promise<Page<ShowingView>> {
    const { campaignId, partner, from, to } = filter;
    if (campaignId !== null && !isUuid(campaignId)) return pageOf([], page.first);
    const conditions = [
      Prisma.sql`s.sum - s.held_back >= ${SHOWING_FLOOR}::int`,
      ...(scope === 'ALL' ? [] : [Prisma.sql`i.partner_id = ${scope.partnerId}::uuid`]),
      ...(campaignId === null ? [] : [Prisma.sql`s.campaign_id = ${campaignId}::uuid`]),
      ...(partner === null ? [] : [Prisma.sql`p.slug = ${partner}`]),
      ...(from === null ? [] : [Prisma.sql`s.day >= ${from}::date`]),
      ...(to === null ? [] : [Prisma.sql`s.day <= ${to}::date`]),
      ...(page.after === null
        ? []
        : [
            Prisma.sql`(s.day, s.id) < ((${new Date(page.after.at)}::timestamptz AT TIME ZONE 'UTC')::date, ${page.after.id}::uuid)`,
          ]),
    ];
    const rows = await prismaOf(this.database).$queryRaw<SumRow[]>`
      SELECT s.id, to_char(s.day, 'YYYY-MM-DD') AS day, s.campaign_id AS "campaignId", c.slug AS "campaignSlug",
        s.item_id AS "itemId", p.slug AS partner, s.region, s.sum, s.held_back AS "heldBack"
      FROM showing_sum s JOIN campaign c ON c.id = s.campaign_id
      LEFT JOIN content_item i ON i.id = s.item_id LEFT JOIN partner p ON p.id = i.partner_id
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY s.day DESC, s.id DESC LIMIT ${page.first + 1}`;
    return pageOf(rows.map(showingView), page.first);
  }
}

function showingView({ itemId, region, sum, heldBack, ...row }: SumRow): ShowingView {
  return {
    ...row,
    itemId: itemId === WHOLE_CAMPAIGN ? null : itemId,
    region: region === '' ? null : region,
    count: shownShowings(sum, heldBack)!,
  };
}
