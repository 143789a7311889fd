import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  guideSubmissionRefusals,
  notFound,
  permissionRefusals,
  refused,
  unknownHelplineRefusals,
  type Actor,
  type Outcome,
} from '#domain';
import { GuideStore, HelpStore, UnitOfWork } from '#persistence';
import {
  retiredRefusals,
  staleGuideRefusals,
  unknownPartnerRefusals,
  unverifiedPartnerRefusals,
  waitingGuideRefusals,
} from './guide-refusals.js';

export interface SubmitGuideDraftInput {
  readonly slug: string;
  /** The draft's version that is meant; what others saved later is not handed in unseen. */
  readonly version: number;
  readonly idempotencyKey: string | null;
}

/**
 * Staff hand a guide's draft in: it becomes the next revision, which never changes, with a hash of each locale, and waits for review. Of
 * each locale the earlier approved text stays on air until this one is approved.
 */
@Injectable()
export class SubmitGuideDraft {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideStore) private readonly store: GuideStore,
    @Inject(HelpStore) private readonly help: HelpStore,
  ) {}

  /** @returns the id of the new revision */
  async execute(actor: Actor, input: SubmitGuideDraftInput): Promise<Outcome<string>> {
    const { slug, version, idempotencyKey } = input;
    const command = { name: 'submitGuideDraft', input: { slug, version }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'guide.submit');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const guide = await this.store.lockGuide(tx, slug, null);
      if (guide === null) return refused([notFound('guide', slug, ['input', 'slug'])]);
      const { draft } = guide;
      const partners = await this.store.partners(tx, draft.partners);
      const refusals = [
        ...retiredRefusals(guide.isRetired, ['input', 'slug']),
        ...staleGuideRefusals(guide, version, null),
        ...waitingGuideRefusals(guide),
        ...guideSubmissionRefusals(draft, tx.now, ['draft']),
        ...unknownHelplineRefusals(await this.help.unknownHelplines(tx, draft.helplines ?? []), ['draft', 'helplines']),
        ...unknownPartnerRefusals(draft.partners, partners, ['draft', 'partners']),
        ...unverifiedPartnerRefusals(partners, ['draft', 'partners']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const revisionId = await this.store.insertRevision(tx, guide, actor.memberId);
      const after = { revisionId, number: (guide.latest?.number ?? 0) + 1, locales: Object.keys(draft.localizations) };
      tx.audit({ action: 'guide.submitted', subjectType: 'guide', subjectId: slug, after });
      tx.emit({ type: 'guide.submitted', subjectType: 'guide', subjectId: slug, payload: after });
      return accepted(revisionId);
    });
  }
}
