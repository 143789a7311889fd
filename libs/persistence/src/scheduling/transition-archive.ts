import { DAY_MS, formatInstant, SYSTEM_ACTOR, type Instant } from '#domain';
import { prismaOf, type Database } from '../database.js';
import { clientOf } from '../transaction.js';
import type { UnitOfWork } from '../unit-of-work.js';

/** Younger transitions stay where they are; the database refuses them as well. */
export const ARCHIVE_AGE_DAYS_MIN = 400;
/** Numbers of transitions looked at in one transaction: some 100 ms of work. */
const SEQS_PER_BATCH = 5_000n;

/** What was moved so far. */
export interface Archived {
  readonly transitions: number;
  readonly batches: number;
}

/**
 * Moves transitions of long ago, of runs that are over, out of the table that the scheduler writes.
 *
 * Nothing is lost and nothing is twice: a row is copied and deleted in one statement, and the database refuses a deletion
 * of anything that does not stand in the archive to the letter. Readers of a run see both tables. Each batch is a
 * transaction with an audit entry; what was moved before a fault stays moved, and the next run goes on behind it. It may
 * run at any time, beside schedulers and beside itself.
 */
export class TransitionArchive {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param olderThanDays of 24 hours, by the database's clock; at least ARCHIVE_AGE_DAYS_MIN
   * @param tell called after each batch that moved something
   * @throws RangeError when it is younger; a fault of the database
   */
  async archive(olderThanDays: number, tell: (archived: Archived) => void = () => undefined): Promise<Archived> {
    if (!Number.isInteger(olderThanDays) || olderThanDays < ARCHIVE_AGE_DAYS_MIN) {
      throw new RangeError(`${olderThanDays} days: a whole number from ${ARCHIVE_AGE_DAYS_MIN} is allowed.`);
    }
    const before = await this.instantBefore(olderThanDays);
    const span = await this.spanBefore(before);
    let archived: Archived = { transitions: 0, batches: 0 };
    for (let first = span.first; first < span.end; first += SEQS_PER_BATCH) {
      const end = first + SEQS_PER_BATCH < span.end ? first + SEQS_PER_BATCH : span.end;
      const moved = await this.moveBatch(before, first, end);
      if (moved === 0) continue;
      archived = { transitions: archived.transitions + moved, batches: archived.batches + 1 };
      tell(archived);
    }
    return archived;
  }

  private async instantBefore(olderThanDays: number): Promise<Instant> {
    const rows = await prismaOf(this.database).$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
    return rows[0]!.now.getTime() - olderThanDays * DAY_MS;
  }

  /** The numbers of what is old enough, end exclusive. Reads the table once, so that no batch has to. */
  private async spanBefore(before: Instant): Promise<{ first: bigint; end: bigint }> {
    const rows = await prismaOf(this.database).$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
      SELECT min(seq) AS first, max(seq) AS last FROM transition WHERE happened_at < ${new Date(before)}::timestamptz`;
    const { first, last } = rows[0]!;
    return first === null || last === null ? { first: 0n, end: 0n } : { first, end: last + 1n };
  }

  private async moveBatch(before: Instant, first: bigint, end: bigint): Promise<number> {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const rows = await clientOf(tx).$queryRaw<{ moved: bigint }[]>`
        SELECT archive_transitions(${new Date(before)}::timestamptz, ${first}, ${end}) AS moved`;
      const moved = Number(rows[0]!.moved);
      if (moved > 0) {
        tx.audit({
          action: 'transitions.archived',
          subjectType: 'transition',
          subjectId: `${first}-${end - 1n}`,
          after: { transitions: moved, happenedBefore: formatInstant(before) },
        });
      }
      return moved;
    });
  }
}
