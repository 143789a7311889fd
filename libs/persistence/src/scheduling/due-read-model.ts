import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Database, prismaOf } from '../database.js';

/** What the scheduler has before it. */
@Injectable()
export class DueReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The next instant at which a run becomes due, possibly past; null: nothing waits. Two index look-ups. */
  async nextDueAt(): Promise<Instant | null> {
    const rows = await prismaOf(this.database).$queryRaw<{ at: Date | null }[]>`
      SELECT least(
        (SELECT min(starts_at) FROM run WHERE state = 'SCHEDULED'),
        (SELECT min(ends_at) FROM run WHERE state = 'ACTIVE')
      ) AS at`;
    return rows[0]?.at?.getTime() ?? null;
  }

  /** How many runs are due and not recorded, by the database's clock. For the gauge and its alarm. */
  async backlog(): Promise<number> {
    const rows = await prismaOf(this.database).$queryRaw<{ n: bigint }[]>`
      SELECT (SELECT count(*) FROM run WHERE state = 'SCHEDULED' AND starts_at <= clock_timestamp())
        + (SELECT count(*) FROM run WHERE state = 'ACTIVE' AND ends_at <= clock_timestamp()) AS n`;
    return Number(rows[0]!.n);
  }
}
