import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  guideRefusals,
  notFound,
  permissionRefusals,
  refused,
  type Actor,
  type Guide,
  type Outcome,
} from '#domain';
import { CareStore, UnitOfWork } from '#persistence';

export interface SaveGuideInput {
  readonly guide: Guide;
  readonly idempotencyKey: string | null;
}

/** Publishes a guide, or replaces the one of its slug; the partners it names must exist. */
@Injectable()
export class SaveGuide {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CareStore) private readonly store: CareStore,
  ) {}

  /** @returns the slug of the record */
  async execute(actor: Actor, input: SaveGuideInput): Promise<Outcome<string>> {
    const { guide } = input;
    const command = { name: 'saveGuide', input: guide, idempotencyKey: input.idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const refusals = [...permissionRefusals(actor, 'care.write'), ...guideRefusals(guide, ['input', 'guide'])];
      const unknown = await this.store.unknownPartners(tx, guide.partners);
      refusals.push(...unknown.map((slug) => notFound('partner', slug, ['input', 'guide', 'partners'])));
      if (refusals.length > 0) return refused(refusals);
      const before = await this.store.saveGuide(tx, guide);
      tx.audit({ action: 'guide.saved', subjectType: 'guide', subjectId: guide.slug, before, after: guide });
      tx.emit({ type: 'guide.saved', subjectType: 'guide', subjectId: guide.slug, payload: {} });
      tx.programmeChanged();
      return accepted(guide.slug);
    });
  }
}
