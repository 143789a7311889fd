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
import { ContentStore, RemovalStore, UnitOfWork } from '#persistence';
import { removeFromAir } from '../takedown/remove-from-air.js';
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
    @Inject(RemovalStore) private readonly removals: RemovalStore,
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
        const removal = {
          cause: 'WITHDRAWAL',
          kind: null,
          subjectType: 'ITEM',
          subjectId: item.id,
          partnerId: item.partnerId,
          reason,
          notice: null,
          replacedBy: null,
          removedBy: actor.memberId,
        } as const;
        await removeFromAir(tx, this.removals, removal, {
          name: 'content-item.withdrawn',
          payload: { revisions },
          after: { revisions },
        });
        return accepted(item.id);
      },
    );
  }
}
