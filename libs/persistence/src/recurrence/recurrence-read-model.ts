import { Inject, Injectable } from '@nestjs/common';
import type { CampaignRecurrence, Observance } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';
import { observanceOf, OBSERVANCES_MAX, recurrenceOf } from './recurrence-store.js';

/** Observances and recurrences as staff see them. */
@Injectable()
export class RecurrenceReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Ordered by slug, at most OBSERVANCES_MAX. */
  async observances(): Promise<Observance[]> {
    const rows = await prismaOf(this.database).observance.findMany({ orderBy: { slug: 'asc' }, take: OBSERVANCES_MAX });
    return rows.map(observanceOf);
  }

  /** Null: the campaign does not come again, or does not exist. */
  async recurrence(campaignId: string): Promise<CampaignRecurrence | null> {
    if (!isUuid(campaignId)) return null;
    const row = await prismaOf(this.database).campaignRecurrence.findUnique({ where: { campaignId } });
    return row === null ? null : recurrenceOf(row);
  }
}
