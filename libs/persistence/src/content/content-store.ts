import { Injectable } from '@nestjs/common';
import {
  contentHash,
  type ContentDocument,
  type RejectionCode,
  type ReviewDecision,
  type RevisionState,
} from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { documentOf, REVISION_PARTS } from './revision-document.js';

/** An item locked by the transaction that reads it: nobody else writes to it before that is over. */
export interface LockedItem {
  readonly id: string;
  readonly partnerId: string;
  readonly draftVersion: number;
  readonly draft: ContentDocument;
  readonly isWithdrawn: boolean;
  /** True when staff vouch for the partner. */
  readonly isPartnerVerified: boolean;
  /** The revision that waits for review, if any. */
  readonly submittedRevisionId: string | null;
  readonly lastNumber: number;
}

/** A revision locked by the transaction that reads it. */
export interface LockedRevision {
  readonly id: string;
  readonly itemId: string;
  readonly partnerId: string;
  readonly state: RevisionState;
  readonly submittedBy: string;
  readonly document: ContentDocument;
  /** Of an edit by staff, what the partner says to it. */
  readonly edit: 'NONE' | 'WAITING' | 'ACCEPTED' | 'DECLINED';
}

export interface NewDecision {
  readonly revisionId: string;
  readonly locale: string;
  readonly contentHash: string;
  readonly decision: ReviewDecision;
  readonly reason: string | null;
  /** Of a rejection. */
  readonly code?: RejectionCode | null;
  readonly decidedBy: string;
}

/** Writes items, their drafts and revisions, and what was decided of them. */
@Injectable()
export class ContentStore {
  /** @returns the id of the new item */
  async insertItem(
    tx: Transaction,
    item: { partnerId: string; createdBy: string; draft: ContentDocument },
  ): Promise<string> {
    const id = tx.newId();
    const at = new Date(tx.now);
    await clientOf(tx).contentItem.create({
      data: {
        id,
        partnerId: item.partnerId,
        createdById: item.createdBy,
        createdAt: at,
        updatedAt: at,
        draftVersion: 1,
        draft: jsonOf(item.draft),
      },
    });
    return id;
  }

