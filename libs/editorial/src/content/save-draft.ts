import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  canonicalHash,
  documentRefusals,
  notFound,
  permissionRefusals,
  refused,
  type Actor,
  type ContentDocument,
  type Outcome,
} from '#domain';
import { ContentStore, UnitOfWork } from '#persistence';
import { staleRefusals, withdrawnRefusals } from './item-refusals.js';

export interface SaveDraftInput {
  readonly itemId: string;
  /** The draft's version that the writer has before them. */
  readonly version: number;
  readonly document: ContentDocument;
  readonly idempotencyKey: string | null;
}

/** Replaces an item's draft, unless somebody else saved in between. What was submitted or approved before stays as it is. */
@Injectable()
export class SaveDraft {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
  ) {}

  /** @returns the id of the item */
  async execute(actor: Actor, input: SaveDraftInput): Promise<Outcome<string>> {
    const { itemId, version, document, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'saveDraft', input: { itemId, version, document }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'content.write');
        if (denied.length > 0) return refused(denied);
        const item = await this.store.lockItem(tx, itemId, actor.partnerId);
        if (item === null) return refused([notFound('content item', itemId, ['input', 'itemId'])]);
        const refusals = [
          ...withdrawnRefusals(item),
          ...staleRefusals(item, version, document),
          ...documentRefusals(document, ['input', 'document']),
        ];
        if (refusals.length > 0) return refused(refusals);
        await this.store.saveDraft(tx, item, document);
        // Hashes, not the texts: what somebody wrote and took out again is not kept for ever, and the chain stays short.
        tx.audit({
          action: 'draft.saved',
          subjectType: 'content-item',
          subjectId: item.id,
          before: { version, draftHash: canonicalHash(item.draft) },
          after: { version: version + 1, draftHash: canonicalHash(document) },
        });
        return accepted(item.id);
      },
    );
  }
}
