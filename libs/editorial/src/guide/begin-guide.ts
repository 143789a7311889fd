import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  canonicalHash,
  guideRefusals,
  inSlotOrder,
  permissionRefusals,
  refuse,
  refused,
  slugRefusals,
  type Actor,
  type GuideDocument,
  type Outcome,
} from '#domain';
import { GuideStore, UnitOfWork } from '#persistence';
import { unknownPartnerRefusals } from './guide-refusals.js';

export interface BeginGuideInput {
  readonly slug: string;
  readonly document: GuideDocument;
  readonly idempotencyKey: string | null;
}

/** Staff begin a guide with a first draft, which may be unfinished; the members of the partners that it names write on it too. */
@Injectable()
export class BeginGuide {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideStore) private readonly store: GuideStore,
  ) {}

  /** @returns the slug */
  async execute(actor: Actor, input: BeginGuideInput): Promise<Outcome<string>> {
    const { slug, idempotencyKey } = input;
    const command = { name: 'beginGuide', input: { slug, document: input.document }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'guide.begin');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const refusals = [
        ...slugRefusals(slug, ['input', 'slug']),
        ...guideRefusals(input.document, ['input', 'document']),
        ...unknownPartnerRefusals(input.document.partners, await this.store.partners(tx, input.document.partners), [
          'input',
          'document',
          'partners',
        ]),
      ];
      if (refusals.length > 0) return refused(refusals);
      const draft = inSlotOrder(input.document);
      if (!(await this.store.insertGuide(tx, { slug, draft, writerId: actor.memberId })))
        return refused([
          refuse('ALREADY_EXISTS', ['input', 'slug'], {
            message: `There is a guide "${slug}" already. Write on its draft, or choose another slug.`,
            value: slug,
          }),
        ]);
      const after = { audience: draft.audience, partners: draft.partners, version: 1, draftHash: canonicalHash(draft) };
      tx.audit({ action: 'guide.begun', subjectType: 'guide', subjectId: slug, after });
      tx.emit({ type: 'guide.begun', subjectType: 'guide', subjectId: slug, payload: { audience: draft.audience } });
      return accepted(slug);
    });
  }
}
