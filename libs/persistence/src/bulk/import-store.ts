import { Injectable } from '@nestjs/common';
import type { ContentDocument, ImportedItem, ImportOutcome, ImportRow, Refusal } from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** An import whose row is locked. */
export interface LockedImport {
  readonly id: string;
  readonly partnerId: string;
  readonly isDry: boolean;
  readonly isClosed: boolean;
  readonly lastBatch: number;
}

/** An item of a reference, with where it is written. */
export interface ReferencedItem extends ImportedItem {
  readonly id: string;
  readonly draftVersion: number;
}

export interface RowOutcome {
  readonly row: ImportRow;
  readonly outcome: ImportOutcome;
  readonly refusals: readonly Refusal[];
}

/** Writes many items at once: a fixed number of statements for a batch, however many rows it has. */
@Injectable()
export class ImportStore {
  /** @returns its id */
  async open(tx: Transaction, opened: { partnerId: string; isDry: boolean; openedBy: string }): Promise<string> {
    const id = tx.newId();
    const { openedBy, ...columns } = opened;
    await clientOf(tx).contentImport.create({
      data: { ...columns, id, openedById: openedBy, openedAt: new Date(tx.now) },
    });
    return id;
  }

  /** An import of a partner; null when there is none with this id, or it is somebody else's. */
  async lock(tx: Transaction, id: string, partnerId: string | null): Promise<LockedImport | null> {
    if (!isUuid(id) || partnerId === null) return null;
    const [row] = await clientOf(tx).$queryRaw<
      { id: string; is_dry: boolean; closed_at: Date | null; last_batch: number }[]
    >`SELECT id, is_dry, closed_at, last_batch FROM content_import WHERE id = ${id}::uuid AND partner_id = ${partnerId}::uuid FOR UPDATE`;
    if (row === undefined) return null;
    return { id, partnerId, isDry: row.is_dry, isClosed: row.closed_at !== null, lastBatch: row.last_batch };
  }

  async close(tx: Transaction, id: string): Promise<void> {
    await clientOf(tx).contentImport.update({ where: { id }, data: { closedAt: new Date(tx.now) } });
  }

  /** What there is of some references, locked: nobody else writes to it before the batch is over. */
  async lockReferenced(
    tx: Transaction,
    partnerId: string,
    references: readonly string[],
  ): Promise<ReadonlyMap<string, ReferencedItem>> {
    // Of two imports at once one waits for the other here, also where neither has an item yet.
    await clientOf(tx).$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${partnerId}`}, 0))::text`;
    const rows = await clientOf(tx).$queryRaw<
      { id: string; reference: string; draft: ContentDocument; draft_version: number; withdrawn_at: Date | null }[]
    >`SELECT id, reference, draft, draft_version, withdrawn_at FROM content_item
      WHERE partner_id = ${partnerId}::uuid AND reference = ANY (${[...references]}) ORDER BY id FOR UPDATE`;
    return new Map(
      rows.map((row) => [
        row.reference,
        { id: row.id, draft: row.draft, draftVersion: row.draft_version, isWithdrawn: row.withdrawn_at !== null },
      ]),
    );
  }

  /** New items, each with its first draft. @returns their ids in the order of the rows */
  async insertItems(
    tx: Transaction,
    partnerId: string,
    createdBy: string,
    rows: readonly ImportRow[],
  ): Promise<string[]> {
    const ids = rows.map(() => tx.newId());
    const at = new Date(tx.now);
    const written = { partnerId, createdById: createdBy, createdAt: at, updatedAt: at, draftVersion: 1 };
    await clientOf(tx).contentItem.createMany({
      data: rows.map(({ reference, document }, i) => ({ ...written, id: ids[i]!, reference, draft: jsonOf(document) })),
    });
    return ids;
  }

  /** New versions of drafts of locked items. */
  async saveDrafts(tx: Transaction, drafts: readonly { id: string; document: ContentDocument }[]): Promise<void> {
    if (drafts.length === 0) return;
    await clientOf(tx).$executeRaw`
      UPDATE content_item SET draft = d.document, draft_version = draft_version + 1, updated_at = ${new Date(tx.now)}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) AS d (id uuid, document jsonb) WHERE content_item.id = d.id`;
  }

  /** Counts a batch of a locked import, and keeps why rows were refused. */
  async count(tx: Transaction, { id }: LockedImport, batch: number, outcomes: readonly RowOutcome[]): Promise<void> {
    const countOf = (wanted: ImportOutcome) => outcomes.filter(({ outcome }) => outcome === wanted).length;
    await clientOf(tx).contentImport.update({
      where: { id },
      data: {
        lastBatch: batch,
        rowsMade: { increment: countOf('MADE') },
        rowsChanged: { increment: countOf('CHANGED') },
        rowsUnchanged: { increment: countOf('UNCHANGED') },
        rowsRefused: { increment: countOf('REFUSED') },
      },
    });
    await clientOf(tx).contentImportRefusal.createMany({
      data: outcomes
        .filter(({ outcome }) => outcome === 'REFUSED')
        .map(({ row: { row, reference }, refusals }) => ({
          importId: id,
          row,
          reference: reference.slice(0, 200),
          refusals: refusals.map(({ path, message }) => ({ path: [...path], message })),
        })),
      skipDuplicates: true,
    });
  }
}

/** Documents are JSON by their types; Prisma's input type does not see it. */
function jsonOf(value: object): Prisma.InputJsonObject {
  return value as unknown as Prisma.InputJsonObject;
}
