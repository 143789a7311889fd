import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  contentHash,
  invalidValue,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  standingDecisions,
  submissionRefusals,
  textRefusals,
  undecidedLocales,
  type Actor,
  type ContentDocument,
  type Outcome,
  type Refusal,
} from '#domain';
import {
  ContentStore,
  ReviewStore,
  UnitOfWork,
  type LockedItem,
  type LockedRevision,
  type Transaction,
} from '#persistence';
import { withdrawnRefusals } from '../content/item-refusals.js';
import { REVIEW_REASON_LENGTH_MAX } from './decision-input.js';
import { ReviewerCheck } from './reviewer-check.js';

export interface EditRevisionInput {
  readonly revisionId: string;
  /** The whole text as it is to be. */
  readonly document: ContentDocument;
  /** Why; the partner reads it. */
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/**
 * Staff edit a partner's text: the edit is a new revision, marked as theirs, which another reviewer approves and the partner accepts
 * before it can be scheduled. The one it was made from is given back if it waited, and stays on air if it was approved. The
 * partner's draft is not touched.
 */
@Injectable()
export class EditRevision {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
    @Inject(ReviewerCheck) private readonly check: ReviewerCheck,
  ) {}

  /** @returns the id of the new revision */
  async execute(actor: Actor, input: EditRevisionInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'editRevision', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'content.edit');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const path = ['input', 'revisionId'];
      const found = await this.content.itemOfRevision(tx, input.revisionId);
      if (found === null) return refused([notFound('revision', input.revisionId, path)]);
      // The item before its revision, as a submission locks them too.
      const item = (await this.content.lockItem(tx, found.itemId, found.partnerId))!;
      const revision = (await this.content.lockRevision(tx, input.revisionId, null))!;
      const facts = await this.reviews.facts(tx, revision.id);
      const refusals = [
        ...(await this.check.refusals(tx, actor, revision, facts)),
        ...withdrawnRefusals(item).map((one) => ({ ...one, path })),
        ...editableRefusals(revision, item),
        ...documentRefusals(input, revision),
      ];
      if (refusals.length > 0) return refused(refusals);
      if (revision.state === 'SUBMITTED')
        await this.giveBack(tx, { ...actor, memberId: actor.memberId }, revision, input);
      const { document } = input;
      const id = await this.content.insertEdit(tx, item, {
        document,
        submittedBy: actor.memberId,
        editedFrom: revision.id,
      });
      const said = {
        itemId: item.id,
        number: item.lastNumber + 1,
        editedFrom: revision.id,
        locales: Object.keys(document.localizations),
      };
      tx.audit({
        action: 'revision.edited',
        subjectType: 'revision',
        subjectId: id,
        after: said,
        reason: input.reason,
      });
      tx.emit({
        type: 'revision.edited',
        subjectType: 'revision',
        subjectId: id,
        payload: { ...said, partnerId: item.partnerId },
      });
      return accepted(id);
    });
  }

  /** What waited makes room for the edit: one revision of an item waits at a time. */
  private async giveBack(
    tx: Transaction,
    actor: Actor & { readonly memberId: string },
    { id, document }: LockedRevision,
    { reason }: EditRevisionInput,
  ): Promise<void> {
    const hashes = Object.fromEntries(
      Object.keys(document.localizations).map((locale) => [locale, contentHash(document, locale)]),
    );
    const { decisions, appeal } = await this.reviews.facts(tx, id);
    const standing = standingDecisions(decisions, appeal?.outcome === 'GRANTED' ? appeal.decidedAt : null);
    await this.content.insertDecisions(
      tx,
      undecidedLocales(hashes, standing).map((locale) => ({
        revisionId: id,
        locale,
        contentHash: hashes[locale]!,
        decision: 'CHANGES_REQUESTED' as const,
        reason,
        code: null,
        decidedBy: actor.memberId,
      })),
    );
    await this.content.setRevisionState(tx, id, 'CHANGES_REQUESTED');
  }
}

function editableRefusals({ state, id }: LockedRevision, item: LockedItem): Refusal[] {
  const path = ['input', 'revisionId'];
  if (state !== 'SUBMITTED' && state !== 'APPROVED') {
    return [
      refuse('WRONG_STATE', path, {
        message: `The revision is ${state}; staff edit what waits or was approved. The partner writes on from here.`,
        state,
        allowedStates: ['SUBMITTED', 'APPROVED'],
      }),
    ];
  }
  if (item.submittedRevisionId === null || item.submittedRevisionId === id) return [];
  return [
    refuse('WRONG_STATE', path, {
      message: `Revision ${item.submittedRevisionId} of this item waits for review. Edit that one, or decide on it first.`,
      state: 'SUBMITTED',
      allowedStates: ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'],
    }),
  ];
}

function documentRefusals({ document, reason }: EditRevisionInput, revision: LockedRevision): Refusal[] {
  const locales = Object.keys(document.localizations);
  const isSame =
    locales.length === Object.keys(revision.document.localizations).length &&
    locales.every(
      (locale) =>
        revision.document.localizations[locale] !== undefined &&
        contentHash(document, locale) === contentHash(revision.document, locale),
    );
  return [
    ...submissionRefusals(document, ['input', 'document']),
    ...(document.kind === revision.document.kind
      ? []
      : [invalidValue(['input', 'document', 'kind'], document.kind, revision.document.kind)]),
    ...(isSame ? [invalidValue(['input', 'document'], null, 'a text that differs from the one it is made from')] : []),
    ...(reason.trim() === ''
      ? [
          invalidValue(
            ['input', 'reason'],
            null,
            `1 to ${REVIEW_REASON_LENGTH_MAX} characters, which the partner reads`,
          ),
        ]
      : textRefusals(reason, REVIEW_REASON_LENGTH_MAX, ['input', 'reason'])),
  ];
}
