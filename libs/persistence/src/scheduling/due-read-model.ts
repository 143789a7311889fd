import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Database, prismaOf } from '../database.js';

/** What the scheduler has before it. */
@Injectable()
export class DueReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * The next boundary of a run after an instant, exclusive; null: none is known. Two index look-ups.
   *
   * What was due before is not looked at: whatever could not be recorded must not hide the next boundary.
   */
  async nextDueAt(after: Instant): Promise<Instant | null> {
    const at = new Date(after);
    const rows = await prismaOf(this.database).$queryRaw<{ at: Date | null }[]>`
      SELECT least(
        (SELECT min(starts_at) FROM run WHERE state = 'SCHEDULED' AND starts_at > ${at}::timestamptz),
        (SELECT min(ends_at) FROM run WHERE state = 'ACTIVE' AND ends_at > ${at}::timestamptz)
      ) AS at`;
    return rows[0]?.at?.getTime() ?? null;
  }

  /**
   * How many runs are due and not recorded, by the database's clock. For the gauge and its alarm. The statement's time, not
   * `clock_timestamp()`: that may change from row to row, so that all that is to come would be read instead of what is due.
   */
  async backlog(): Promise<number> {
    const rows = await prismaOf(this.database).$queryRaw<{ n: bigint }[]>`
      SELECT (SELECT count(*) FROM run WHERE state = 'SCHEDULED' AND starts_at <= statement_timestamp())
        + (SELECT count(*) FROM run WHERE state = 'ACTIVE' AND ends_at <= statement_timestamp()) AS n`;
    return Number(rows[0]!.n);
  }
}
