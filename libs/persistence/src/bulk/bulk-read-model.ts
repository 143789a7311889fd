import { Inject, Injectable } from '@nestjs/common';
import { formatInstant, type ContentDocument, type ExportedItem, type Instant } from '#domain';
import type { TenantScope } from '../content/content-read-model.js';
import { documentOf, REVISION_PARTS } from '../content/revision-document.js';
import { Database, prismaOf } from '../database.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';

/** How far an import is. */
export interface ImportView {
  readonly id: string;
  readonly isDry: boolean;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly lastBatch: number;
  readonly rowsMade: number;
  readonly rowsChanged: number;
  readonly rowsUnchanged: number;
  readonly rowsRefused: number;
}

/** Why a row was refused. */
export interface RefusedRow {
  /** From 1. */
  readonly row: number;
  readonly reference: string;
  readonly refusals: readonly { readonly path: readonly string[]; readonly message: string }[];
}

/** An exported item and where its page goes on. */
export interface ExportedRow {
  readonly id: string;
  readonly createdAt: Instant;
  readonly item: ExportedItem;
}

/** Imports as they go, and everything that a partner ever gave. */
@Injectable()
export class BulkReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Null when there is none, or it is somebody else's. */
  async import(id: string, scope: TenantScope): Promise<ImportView | null> {
    if (!isUuid(id)) return null;
    const where = { id, ...(scope === 'ALL' ? {} : { partnerId: scope.partnerId }) };
    const row = await prismaOf(this.database).contentImport.findFirst({ where });
    if (row === null) return null;
    const { openedAt, closedAt, ...rest } = row;
    return { ...rest, openedAt: openedAt.getTime(), closedAt: closedAt?.getTime() ?? null };
  }

  /** In the order of rows. @param after rows behind this one; 0: from the first */
  async refusedRows(importId: string, first: number, after: number): Promise<readonly RefusedRow[]> {
    const rows = await prismaOf(this.database).contentImportRefusal.findMany({
      where: { importId, row: { gt: after } },
      orderBy: { row: 'asc' },
      take: first,
    });
    return rows.map(({ row, reference, refusals }) => ({
      row,
      reference,
      refusals: refusals as unknown as RefusedRow['refusals'],
    }));
  }

  /** Items of a partner with everything of them, the oldest first; null when there is no such partner. */
  async exported(slug: string, { first, after }: PageRequest): Promise<Page<ExportedRow> | null> {
    const client = prismaOf(this.database);
    const partner = await client.partner.findUnique({ where: { slug }, select: { id: true } });
    if (partner === null) return null;
    const at = after === null ? null : new Date(after.at);
    const beyond = at === null ? [] : [{ createdAt: { gt: at } }, { createdAt: at, id: { gt: after!.id } }];
    const rows = await client.contentItem.findMany({
      where: { partnerId: partner.id, ...(beyond.length === 0 ? {} : { OR: beyond }) },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: first + 1,
      include: { revisions: { orderBy: { number: 'asc' }, include: REVISION_PARTS } },
    });
    return pageOf(
      rows.map(
        ({ id, createdAt, createdById, draft, withdrawnAt, withdrawnWhy, reference, draftVersion, revisions }) => ({
          id,
          createdAt: createdAt.getTime(),
          item: {
            id,
            reference,
            createdBy: createdById,
            createdAt: formatInstant(createdAt.getTime()),
            draftVersion,
            draft: draft as unknown as ContentDocument,
            withdrawnAt: withdrawnAt === null ? null : formatInstant(withdrawnAt.getTime()),
            withdrawnWhy,
            revisions: revisions.map((revision) => ({
              id: revision.id,
              number: revision.number,
              state: revision.state,
              submittedBy: revision.submittedById,
              submittedAt: formatInstant(revision.submittedAt.getTime()),
              document: documentOf(revision),
              hashes: Object.fromEntries(
                revision.localizations.map(({ locale, contentHash }) => [locale, contentHash]),
              ),
              editedFrom: revision.editedFromId,
              decisions: revision.decisions.map(({ locale, contentHash, decision, decidedAt, reason }) => ({
                locale,
                contentHash,
                decision,
                decidedAt: formatInstant(decidedAt.getTime()),
                reason,
              })),
            })),
          },
        }),
      ),
      first,
    );
  }
}
