import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  blockingRefusals,
  checkDocument,
  contentHash,
  fourEyesRefusals,
  invalidValue,
  LOCALES_MAX,
  notFound,
  permissionRefusals,
  POLICY_PACKS,
  refused,
  revisionStateRefusals,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
  type ReviewDecision,
} from '#domain';
import { ContentStore, UnitOfWork, type LockedRevision, type Transaction } from '#persistence';

export interface DecideRevisionInput {
  readonly revisionId: string;
  readonly decision: ReviewDecision;
  /** Needed unless approved; the partner reads it. */
  readonly reason: string | null;
  /** The locales that are decided on; null: all. The others stay undecided, and are never shown. */
  readonly locales: readonly string[] | null;
  readonly idempotencyKey: string | null;
}

export const REVIEW_REASON_LENGTH_MAX = 2_000;
const EVENTS: Readonly<Record<ReviewDecision, string>> = {
  APPROVED: 'revision.approved',
  CHANGES_REQUESTED: 'revision.changes-requested',
  REJECTED: 'revision.rejected',
};

/** A reviewer decides on a revision that waits; each locale's decision is bound to the hash of its text. */
@Injectable()
export class DecideRevision {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: DecideRevisionInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'decideRevision', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const revision = await this.store.lockRevision(tx, input.revisionId, null);
      if (revision === null) return refused([notFound('revision', input.revisionId, ['input', 'revisionId'])]);
      const refusals = [
        ...fourEyesRefusals(actor, revision, ['input', 'revisionId']),
        ...revisionStateRefusals(revision.state, input.decision, ['input', 'revisionId']),
        ...reasonRefusals(input),
        ...localeRefusals(input, revision),
        ...(await this.findingRefusals(tx, actor, input, revision)),
      ];
      if (refusals.length > 0) return refused(refusals);
      const { decision, reason } = input;
      const decidedBy = actor.memberId;
      const locales = input.locales ?? Object.keys(revision.document.localizations);
      const decisions = locales.map((locale) => ({
        revisionId: revision.id,
        locale,
        contentHash: contentHash(revision.document, locale),
        decision,
        reason,
        decidedBy,
      }));
      await this.store.insertDecisions(tx, decisions);
      await this.store.setRevisionState(tx, revision.id, decision);
      const after = {
        state: decision,
        hashes: Object.fromEntries(decisions.map((one) => [one.locale, one.contentHash])),
      };
      tx.audit({
        action: EVENTS[decision],
        subjectType: 'revision',
        subjectId: revision.id,
        before: { state: revision.state },
        after,
        reason,
      });
      tx.emit({
        type: EVENTS[decision],
        subjectType: 'revision',
        subjectId: revision.id,
        payload: { itemId: revision.itemId, partnerId: revision.partnerId, locales },
      });
      tx.programmeChanged();
      return accepted(revision.id);
    });
  }

  private async findingRefusals(
    tx: Transaction,
    { role }: Actor,
    { decision, reason, locales }: DecideRevisionInput,
    { document }: LockedRevision,
  ): Promise<Refusal[]> {
    if (decision !== 'APPROVED') return [];
    const check = checkDocument(document, POLICY_PACKS, await this.store.safeNames(tx));
    return blockingRefusals(check, locales ?? Object.keys(document.localizations), { role, reason }, ['input']);
  }
}

function reasonRefusals({ decision, reason }: DecideRevisionInput): Refusal[] {
  const path = ['input', 'reason'];
  if ((reason ?? '').trim() === '')
    return decision === 'APPROVED'
      ? []
      : [invalidValue(path, null, `a reason of 1 to ${REVIEW_REASON_LENGTH_MAX} characters, which the partner reads`)];
  return textRefusals(reason, REVIEW_REASON_LENGTH_MAX, path);
}

function localeRefusals({ locales }: DecideRevisionInput, revision: LockedRevision): Refusal[] {
  const offered = Object.keys(revision.document.localizations);
  if (locales === null) return [];
  if (locales.length === 0 || locales.length > LOCALES_MAX) {
    const allowed = `1 to ${LOCALES_MAX} of ${offered.join(', ')}, or nothing for all`;
    return [invalidValue(['input', 'locales'], `${locales.length} locales`, allowed)];
  }
  return locales
    .filter((locale, index) => !offered.includes(locale) || locales.indexOf(locale) < index)
    .map((locale) =>
      invalidValue(['input', 'locales'], locale, `locales of the revision, each once: ${offered.join(', ')}`),
    );
}
