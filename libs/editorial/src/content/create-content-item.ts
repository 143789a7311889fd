import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  canonicalHash,
  documentRefusals,
  permissionRefusals,
  refused,
  type Actor,
  type ContentDocument,
  type Outcome,
} from '#domain';
import { ContentStore, UnitOfWork } from '#persistence';

export interface CreateContentItemInput {
  readonly document: ContentDocument;
  readonly idempotencyKey: string | null;
}

/** A partner's member begins a content item with a first draft, which may be unfinished. */
@Injectable()
export class CreateContentItem {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
  ) {}

  /** @returns the id of the new item */
  async execute(actor: Actor, input: CreateContentItemInput): Promise<Outcome<string>> {
    const { document, idempotencyKey } = input;
    return this.unitOfWork.decide(actor, { name: 'createContentItem', input: document, idempotencyKey }, async (tx) => {
      const refusals = [
        ...permissionRefusals(actor, 'content.write'),
        ...documentRefusals(document, ['input', 'document']),
      ];
      const { partnerId, memberId } = actor;
      if (refusals.length > 0 || partnerId === null || memberId === null) return refused(refusals);
      const id = await this.store.insertItem(tx, { partnerId, createdBy: memberId, draft: document });
      const after = { version: 1, draftHash: canonicalHash(document) };
      tx.audit({ action: 'content-item.created', subjectType: 'content-item', subjectId: id, after });
      tx.emit({ type: 'content-item.created', subjectType: 'content-item', subjectId: id, payload: { partnerId } });
      return accepted(id);
    });
  }
}
