import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  DAILY_CAP_MAX,
  invalidValue,
  permissionRefusals,
  refused,
  scheduleZoneOrNull,
  type Actor,
  type Outcome,
} from '#domain';
import { ReviewerStore, UnitOfWork } from '#persistence';

export interface SetReviewCapInput {
  /** Sensitive reviews a day, 0 to DAILY_CAP_MAX; null: no bound. */
  readonly dailyMax: number | null;
  /** IANA, whose midnight ends the person's day. */
  readonly zone: string;
  readonly idempotencyKey: string | null;
}

/** A person sets their own bound on sensitive reviews, and nobody else's. */
@Injectable()
export class SetReviewCap {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ReviewerStore) private readonly reviewers: ReviewerStore,
  ) {}

  /** @returns the id of the member */
  async execute(actor: Actor, { dailyMax, zone, idempotencyKey }: SetReviewCapInput): Promise<Outcome<string>> {
    const command = { name: 'setReviewCap', input: { dailyMax, zone }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const isAllowed = dailyMax === null || (Number.isInteger(dailyMax) && dailyMax >= 0 && dailyMax <= DAILY_CAP_MAX);
      const known = scheduleZoneOrNull(zone);
      if (!isAllowed || known === null)
        return refused([
          ...(isAllowed
            ? []
            : [
                invalidValue(
                  ['input', 'dailyMax'],
                  String(dailyMax),
                  `a whole number from 0 to ${DAILY_CAP_MAX}, or nothing for no bound`,
                ),
              ]),
          ...(known === null
            ? [invalidValue(['input', 'zone'], zone, 'an IANA zone such as Europe/Berlin, or UTC')]
            : []),
        ]);
      await this.reviewers.setCare(tx, actor.memberId, { dailyMax, zone: known });
      // What somebody can bear is theirs: the chain says that they set it, not to what.
      tx.audit({ action: 'review-cap.set', subjectType: 'member', subjectId: actor.memberId });
      return accepted(actor.memberId);
    });
  }
}
