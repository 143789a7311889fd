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
} from '#domain';
import { ContentStore, UnitOfWork } from '#persistence';
import { withdrawnRefusals } from './item-refusals.js';

export interface WithdrawContentItemInput {
  readonly itemId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

const REASON_LENGTH_MAX = 2_000;

/** The partner takes an item back, with every revision of it: it is in no public answer from the next one on. */
@Injectable()
export class WithdrawContentItem {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
  ) {}

  /** @returns the id of the item */
  async execute(actor: Actor, input: WithdrawContentItemInput): Promise<Outcome<string>> {
    const { itemId, reason, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'withdrawContentItem', input: { itemId, reason }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'content.withdraw');
        if (denied.length > 0) return refused(denied);
        const item = await this.store.lockItem(tx, itemId, actor.partnerId);
        if (item === null) return refused([notFound('content item', itemId, ['input', 'itemId'])]);
        const path = ['input', 'reason'];
        const reasonRefusals =
          reason.trim() === ''
            ? [invalidValue(path, null, `1 to ${REASON_LENGTH_MAX} characters`)]
            : textRefusals(reason, REASON_LENGTH_MAX, path);
        const refusals = [...withdrawnRefusals(item), ...reasonRefusals];
        if (refusals.length > 0) return refused(refusals);
        const revisions = await this.store.withdrawItem(tx, item, reason);
        tx.audit({
          action: 'content-item.withdrawn',
          subjectType: 'content-item',
          subjectId: item.id,
          after: { revisions },
          reason,
        });
        tx.emit({
          type: 'content-item.withdrawn',
          subjectType: 'content-item',
          subjectId: item.id,
          payload: { partnerId: item.partnerId, revisions },
        });
        tx.programmeChanged();
        return accepted(item.id);
      },
    );
  }
}
