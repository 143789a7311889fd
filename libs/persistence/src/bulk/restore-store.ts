import { Injectable } from '@nestjs/common';
import { restoredState, type ExportedItem } from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';

/** Brings back what a partner once gave; what is there is left alone. */
@Injectable()
export class RestoreStore {
  /** The id of a partner, or null. */
  async partnerId(tx: Transaction, slug: string): Promise<string | null> {
    return (await clientOf(tx).partner.findUnique({ where: { slug }, select: { id: true } }))?.id ?? null;
  }

  /** Ids and references, of those given, that are taken here: the items they belong to are left alone. */
  async taken(tx: Transaction, partnerId: string, items: readonly ExportedItem[]): Promise<ReadonlySet<string>> {
    const references = items.flatMap(({ reference }) => reference ?? []);
    const rows = await clientOf(tx).contentItem.findMany({
      where: { OR: [{ id: { in: items.map(({ id }) => id) } }, { partnerId, reference: { in: references } }] },
      select: { id: true, reference: true },
    });
    return new Set(rows.flatMap(({ id, reference }) => [id, ...(reference === null ? [] : [reference])]));
  }

  /** Items whose story was taken back: their words do not come back with any file. */
  async takenBack(tx: Transaction, items: readonly ExportedItem[]): Promise<ReadonlySet<string>> {
    const rows = await clientOf(tx).removal.findMany({
      where: { subjectType: 'ITEM', cause: 'CONSENT_WITHDRAWAL', subjectId: { in: items.map(({ id }) => id) } },
      select: { subjectId: true },
    });
    return new Set(rows.map(({ subjectId }) => subjectId));
  }

  /** Items with their drafts and revisions, as they were; no approval comes back with them. */
  async insert(tx: Transaction, partnerId: string, items: readonly ExportedItem[]): Promise<void> {
    const client = clientOf(tx);
    await client.contentItem.createMany({
      data: items.map(({ id, reference, draftVersion, createdBy, createdAt, withdrawnAt, withdrawnWhy, draft }) => ({
        id,
        reference,
        draftVersion,
        withdrawnWhy,
        partnerId,
        createdById: createdBy,
        createdAt: new Date(createdAt),
        updatedAt: new Date(tx.now),
        withdrawnAt: withdrawnAt === null ? null : new Date(withdrawnAt),
        draft: jsonOf(draft),
      })),
    });
    const revisions = items.flatMap((item) => item.revisions.map((revision) => ({ item, revision })));
    await client.revision.createMany({
      data: revisions.map(({ item, revision: { id, number, submittedBy, submittedAt, document } }) => {
        const { localizations: _, ...facts } = document;
        return {
          id,
          number,
          partnerId,
          itemId: item.id,
          state: restoredState(item.revisions, number),
          submittedById: submittedBy,
          submittedAt: new Date(submittedAt),
          facts: jsonOf(facts),
        };
      }),
    });
    await client.localization.createMany({
      data: revisions.flatMap(({ revision: { id, document, hashes } }) =>
        Object.entries(document.localizations).map(([locale, text]) => ({
          revisionId: id,
          locale,
          text: jsonOf(text),
          contentHash: hashes[locale]!,
        })),
      ),
    });
  }
}

/** Documents are JSON by their types; Prisma's input type does not see it. */
function jsonOf(value: object): Prisma.InputJsonObject {
  return value as unknown as Prisma.InputJsonObject;
}
