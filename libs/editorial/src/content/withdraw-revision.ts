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
import { ContentStore, UnitOfWork } from '#persistence';

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
        tx.audit({
          action: 'revision.withdrawn',
          subjectType: 'revision',
          subjectId: revision.id,
          before: { state: revision.state },
          after: { state: 'WITHDRAWN' },
        });
        tx.emit({
          type: 'revision.withdrawn',
          subjectType: 'revision',
          subjectId: revision.id,
          payload: { itemId: revision.itemId },
        });
        tx.programmeChanged();
        return accepted(revision.id);
      },
    );
  }
}
