import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  contentHash,
  invalidValue,
  notFound,
  ownDecisionRefusals,
  permissionRefusals,
  refuse,
  refused,
  revisionStateOf,
  standingDecisions,
  textRefusals,
  undecidedLocales,
  type Actor,
  type AppealOutcome,
  type Outcome,
  type Refusal,
} from '#domain';
import {
  ContentStore,
  ReviewStore,
  UnitOfWork,
  type LockedRevision,
  type ReviewFacts,
  type Transaction,
} from '#persistence';
import { REVIEW_REASON_LENGTH_MAX } from './decision-input.js';
import { rejectedBy, ReviewerCheck } from './reviewer-check.js';

export interface DecideAppealInput {
  readonly revisionId: string;
  /** `GRANTED`: the rejection is lifted, and the text waits for review again, by others. `UPHELD`: it stands. */
  readonly outcome: AppealOutcome;
  /** The partner reads it, 1 to 2000 characters. */
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** Another reviewer than the one who rejected decides on the partner's appeal. Granted, nothing is approved by it: it is reviewed anew. */
@Injectable()
export class DecideAppeal {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
    @Inject(ReviewerCheck) private readonly check: ReviewerCheck,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: DecideAppealInput): Promise<Outcome<string>> {
    const { revisionId, outcome, reason, idempotencyKey } = input;
    const command = { name: 'decideAppeal', input: { revisionId, outcome, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const path = ['input', 'revisionId'];
      const found = await this.content.itemOfRevision(tx, revisionId);
      if (found === null) return refused([notFound('revision', revisionId, path)]);
      const item = (await this.content.lockItem(tx, found.itemId, found.partnerId))!;
      const revision = (await this.content.lockRevision(tx, revisionId, null))!;
      const facts = await this.reviews.facts(tx, revision.id);
      const refusals = [
        ...(await this.check.refusals(tx, actor, revision, facts)),
        ...ownDecisionRefusals(actor.memberId, rejectedBy(facts), path),
        ...openRefusals(revision, facts),
        ...(outcome === 'GRANTED' ? roomRefusals(revision, item.submittedRevisionId) : []),
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
      if (refusals.length > 0) return refused(refusals);
      await this.reviews.decideAppeal(tx, revision.id, { outcome, reason, by: actor.memberId });
      if (outcome === 'GRANTED') await this.lift(tx, revision, facts);
      tx.audit({
        action: `revision.appeal-${outcome.toLowerCase()}`,
        subjectType: 'revision',
        subjectId: revision.id,
        before: { state: revision.state },
        reason,
      });
      tx.emit({
        type: `revision.appeal-${outcome.toLowerCase()}`,
        subjectType: 'revision',
        subjectId: revision.id,
        payload: { itemId: revision.itemId, partnerId: revision.partnerId },
      });
      return accepted(revision.id);
    });
  }

  /** The rejection stands no more: what it was of waits again. */
  private async lift(tx: Transaction, { id, state, document }: LockedRevision, facts: ReviewFacts): Promise<void> {
    const hashes = Object.fromEntries(
      Object.keys(document.localizations).map((locale) => [locale, contentHash(document, locale)]),
    );
    const standing = standingDecisions(facts.decisions, tx.now);
    const next = revisionStateOf(hashes, standing);
    if (next !== state) await this.content.setRevisionState(tx, id, next);
    const openLocales = next === 'APPROVED' ? undecidedLocales(hashes, standing) : [];
    await this.reviews.change(tx, id, { assignee: null, openLocales });
  }
}

function openRefusals({ state }: LockedRevision, { appeal }: ReviewFacts): Refusal[] {
  if (appeal !== null && appeal.outcome === null && state !== 'WITHDRAWN') return [];
  const present = appeal === null ? 'NOT_APPEALED' : (appeal.outcome ?? state);
  return [
    refuse('WRONG_STATE', ['input', 'revisionId'], {
      message: `There is no appeal to decide on: it is ${present}. Look into reviewQueue for those that wait.`,
      state: present,
      allowedStates: ['APPEALED'],
    }),
  ];
}

/** One revision of an item waits at a time; a newer one goes before. */
function roomRefusals({ id, state }: LockedRevision, submittedRevisionId: string | null): Refusal[] {
  if (state === 'APPROVED' || submittedRevisionId === null || submittedRevisionId === id) return [];
  return [
    refuse('WRONG_STATE', ['input', 'revisionId'], {
      message: `Revision ${submittedRevisionId} of this item waits for review, and one waits at a time. Decide on that one first.`,
      state: 'SUBMITTED',
      allowedStates: ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'],
    }),
  ];
}