  /** The item of a partner; null when there is none with this id, or it is somebody else's. Waits for others who write to it. */
  async lockItem(tx: Transaction, id: string, partnerId: string | null): Promise<LockedItem | null> {
    if (!isUuid(id) || partnerId === null) return null;
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM content_item WHERE id = ${id}::uuid AND partner_id = ${partnerId}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).contentItem.findUniqueOrThrow({
      where: { id },
      include: {
        revisions: { select: { id: true, number: true, state: true } },
        partner: { select: { verifiedAt: true } },
      },
    });
    return {
      id: row.id,
      partnerId: row.partnerId,
      draftVersion: row.draftVersion,
      draft: row.draft as unknown as ContentDocument,
      isWithdrawn: row.withdrawnAt !== null,
      isPartnerVerified: row.partner.verifiedAt !== null,
      submittedRevisionId: row.revisions.find((revision) => revision.state === 'SUBMITTED')?.id ?? null,
      lastNumber: Math.max(0, ...row.revisions.map((revision) => revision.number)),
    };
  }

  /** Replaces the draft of a locked item; its version grows by one. */
  async saveDraft(tx: Transaction, item: LockedItem, draft: ContentDocument): Promise<void> {
    await clientOf(tx).contentItem.update({
      where: { id: item.id },
      data: { draft: jsonOf(draft), draftVersion: item.draftVersion + 1, updatedAt: new Date(tx.now) },
    });
  }

  /** Makes the draft of a locked item its next revision, with the hash of each locale. @returns its id */
  async insertRevision(tx: Transaction, item: LockedItem, submittedBy: string): Promise<string> {
    return this.insertEdit(tx, item, { document: item.draft, submittedBy, editedFrom: null });
  }

  /**
   * Makes a document the next revision of a locked item. What of an earlier one still waited, waits no more.
   *
   * @param edit `editedFrom`: the revision that staff edited; null: the partner's own
   * @returns its id
   */
  async insertEdit(
    tx: Transaction,
    item: LockedItem,
    edit: { document: ContentDocument; submittedBy: string; editedFrom: string | null },
  ): Promise<string> {
    const id = tx.newId();
    const { document, submittedBy, editedFrom } = edit;
    const { localizations, ...facts } = document;
    await clientOf(tx).review.updateMany({ where: { revision: { itemId: item.id } }, data: { openLocales: [] } });
    await clientOf(tx).revision.create({
      data: {
        id,
        itemId: item.id,
        partnerId: item.partnerId,
        number: item.lastNumber + 1,
        state: 'SUBMITTED',
        submittedById: submittedBy,
        submittedAt: new Date(tx.now),
        facts: jsonOf(facts),
        editedFromId: editedFrom,
      },
    });
    await clientOf(tx).localization.createMany({
      data: Object.entries(localizations).map(([locale, text]) => ({
        revisionId: id,
        locale,
        text: jsonOf(text),
        contentHash: contentHash(document, locale),
      })),
    });
    return id;
  }

  /**
   * A revision, locked until the transaction ends, so that of two people who decide at once one finds it decided.
   *
   * @param partnerId the tenant whose it must be; null: anybody's (staff)
   */
  async lockRevision(tx: Transaction, id: string, partnerId: string | null): Promise<LockedRevision | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT id FROM revision WHERE id = ${id}::uuid AND (${partnerId}::uuid IS NULL OR partner_id = ${partnerId}::uuid) FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).revision.findUniqueOrThrow({ where: { id }, include: REVISION_PARTS });
    return {
      id: row.id,
      itemId: row.itemId,
      partnerId: row.partnerId,
      state: row.state,
      submittedBy: row.submittedById,
      document: documentOf(row),
      edit: editState(row),
    };
  }

  /** To whom and to which item a revision belongs, not locked: whoever writes to both locks the item first. */
  async itemOfRevision(tx: Transaction, id: string): Promise<{ itemId: string; partnerId: string } | null> {
    if (!isUuid(id)) return null;
    return clientOf(tx).revision.findUnique({ where: { id }, select: { itemId: true, partnerId: true } });
  }

  async setRevisionState(tx: Transaction, id: string, state: RevisionState): Promise<void> {
    await clientOf(tx).revision.update({ where: { id }, data: { state } });
  }

  async insertDecisions(tx: Transaction, decisions: readonly NewDecision[]): Promise<void> {
    await clientOf(tx).decision.createMany({
      data: decisions.map(({ decidedBy, ...decision }) => ({
        ...decision,
        id: tx.newId(),
        decidedById: decidedBy,
        decidedAt: new Date(tx.now),
      })),
    });
  }

  /** Takes a locked item and all its revisions back. @returns how many revisions were taken back with it */
  async withdrawItem(tx: Transaction, item: LockedItem, why: string): Promise<number> {
    // In the order of their ids, as a scheduling decision locks them too: neither waits for the other in a circle.
    await clientOf(tx).$queryRaw`SELECT id FROM revision WHERE item_id = ${item.id}::uuid ORDER BY id FOR UPDATE`;
    await clientOf(tx).contentItem.update({
      where: { id: item.id },
      data: { withdrawnAt: new Date(tx.now), withdrawnWhy: why, updatedAt: new Date(tx.now) },
    });
    const { count } = await clientOf(tx).revision.updateMany({
      where: { itemId: item.id, state: { not: 'WITHDRAWN' } },
      data: { state: 'WITHDRAWN' },
    });
    return count;
  }
}

function editState(row: {
  editedFromId: string | null;
  editResponse: { isAccepted: boolean } | null;
}): LockedRevision['edit'] {
  if (row.editedFromId === null) return 'NONE';
  if (row.editResponse === null) return 'WAITING';
  return row.editResponse.isAccepted ? 'ACCEPTED' : 'DECLINED';
}

/** Documents are JSON by their types; Prisma's input type does not see it. */
function jsonOf(value: object): Prisma.InputJsonObject {
  return value as unknown as Prisma.InputJsonObject;
}
