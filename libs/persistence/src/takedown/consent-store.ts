import { Injectable } from '@nestjs/common';
import { ERASED_TEXT, isLivedExperience, type ConsentAttestation, type ContentDocument } from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';

/** Writes what people agreed to, and takes their words out where they do not any more. */
@Injectable()
export class ConsentStore {
  /** Takes the place of an earlier one. @returns its id */
  async insert(tx: Transaction, itemId: string, consent: ConsentAttestation, recordedBy: string): Promise<string> {
    const id = tx.newId();
    const { regions, surfaces, until, ...attested } = consent;
    await clientOf(tx).consent.create({
      data: {
        ...attested,
        id,
        itemId,
        regions: [...regions],
        surfaces: [...surfaces],
        until: new Date(until),
        recordedAt: new Date(tx.now),
        recordedById: recordedBy,
      },
    });
    return id;
  }

  /** Whether an item tells somebody's own story, in its draft or in any revision, or has a consent on record. */
  async isStory(tx: Transaction, itemId: string): Promise<boolean> {
    const { draft, revisions, consents } = await clientOf(tx).contentItem.findUniqueOrThrow({
      where: { id: itemId },
      select: { draft: true, revisions: { select: { facts: true } }, consents: { select: { id: true }, take: 1 } },
    });
    const documents = [draft, ...revisions.map(({ facts }) => facts)] as unknown as ContentDocument[];
    return consents.length > 0 || documents.some(isLivedExperience);
  }

  /**
   * Takes every text and every reference to media of a locked item out of its revisions and its draft, and leaves ids, hashes and
   * decisions. The database allows it only where the withdrawal of consent stands.
   *
   * @returns how many texts were erased
   */
  async erase(tx: Transaction, itemId: string): Promise<number> {
    const client = clientOf(tx);
    const { count } = await client.localization.updateMany({
      where: { revision: { itemId } },
      data: { text: ERASED_TEXT as unknown as Prisma.InputJsonObject },
    });
    await client.revision.updateMany({
      where: { itemId, state: { not: 'WITHDRAWN' } },
      data: { state: 'WITHDRAWN' },
    });
    await client.review.updateMany({ where: { revision: { itemId } }, data: { openLocales: [] } });
    const { draft, draftVersion, withdrawnAt } = await client.contentItem.findUniqueOrThrow({ where: { id: itemId } });
    const empty = { ...(draft as unknown as ContentDocument), localizations: {} };
    await client.contentItem.update({
      where: { id: itemId },
      data: {
        draft: empty as unknown as Prisma.InputJsonObject,
        draftVersion: draftVersion + 1,
        withdrawnAt: withdrawnAt ?? new Date(tx.now),
        withdrawnWhy: 'Consent was withdrawn.',
        updatedAt: new Date(tx.now),
      },
    });
    return count;
  }
}
