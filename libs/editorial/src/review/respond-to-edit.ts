import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  revisionStateRefusals,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { ContentStore, ReviewStore, UnitOfWork, type LockedRevision } from '#persistence';
import { REVIEW_REASON_LENGTH_MAX } from './decision-input.js';

export interface RespondToEditInput {
  readonly revisionId: string;
  readonly isAccepted: boolean;
  /** Needed when declined. */
  readonly reason: string | null;
  readonly idempotencyKey: string | null;
}

/** The partner says whether a text that staff edited is still theirs. Accepted, it may be scheduled once it is approved; declined, it is withdrawn. */
@Injectable()
export class RespondToEdit {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly content: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: RespondToEditInput): Promise<Outcome<string>> {
    const { revisionId, isAccepted, reason, idempotencyKey } = input;
    const command = { name: 'respondToEdit', input: { revisionId, isAccepted, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'content.submit');
      if (denied.length > 0 || actor.memberId === null || actor.partnerId === null) return refused(denied);
      const revision = await this.content.lockRevision(tx, revisionId, actor.partnerId);
      if (revision === null) return refused([notFound('revision', revisionId, ['input', 'revisionId'])]);
      const refusals = [
        ...answerableRefusals(revision),
        ...revisionStateRefusals(revision.state, 'WITHDRAWN', ['input', 'revisionId']),
        ...reasonRefusals(input),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.reviews.insertEditResponse(tx, { revisionId, isAccepted, reason, by: actor.memberId });
      if (!isAccepted) await this.content.setRevisionState(tx, revision.id, 'WITHDRAWN');
      const type = isAccepted ? 'revision.edit-accepted' : 'revision.edit-declined';
      const after = { state: isAccepted ? revision.state : 'WITHDRAWN' };
      tx.audit({ action: type, subjectType: 'revision', subjectId: revision.id, after, reason });
      tx.emit({ type, subjectType: 'revision', subjectId: revision.id, payload: { itemId: revision.itemId } });
      tx.programmeChanged({ revision: revision.id });
      return accepted(revision.id);
    });
  }
}

function answerableRefusals({ edit }: LockedRevision): Refusal[] {
  if (edit === 'WAITING') return [];
  const path = ['input', 'revisionId'];
  if (edit === 'NONE') return [invalidValue(path, null, 'a revision that staff edited; this one is the partner’s own')];
  return [
    refuse('WRONG_STATE', path, {
      message: `The edit was ${edit} already; there is nothing more to say to it.`,
      state: edit,
      allowedStates: ['WAITING'],
    }),
  ];
}

function reasonRefusals({ isAccepted, reason }: RespondToEditInput): Refusal[] {
  const path = ['input', 'reason'];
  if ((reason ?? '').trim() !== '') return textRefusals(reason, REVIEW_REASON_LENGTH_MAX, path);
  return isAccepted ? [] : [invalidValue(path, null, `1 to ${REVIEW_REASON_LENGTH_MAX} characters, which staff read`)];
}
