import { Inject, Injectable } from '@nestjs/common';
import { PARTNER_ACTIONS, type Instant } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';
import type { TenantScope } from './content-read-model.js';

/** One thing that somebody did to an item, its draft or one of its revisions. */
export interface ItemHistoryEntry {
  /** Place in the audit chain. */
  readonly seq: bigint;
  readonly at: Instant;
  readonly actorName: string;
  readonly role: string;
  /** `revision.submitted` */
  readonly action: string;
  /** Null: it was done to the item or its draft. */
  readonly revisionId: string | null;
  readonly revisionNumber: number | null;
  readonly reason: string | null;
}

/** What happened to an item over its whole life, out of the audit chain. */
@Injectable()
export class HistoryReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * The newest first. A partner sees what `PARTNER_TRACE` names: what was decided, not how staff share the work.
   *
   * @param first rows wanted; one more is read, which says that there are more
   * @param before only what stands before this place in the chain; null: from the newest
   * @returns null when there is no such item, or it is somebody else's
   */
  async itemHistory(
    itemId: string,
    scope: TenantScope,
    first: number,
    before: bigint | null,
  ): Promise<ItemHistoryEntry[] | null> {
    if (!isUuid(itemId)) return null;
    const client = prismaOf(this.database);
    const where = { id: itemId, ...(scope === 'ALL' ? {} : { partnerId: scope.partnerId }) };
    const item = await client.contentItem.findFirst({ where, select: { id: true } });
    if (item === null) return null;
    type Row = Omit<ItemHistoryEntry, 'at'> & { at: Date };
    const rows = await client.$queryRaw<Row[]>`
      SELECT a.seq, a.at, a.actor_name AS "actorName", a.role, a.action, r.id AS "revisionId", r.number AS "revisionNumber", a.reason
      FROM audit_entry a LEFT JOIN revision r ON a.subject_type = 'revision' AND r.id::text = a.subject_id
      WHERE a.subject_id IN (SELECT ${item.id} UNION ALL SELECT id::text FROM revision WHERE item_id = ${item.id}::uuid)
        AND (${scope === 'ALL'} OR a.action = ANY(${PARTNER_ACTIONS}))
        AND (${before}::bigint IS NULL OR a.seq < ${before}::bigint)
      ORDER BY a.seq DESC LIMIT ${first + 1}`;
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  }
}
