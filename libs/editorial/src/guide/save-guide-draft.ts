import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  canonicalHash,
  guideRefusals,
  inSlotOrder,
  invalidValue,
  isStaff,
  notFound,
  partnersChangedRefusals,
  permissionRefusals,
  refused,
  type Actor,
  type GuideDocument,
  type Outcome,
  type Refusal,
} from '#domain';
import { GuideStore, UnitOfWork, type LockedGuide } from '#persistence';
import { retiredRefusals, staleGuideRefusals, unknownPartnerRefusals } from './guide-refusals.js';

export interface SaveGuideDraftInput {
  readonly slug: string;
  /** The draft's version that the writer has before them. */
  readonly version: number;
  readonly document: GuideDocument;
  readonly idempotencyKey: string | null;
}

/**
 * Replaces a guide's draft, unless somebody else saved in between. What is shown stays as it is. Written by staff, and by members of the
 * partners that make it; who wrote on a text does not decide on it.
 */
@Injectable()
export class SaveGuideDraft {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideStore) private readonly store: GuideStore,
  ) {}

  /** @returns the slug */
  async execute(actor: Actor, input: SaveGuideDraftInput): Promise<Outcome<string>> {
    const { slug, version, idempotencyKey } = input;
    const command = { name: 'saveGuideDraft', input: { slug, version, document: input.document }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'guide.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const guide = await this.store.lockGuide(tx, slug, actor.partnerId);
      if (guide === null) return refused([notFound('guide', slug, ['input', 'slug'])]);
      const known = await this.store.partners(tx, input.document.partners);
      const refusals = [
        ...retiredRefusals(guide.isRetired, ['input', 'slug']),
        ...staleGuideRefusals(guide, version, input.document),
        ...guideRefusals(input.document, ['input', 'document']),
        ...unknownPartnerRefusals(input.document.partners, known, ['input', 'document', 'partners']),
        ...fixedRefusals(actor, guide, input.document),
      ];
      if (refusals.length > 0) return refused(refusals);
      const draft = inSlotOrder(input.document);
      await this.store.saveDraft(tx, guide, { draft, writerIds: writersOf(guide, actor.memberId) });
      // Hashes, not the texts: what somebody wrote and took out again is not kept for ever, and the chain stays short.
      tx.audit({
        action: 'guide.draft-saved',
        subjectType: 'guide',
        subjectId: slug,
        before: { version, draftHash: canonicalHash(guide.draft) },
        after: { version: version + 1, draftHash: canonicalHash(draft) },
      });
      return accepted(slug);
    });
  }
}

/** What a draft keeps: its audience always; to a partner's member also who makes it. */
function fixedRefusals(actor: Actor, { draft }: LockedGuide, document: GuideDocument): Refusal[] {
  const path = ['input', 'document'];
  return [
    ...(document.audience === draft.audience
      ? []
      : [
          invalidValue(
            [...path, 'audience'],
            document.audience,
            `${draft.audience}: for others another guide is begun`,
          ),
        ]),
    ...(isStaff(actor) ? [] : partnersChangedRefusals(draft.partners, document.partners, [...path, 'partners'])),
  ];
}

/** On top of a text that was approved in every locale a new one begins; else those before wrote on this one too. */
function writersOf({ draft, writerIds, latest }: LockedGuide, memberId: string): string[] {
  const isOnApproved = latest?.isWhole === true && latest.documentHash === canonicalHash(draft);
  return [...new Set([...(isOnApproved ? [] : writerIds), memberId])];
}
