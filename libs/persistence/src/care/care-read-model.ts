import { Inject, Injectable } from '@nestjs/common';
import type { EmergencyAdvice, Helpline } from '#domain';
import { Database, prismaOf } from '../database.js';

/** Care as staff keep it: every record, also those that are not shown today. */
@Injectable()
export class CareReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Ordered by slug; a few hundred at most on Earth. */
  async helplines(): Promise<Helpline[]> {
    const rows = await prismaOf(this.database).helpline.findMany({ orderBy: { slug: 'asc' } });
    return rows.map((row) => row.record as unknown as Helpline);
  }

  async helpline(slug: string): Promise<Helpline | null> {
    const row = await prismaOf(this.database).helpline.findUnique({ where: { slug } });
    return (row?.record as unknown as Helpline | undefined) ?? null;
  }

  /** Ordered by region. */
  async emergencyAdvice(): Promise<EmergencyAdvice[]> {
    const rows = await prismaOf(this.database).emergencyAdvice.findMany({ orderBy: { region: 'asc' } });
    return rows.map((row) => row.record as unknown as EmergencyAdvice);
  }
}
