import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Database, prismaOf } from '../database.js';

export interface AuditEntryView {
  readonly seq: bigint;
  readonly at: Instant;
  readonly actorName: string;
  readonly role: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly hash: string;
}

/** The audit chain as staff search it. */
@Injectable()
export class TraceReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * The newest first, one more than `first` when there are more.
   *
   * @param before only entries older than this place in the chain; null: from the newest
   * @param subjectId only those about this thing; null: all
   */
  async auditEntries(first: number, before: bigint | null, subjectId: string | null): Promise<AuditEntryView[]> {
    const rows = await prismaOf(this.database).auditEntry.findMany({
      where: { ...(before === null ? {} : { seq: { lt: before } }), ...(subjectId === null ? {} : { subjectId }) },
      orderBy: { seq: 'desc' },
      take: first + 1,
    });
    return rows.map(
      ({ seq, at, actorName, role, action, subjectType, subjectId: subject, before: was, after, reason, hash }) => ({
        seq,
        at: at.getTime(),
        actorName,
        role,
        action,
        subjectType,
        subjectId: subject,
        before: was,
        after,
        reason,
        hash,
      }),
    );
  }
}
