import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { PolicyStore, ReviewerStore, UnitOfWork } from '#persistence';
import { REVIEW_REASON_LENGTH_MAX } from './decision-input.js';
import { PolicyPacks } from './policy-packs.js';

export interface ChoosePolicyPacksInput {
  readonly partnerId: string;
  /** Ids of packs, each once, at least one. */
  readonly packIds: readonly string[];
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/**
 * Staff say which packs read a partner's texts, since guidelines differ. Packs of methods and places read always. A language that
 * loses its last pack is UNCHECKED from then on, and says so.
 */
@Injectable()
export class ChoosePolicyPacks {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PolicyStore) private readonly policies: PolicyStore,
    @Inject(ReviewerStore) private readonly reviewers: ReviewerStore,
    @Inject(PolicyPacks) private readonly packs: PolicyPacks,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, input: ChoosePolicyPacksInput): Promise<Outcome<string>> {
    const { partnerId, packIds, reason, idempotencyKey } = input;
    const command = { name: 'choosePolicyPacks', input: { partnerId, packIds, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'policy.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const isPartner = await this.reviewers.lockPartner(tx, partnerId);
      const refusals = [
        ...(isPartner ? [] : [notFound('partner', partnerId, ['input', 'partnerId'])]),
        ...this.packRefusals(packIds),
        ...(reason.trim() === ''
          ? [invalidValue(['input', 'reason'], null, `1 to ${REVIEW_REASON_LENGTH_MAX} characters`)]
          : textRefusals(reason, REVIEW_REASON_LENGTH_MAX, ['input', 'reason'])),
      ];
      if (refusals.length > 0) return refused(refusals);
      const before = await this.policies.choose(tx, { partnerId, packIds, reason, by: actor.memberId });
      tx.audit({
        action: 'policy-packs.chosen',
        subjectType: 'partner',
        subjectId: partnerId,
        before: { packIds: before },
        after: { packIds },
        reason,
      });
      return accepted(partnerId);
    });
  }

  private packRefusals(packIds: readonly string[]): Refusal[] {
    const known = this.packs.all.map(({ id }) => id);
    const path = ['input', 'packIds'];
    if (packIds.length === 0 || packIds.length > known.length)
      return [invalidValue(path, `${packIds.length} of them`, `1 to ${known.length} of ${known.join(', ')}`)];
    return packIds
      .filter((id, index) => !known.includes(id) || packIds.indexOf(id) < index)
      .map((id) => invalidValue(path, id, `ids of packs, each once: ${known.join(', ')}`));
  }
}
