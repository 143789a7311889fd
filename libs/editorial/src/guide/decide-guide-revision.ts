import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  blocks,
  checkGuide,
  conflictRefusals,
  dateRefusals,
  guideEyesRefusals,
  guideHashes,
  isSensitive,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  revisionStateOf,
  undecidedLocales,
  type Actor,
  type Finding,
  type Locale,
  type Outcome,
  type Refusal,
  type ReviewDecision,
  type RevisionState,
} from '#domain';
import {
  GuideStore,
  PolicyStore,
  UnitOfWork,
  type LockedGuideRevision,
  type NewGuideDecision,
  type Transaction,
} from '#persistence';
import { approvalOf, approvedBy, signOffsOf, type Approval } from '../review/approval.js';
import { decisionInputRefusals, type DecisionInput } from '../review/decision-input.js';
import { PolicyPacks } from '../review/policy-packs.js';
import { ReviewerCheck } from '../review/reviewer-check.js';
import { retiredRefusals } from './guide-refusals.js';

/** As of a revision of content, without media: guides have none. */
export interface DecideGuideRevisionInput extends Omit<DecisionInput, 'attestations'> {
  readonly revisionId: string;
  readonly idempotencyKey: string | null;
}

const EVENTS: Readonly<Record<ReviewDecision, string>> = {
  APPROVED: 'guide.approved',
  CHANGES_REQUESTED: 'guide.changes-requested',
  REJECTED: 'guide.rejected',
};

/** A revision of a guide as it is decided on. */
interface Case extends Approval {
  readonly input: DecideGuideRevisionInput;
  readonly revision: LockedGuideRevision;
}

/**
 * A reviewer decides on locales of a guide's revision by the rules of content: by neither its writers nor who handed it in, bound to the
 * hash, every finding answered, two people for a sensitive one. An approved locale takes the place of its earlier text at once.
 */
@Injectable()
export class DecideGuideRevision {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideStore) private readonly store: GuideStore,
    @Inject(PolicyStore) private readonly policies: PolicyStore,
    @Inject(ReviewerCheck) private readonly reviewers: ReviewerCheck,
    @Inject(PolicyPacks) private readonly packs: PolicyPacks,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: DecideGuideRevisionInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'decideGuideRevision', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      const { memberId } = actor;
      if (denied.length > 0 || memberId === null) return refused(denied);
      const revision = await this.store.lockRevision(tx, input.revisionId);
      if (revision === null) return refused([notFound('guide revision', input.revisionId, ['input', 'revisionId'])]);
      const hashes = guideHashes(revision.document);
      const undecided = undecidedLocales(hashes, revision.decisions);
      const decided: Case = {
        actor: { ...actor, memberId },
        input,
        given: input,
        revision,
        revisionId: revision.id,
        isSensitive: isSensitive(revision.document),
        locales: input.locales ?? undecided,
        hashes,
        signOffs: revision.signOffs,
        findings: input.decision === 'APPROVED' ? await this.findings(tx, revision) : [],
      };
      const refusals = [
        ...retiredRefusals(revision.isGuideRetired, ['input', 'revisionId']),
        ...supersededRefusals(revision),
        ...(await this.personRefusals(tx, decided)),
        ...decisionInputRefusals({ ...input, attestations: [] }, revision, undecided),
        ...(input.decision === 'APPROVED' ? [...approvalOf(decided), ...lateRefusals(tx, decided)] : []),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.write(tx, decided);
      return accepted(revision.id);
    });
  }

  /** The packs of today, the names of today. */
  private async findings(tx: Transaction, { document }: LockedGuideRevision): Promise<readonly Finding[]> {
    const { packIds, by } = await this.policies.checkingOfGuide(tx, document.partners);
    return checkGuide(document, this.packs.of(packIds), by).findings;
  }

  /** Four eyes, conflicts of interest with any partner that made it, a person's own bound for the day. */
  private async personRefusals(tx: Transaction, { actor, revision, isSensitive: isGrave }: Case): Promise<Refusal[]> {
    const path = ['input', 'revisionId'];
    const writers = [...revision.writerIds, ...(revision.submittedBy === null ? [] : [revision.submittedBy])];
    const refusals = guideEyesRefusals(actor.memberId, writers, path);
    for (const { id } of await this.store.partners(tx, revision.document.partners))
      refusals.push(...conflictRefusals(await this.reviewers.hasConflict(tx, actor.memberId, id), id, path));
    if (isGrave) refusals.push(...(await this.reviewers.capRefusals(tx, actor.memberId)));
    return refusals;
  }

  private async write(tx: Transaction, decided: Case): Promise<void> {
    const { actor, input, revision, hashes } = decided;
    const settled = input.decision === 'APPROVED' ? await this.sign(tx, decided) : decided.locales;
    const decisions = settled.map((locale): NewGuideDecision => ({
      revisionId: revision.id,
      locale,
      contentHash: hashes[locale]!,
      decision: input.decision,
      reason: input.reason,
      code: input.code,
      decidedBy: actor.memberId,
    }));
    await this.store.insertDecisions(tx, decisions);
    const state = revisionStateOf(hashes, [...revision.decisions, ...decisions]);
    if (state !== revision.state) await this.store.setRevisionState(tx, revision.id, state);
    tell(tx, decided, settled, state);
  }

  /** @returns the locales that are approved with it */
  private async sign(tx: Transaction, decided: Case): Promise<readonly Locale[]> {
    const signOffs = signOffsOf(decided);
    await this.store.insertSignOffs(tx, signOffs);
    return approvedBy(decided, signOffs);
  }
}

/** What a later revision took the place of waits no more: an old text never follows a newer one. */
function supersededRefusals({ isLatest, state, number }: LockedGuideRevision): Refusal[] {
  if (isLatest) return [];
  const message = `Revision ${number} is not the latest of its guide any more. Decide on the one that was handed in since.`;
  return [refuse('WRONG_STATE', ['input', 'revisionId'], { message, state, allowedStates: ['SUBMITTED'] })];
}

/** A text may have waited so long that it is past its review-by date before anybody saw it. */
function lateRefusals(tx: Transaction, { revision, locales }: Case): Refusal[] {
  const { localizations } = revision.document;
  return locales
    .filter((locale) => localizations[locale] !== undefined)
    .flatMap((locale) => dateRefusals(localizations[locale]!, tx.now, ['revision', 'localizations', locale]));
}

/** The audit entry and the event: of a decision, or of a first signature that waits for the second. */
function tell(tx: Transaction, decided: Case, settled: readonly Locale[], state: RevisionState): void {
  const { input, revision, locales, hashes, findings } = decided;
  const { id: revisionId, slug, number } = revision;
  const isSigned = settled.length === 0;
  const type = isSigned ? 'guide.signed-off' : EVENTS[input.decision];
  const shown = isSigned ? locales : settled;
  const overridden = [
    ...new Set(findings.filter((one) => locales.includes(one.locale) && blocks(one)).map(({ rule }) => rule)),
  ];
  tx.audit({
    action: type,
    subjectType: 'guide',
    subjectId: slug,
    before: { state: revision.state },
    after: {
      revisionId,
      number,
      state,
      hashes: Object.fromEntries(shown.map((locale) => [locale, hashes[locale]])),
      ...(input.code === null ? {} : { code: input.code }),
      ...(overridden.length === 0 ? {} : { overridden }),
    },
    reason: input.reason,
  });
  tx.emit({ type, subjectType: 'guide', subjectId: slug, payload: { revisionId, number, locales: shown } });
  if (!isSigned) tx.programmeChanged('GUIDES');
}
