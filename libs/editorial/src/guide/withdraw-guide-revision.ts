import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refuse, refused, type Actor, type Outcome } from '#domain';
import { GuideStore, UnitOfWork } from '#persistence';

export interface WithdrawGuideRevisionInput {
  readonly revisionId: string;
  readonly idempotencyKey: string | null;
}

/** Takes back a revision that waits, to write on. What is shown stays: off the air it goes by retirement or takedown, with a notice. */
@Injectable()
export class WithdrawGuideRevision {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideStore) private readonly store: GuideStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: WithdrawGuideRevisionInput): Promise<Outcome<string>> {
    const { revisionId, idempotencyKey } = input;
    const command = { name: 'withdrawGuideRevision', input: { revisionId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'guide.submit');
      if (denied.length > 0) return refused(denied);
      const revision = await this.store.lockRevision(tx, revisionId);
      if (revision === null) return refused([notFound('guide revision', revisionId, ['input', 'revisionId'])]);
      const { slug, number, state } = revision;
      if (state !== 'SUBMITTED')
        return refused([
          refuse('WRONG_STATE', ['input', 'revisionId'], {
            message: `The revision is ${state}; only one that waits is taken back. To take a guide off the air, use retireGuide, supersedeGuide or takeDown.`,
            state,
            allowedStates: ['SUBMITTED'],
          }),
        ]);
      await this.store.setRevisionState(tx, revisionId, 'WITHDRAWN');
      tx.audit({
        action: 'guide.revision-withdrawn',
        subjectType: 'guide',
        subjectId: slug,
        before: { state },
        after: { revisionId, number, state: 'WITHDRAWN' },
      });
      tx.emit({
        type: 'guide.revision-withdrawn',
        subjectType: 'guide',
        subjectId: slug,
        payload: { revisionId, number },
      });
      return accepted(revisionId);
    });
  }
}
