import { Inject, Injectable } from '@nestjs/common';
import {
  conflictRefusals,
  dailyCapRefusals,
  dayOf,
  fourEyesRefusals,
  isSensitive,
  ownDecisionRefusals,
  type Actor,
  type Refusal,
} from '#domain';
import { ReviewerStore, type LockedRevision, type ReviewFacts, type Transaction } from '#persistence';

/** Whether this person may decide on this revision at all, apart from what stands in it. */
@Injectable()
export class ReviewerCheck {
  constructor(@Inject(ReviewerStore) private readonly reviewers: ReviewerStore) {}

  /** Four eyes, conflicts of interest, a person's own bound for the day, and what they rejected before. */
  async refusals(
    tx: Transaction,
    actor: Actor & { readonly memberId: string | null },
    revision: LockedRevision,
    facts: ReviewFacts,
  ): Promise<Refusal[]> {
    const path = ['input', 'revisionId'];
    const memberId = actor.memberId ?? '';
    return [
      ...fourEyesRefusals(actor, revision, path),
      ...conflictRefusals(await this.reviewers.hasConflict(tx, memberId, revision.partnerId), revision.partnerId, path),
      ...(facts.appeal?.outcome === 'GRANTED' ? ownDecisionRefusals(memberId, rejectedBy(facts), path) : []),
      ...(isSensitive(revision.document) ? await this.capRefusals(tx, memberId) : []),
    ];
  }

  /** A conflict of interest that stands between a person and a partner. */
  async hasConflict(tx: Transaction, memberId: string, partnerId: string): Promise<boolean> {
    return this.reviewers.hasConflict(tx, memberId, partnerId);
  }

  /** Beyond a person's own bound on sensitive reviews. */
  async capRefusals(tx: Transaction, memberId: string): Promise<Refusal[]> {
    const { dailyMax, zone } = await this.reviewers.care(tx, memberId);
    if (dailyMax === null) return [];
    const day = dayOf(tx.now, zone);
    const done = await this.reviewers.sensitiveDone(tx, memberId, day.start);
    return dailyCapRefusals(done, dailyMax, day.end, ['input', 'revisionId']);
  }
}

/** Who rejected some locale of it. */
export function rejectedBy({ decisions }: ReviewFacts): string[] {
  return decisions.filter(({ decision }) => decision === 'REJECTED').map(({ decidedBy }) => decidedBy);
}
