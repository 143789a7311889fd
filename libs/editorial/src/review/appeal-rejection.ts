import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { ContentStore, ReviewStore, UnitOfWork, type LockedRevision, type ReviewFacts } from '#persistence';
import { REVIEW_REASON_LENGTH_MAX } from './decision-input.js';

export interface AppealRejectionInput {
  readonly revisionId: string;
  /** Why it should be looked at again, 1 to 2000 characters. */
  readonly text: string;
  readonly idempotencyKey: string | null;
}

/** A partner asks, once for a revision, that somebody else looks at what was rejected. */
@Injectable()
export class AppealRejection {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, { revisionId, text, idempotencyKey }: AppealRejectionInput): Promise<Outcome<string>> {
    const command = { name: 'appealRejection', input: { revisionId, text }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'content.submit');
      if (denied.length > 0 || actor.memberId === null || actor.partnerId === null) return refused(denied);
      const revision = await this.content.lockRevision(tx, revisionId, actor.partnerId);
      if (revision === null) return refused([notFound('revision', revisionId, ['input', 'revisionId'])]);
      const facts = await this.reviews.facts(tx, revision.id);
      const path = ['input', 'text'];
      const refusals = [
        ...appealableRefusals(revision, facts),
        ...(text.trim() === ''
          ? [invalidValue(path, null, `1 to ${REVIEW_REASON_LENGTH_MAX} characters`)]
          : textRefusals(text, REVIEW_REASON_LENGTH_MAX, path)),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.reviews.insertAppeal(tx, revision.id, actor.memberId, text);
      tx.audit({ action: 'revision.appealed', subjectType: 'revision', subjectId: revision.id, reason: text });
      tx.emit({
        type: 'revision.appealed',
        subjectType: 'revision',
        subjectId: revision.id,
        payload: { itemId: revision.itemId, partnerId: revision.partnerId },
      });
      return accepted(revision.id);
    });
  }
}

function appealableRefusals({ state, document }: LockedRevision, { appeal, decisions }: ReviewFacts): Refusal[] {
  const path = ['input', 'revisionId'];
  if (appeal !== null) {
    return [
      refuse('ALREADY_EXISTS', path, {
        message:
          'This revision was appealed before, and a rejection is appealed once. Write on in the draft and hand it in anew.',
        value: appeal.outcome ?? 'not decided yet',
      }),
    ];
  }
  const isRejected = Object.keys(document.localizations).some(
    (locale) => decisions.findLast((one) => one.locale === locale)?.decision === 'REJECTED',
  );
  if (isRejected && state !== 'WITHDRAWN') return [];
  return [
    refuse('WRONG_STATE', path, {
      message: `The revision is ${state}, and no locale of it was rejected. Only a rejection is appealed.`,
      state,
      allowedStates: ['REJECTED'],
    }),
  ];
}
