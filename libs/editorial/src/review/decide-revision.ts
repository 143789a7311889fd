import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  blocks,
  contentHash,
  isSensitive,
  notFound,
  permissionRefusals,
  refused,
  revisionStateOf,
  standingDecisions,
  undecidedLocales,
  type Actor,
  type Finding,
  type FindingAnswers,
  type Locale,
  type Outcome,
  type RejectionCode,
  type ReviewDecision,
  type RevisionState,
} from '#domain';
import {
  ContentStore,
  ReviewStore,
  UnitOfWork,
  type LockedRevision,
  type NewDecision,
  type ReviewFacts,
  type Transaction,
} from '#persistence';
import { approvalOf, approvedBy, signOffsOf, type Approval } from './approval.js';
import { decisionInputRefusals } from './decision-input.js';
import { ReviewerCheck } from './reviewer-check.js';
import { TextChecker, type MediaAttestationInput } from './text-checker.js';

export interface DecideRevisionInput {
  readonly revisionId: string;
  readonly decision: ReviewDecision;
  /** Needed unless approved; the partner reads it. Of an approval by a safety reviewer: why what blocks may pass. */
  readonly reason: string | null;
  /** Needed when rejected, and only then. */
  readonly code: RejectionCode | null;
  /** The locales that are decided on; null: all that wait. The others stay undecided, and are never shown. */
  readonly locales: readonly string[] | null;
  /** Of an approval: keys of warnings, answers to questions. */
  readonly acknowledged: readonly string[];
  readonly answers: FindingAnswers['answers'];
  readonly attestations: readonly MediaAttestationInput[];
  readonly idempotencyKey: string | null;
}

const EVENTS: Readonly<Record<ReviewDecision, string>> = {
  APPROVED: 'revision.approved',
  CHANGES_REQUESTED: 'revision.changes-requested',
  REJECTED: 'revision.rejected',
};

/** A revision as it is decided on. */
interface Case {
  readonly actor: Actor & { readonly memberId: string };
  readonly input: DecideRevisionInput;
  readonly revision: LockedRevision;
  readonly facts: ReviewFacts;
  /** Asked for, or all that wait. */
  readonly locales: readonly Locale[];
  readonly hashes: Readonly<Record<Locale, string>>;
  readonly findings: readonly Finding[];
}

/**
 * A reviewer decides on locales of a revision that wait; each decision is bound to the hash of its text. An approval is what one
 * person signs, and of a sensitive text two: the first leaves a sign-off and the text in the queue, the second makes it stand.
 */
@Injectable()
export class DecideRevision {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ContentStore) private readonly store: ContentStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
    @Inject(ReviewerCheck) private readonly reviewers: ReviewerCheck,
    @Inject(TextChecker) private readonly checker: TextChecker,
  ) {}

  /** @returns the id of the revision */
  async execute(actor: Actor, input: DecideRevisionInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'decideRevision', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'review.decide');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const revision = await this.store.lockRevision(tx, input.revisionId, null);
      if (revision === null) return refused([notFound('revision', input.revisionId, ['input', 'revisionId'])]);
      const facts = await this.reviews.facts(tx, revision.id);
      const hashes = hashesOf(revision);
      const undecided = undecidedLocales(hashes, standing(facts));
      const locales = input.locales ?? undecided;
      const findings =
        input.decision === 'APPROVED'
          ? await this.checker.findings(tx, { ...revision, locales }, input.attestations)
          : [];
      const decided = {
        actor: { ...actor, memberId: actor.memberId },
        input,
        revision,
        facts,
        locales,
        hashes,
        findings,
      };
      const [mayNot, ...refusals] = [
        ...(await this.reviewers.refusals(tx, actor, revision, facts)),
        ...decisionInputRefusals(input, revision, undecided),
        ...(input.decision === 'APPROVED' ? approvalOf(approvalBy(decided)) : []),
      ];
      if (mayNot !== undefined) return refused([mayNot, ...refusals]);
      await this.write(tx, decided);
      return accepted(revision.id);
    });
  }

  private async write(tx: Transaction, decided: Case): Promise<void> {
    const { actor, input, revision, facts, hashes } = decided;
    const settled = input.decision === 'APPROVED' ? await this.sign(tx, decided) : decided.locales;
    const decisions = settled.map((locale): NewDecision => ({
      revisionId: revision.id,
      locale,
      contentHash: hashes[locale]!,
      decision: input.decision,
      reason: input.reason,
      code: input.code,
      decidedBy: actor.memberId,
    }));
    await this.store.insertDecisions(tx, decisions);
    const now = [...standing(facts), ...decisions];
    const state = revisionStateOf(hashes, now);
    if (state !== revision.state) await this.store.setRevisionState(tx, revision.id, state);
    const openLocales = state === 'APPROVED' ? undecidedLocales(hashes, now) : [];
    if (facts.isAssigned || openLocales.length > 0 || revision.state === 'APPROVED')
      // Whoever had it is done with it; what still waits is for the next person to take.
      await this.reviews.change(tx, revision.id, { assignee: null, openLocales });
    tell(tx, decided, settled, state);
  }

  /** Keeps the sign-offs and attestations. @returns the locales that are approved with them */
  private async sign(tx: Transaction, decided: Case): Promise<readonly Locale[]> {
    await this.reviews.insertAttestations(tx, decided.actor.memberId, decided.input.attestations);
    const approval = approvalBy(decided);
    const signOffs = signOffsOf(approval);
    await this.reviews.insertSignOffs(tx, signOffs);
    return approvedBy(approval, signOffs);
  }
}

function standing({ decisions, appeal }: ReviewFacts) {
  return standingDecisions(decisions, appeal?.outcome === 'GRANTED' ? appeal.decidedAt : null);
}

function hashesOf({ document }: LockedRevision): Readonly<Record<Locale, string>> {
  return Object.fromEntries(
    Object.keys(document.localizations).map((locale) => [locale, contentHash(document, locale)]),
  );
}

function approvalBy({ actor, input, revision, facts, locales, hashes, findings }: Case): Approval {
  return {
    actor,
    given: input,
    revisionId: revision.id,
    isSensitive: isSensitive(revision.document),
    locales,
    hashes,
    signOffs: facts.signOffs,
    findings,
  };
}

/** The audit entry and the event: of a decision, or of a first signature that waits for the second. */
function tell(tx: Transaction, decided: Case, settled: readonly Locale[], state: RevisionState): void {
  const { input, revision, locales, hashes, findings } = decided;
  const isSigned = settled.length === 0;
  const type = isSigned ? 'revision.signed-off' : EVENTS[input.decision];
  const shown = isSigned ? locales : settled;
  const overridden = [...new Set(findings.filter(blocks).map(({ rule }) => rule))];
  tx.audit({
    action: type,
    subjectType: 'revision',
    subjectId: revision.id,
    before: { state: revision.state },
    after: {
      state,
      hashes: Object.fromEntries(shown.map((locale) => [locale, hashes[locale]])),
      ...(input.code === null ? {} : { code: input.code }),
      ...(overridden.length === 0 ? {} : { overridden }),
    },
    reason: input.reason,
  });
  tx.emit({
    type,
    subjectType: 'revision',
    subjectId: revision.id,
    payload: { itemId: revision.itemId, partnerId: revision.partnerId, locales: shown },
  });
  if (!isSigned) tx.programmeChanged({ revision: revision.id });
}
