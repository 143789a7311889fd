import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  submissionRefusals,
  unknownHelplineRefusals,
  unverifiedRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { ContentStore, HelpStore, UnitOfWork, type LockedItem } from '#persistence';
import { staleRefusals, withdrawnRefusals } from './item-refusals.js';

export interface SubmitDraftInput {
  readonly itemId: string;
  /** The draft's version that is meant; what others saved later is not handed in unseen. */
  readonly version: number;
  readonly idempotencyKey: string | null;
}

/**
 * Hands the draft in: it becomes the item's next revision, which never changes, with a hash of each locale, and waits for
 * review. An earlier approved revision stays on air until people put the new one in its place.
 */
@Injectable()
export class SubmitDraft {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
    @Inject(HelpStore) private readonly help: HelpStore,
  ) {}

  /** @returns the id of the new revision */
  async execute(actor: Actor, input: SubmitDraftInput): Promise<Outcome<string>> {
    const { itemId, version, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'submitDraft', input: { itemId, version }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'content.submit');
        if (denied.length > 0 || actor.memberId === null) return refused(denied);
        const item = await this.store.lockItem(tx, itemId, actor.partnerId);
        if (item === null) return refused([notFound('content item', itemId, ['input', 'itemId'])]);
        const refusals = [
          ...unverifiedRefusals(item.isPartnerVerified, item.partnerId, ['input', 'itemId']),
          ...withdrawnRefusals(item),
          ...staleRefusals(item, version, null),
          ...waitingRefusals(item),
          ...submissionRefusals(item.draft, ['draft']),
          ...unknownHelplineRefusals(await this.help.unknownHelplines(tx, item.draft.helplines ?? []), [
            'draft',
            'helplines',
          ]),
        ];
        if (refusals.length > 0) return refused(refusals);
        const id = await this.store.insertRevision(tx, item, actor.memberId);
        const said = { itemId: item.id, number: item.lastNumber + 1, locales: Object.keys(item.draft.localizations) };
        tx.audit({ action: 'revision.submitted', subjectType: 'revision', subjectId: id, after: said });
        tx.emit({
          type: 'revision.submitted',
          subjectType: 'revision',
          subjectId: id,
          payload: { ...said, partnerId: item.partnerId },
        });
        return accepted(id);
      },
    );
  }
}

function waitingRefusals(item: LockedItem): Refusal[] {
  if (item.submittedRevisionId === null) return [];
  const message = `Revision ${item.submittedRevisionId} of this item waits for review already. Wait for the decision, or withdraw it first.`;
  return [
    refuse('WRONG_STATE', ['input', 'itemId'], {
      message,
      state: 'SUBMITTED',
      allowedStates: ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'],
    }),
  ];
}
