import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  refused,
  revisionStateRefusals,
  type Actor,
  type Outcome,
} from '#domain';
import { ContentStore, RemovalStore, UnitOfWork } from '#persistence';
import { removeFromAir } from '../takedown/remove-from-air.js';

export interface WithdrawRevisionInput {
  readonly revisionId: string;
  readonly idempotencyKey: string | null;
}

/** The partner takes one revision back: out of the queue to write on, or off the air. The item and its draft remain. */
@Injectable()
export class WithdrawRevision {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
    @Inject(RemovalStore) private readonly removals: RemovalStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: WithdrawRevisionInput): Promise<Outcome<string>> {
    const { revisionId, idempotencyKey } = input;
    return this.unitOfWork.decide(
      actor,
      { name: 'withdrawRevision', input: { revisionId }, idempotencyKey },
      async (tx) => {
        const denied = permissionRefusals(actor, 'content.withdraw');
        if (denied.length > 0 || actor.partnerId === null) return refused(denied);
        const revision = await this.store.lockRevision(tx, revisionId, actor.partnerId);
        if (revision === null) return refused([notFound('revision', revisionId, ['input', 'revisionId'])]);
        const refusals = revisionStateRefusals(revision.state, 'WITHDRAWN', ['input', 'revisionId']);
        if (refusals.length > 0) return refused(refusals);
        await this.store.setRevisionState(tx, revision.id, 'WITHDRAWN');
        const removal = {
          cause: 'WITHDRAWAL',
          kind: null,
          subjectType: 'REVISION',
          subjectId: revision.id,
          partnerId: revision.partnerId,
          reason: 'Withdrawn by its partner.',
          notice: null,
          replacedBy: null,
          removedBy: actor.memberId,
        } as const;
        const told = {
          name: 'revision.withdrawn',
          payload: { itemId: revision.itemId },
          before: { state: revision.state },
          after: { state: 'WITHDRAWN' },
        };
        await removeFromAir(tx, this.removals, removal, told);
        return accepted(revision.id);
      },
    );
  }
}
