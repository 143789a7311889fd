import { Inject, Injectable } from '@nestjs/common';
import {
  AUDIT_EXPORT_MS,
  EVERY_ENTRY,
  readToldSearch,
  type AuditExportFormat,
  type AuditSearch,
  type ChainedEntry,
  type ToldSearch,
} from '#domain';
import { Database, prismaOf } from '../database.js';
import { auditQuery, toldReason, type AuditStretch } from './audit-query.js';

/** An export that may be fetched, as its audit entry has it. */
export interface AuditExport {
  readonly format: AuditExportFormat;
  readonly search: AuditSearch;
  /** The last place of the chain that belongs to it. */
  readonly through: string;
}

/** What the audit entry of an export says besides who, when and why. */
export interface ToldExport {
  readonly format: AuditExportFormat;
  readonly search: ToldSearch;
  readonly through: string;
}

/** What of its own a partner may narrow down. */
export type OwnSearch = Pick<AuditSearch, 'action' | 'subjectType' | 'subjectId' | 'from' | 'until'>;

export const AUDIT_EXPORTED = 'audit.exported';

/** Rows in memory at once, however long an export is. */
const BATCH = 500;

/** The audit chain as staff search it, and as a partner sees what was done to its own things. */
@Injectable()
export class TraceReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * The newest first, one more than `first` when there are more.
   *
   * @param below only entries older than this place in the chain; null: from the newest
   */
  auditEntries(first: number, below: bigint | null, search: AuditSearch): Promise<ChainedEntry[]> {
    return this.read(search, null, { above: null, below: below?.toString() ?? null }, 'DESC', first + 1);
  }

  /** The same of what a partner is told, and nothing of another: which partner an entry is about is a part of the query. */
  async ownEntries(partnerId: string, first: number, below: bigint | null, search: OwnSearch): Promise<ChainedEntry[]> {
    const stretch = { above: null, below: below?.toString() ?? null };
    const rows = await this.read({ ...EVERY_ENTRY, ...search }, partnerId, stretch, 'DESC', first + 1);
    return rows.map((entry) => ({ ...entry, reason: toldReason(entry.action, entry.reason) }));
  }

  /** Null: there is no such export, somebody else asked for it, or its hour is over. */
  async auditExport(id: string, memberId: string): Promise<AuditExport | null> {
    const [row] = await prismaOf(this.database).$queryRaw<{ after: ToldExport }[]>`
      SELECT after FROM audit_entry WHERE subject_id = ${id} AND subject_type = 'audit-export' AND action = ${AUDIT_EXPORTED}
        AND actor_id = ${memberId}::uuid AND at > clock_timestamp() - ${AUDIT_EXPORT_MS} * interval '1 millisecond'`;
    return row === undefined ? null : { ...row.after, search: readToldSearch(row.after.search) };
  }

  /** Its entries, the oldest first, read batch by batch as they are taken: entries do not change, so no snapshot has to be held. */
  async *exported({ search, through }: AuditExport): AsyncIterable<readonly ChainedEntry[]> {
    const below = (BigInt(through) + 1n).toString();
    for (let above: string | null = null; ;) {
      const rows: ChainedEntry[] = await this.read(search, null, { above, below }, 'ASC', BATCH);
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
      above = rows.at(-1)!.seq;
    }
  }

  private async read(
    search: AuditSearch,
    partnerId: string | null,
    stretch: AuditStretch,
    order: 'ASC' | 'DESC',
    limit: number,
  ): Promise<ChainedEntry[]> {
    const query = auditQuery(search, partnerId, stretch, order, limit);
    if (query === null) return [];
    type Row = Omit<ChainedEntry, 'at'> & { readonly at: Date };
    const rows = await prismaOf(this.database).$queryRaw<Row[]>(query);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
