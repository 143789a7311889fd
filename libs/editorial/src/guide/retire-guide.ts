import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  publicGuide,
  refuse,
  refused,
  guideView,
  retirementRefusals,
  type Actor,
  type GuideRetirement,
  type Outcome,
  type PublicGuide,
  type Refusal,
} from '#domain';
import { GuideStore, UnitOfWork, type Transaction } from '#persistence';
import { retiredRefusals } from './guide-refusals.js';

export interface RetireGuideInput extends GuideRetirement {
  readonly slug: string;
  readonly idempotencyKey: string | null;
}

/**
 * Takes a guide off the air for good, in favour of another one or with a pointer to another place. Its slug answers from then on with a
 * notice in each language in which it was shown. Without somewhere to go no guide vanishes.
 */
@Injectable()
export class RetireGuide {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideStore) private readonly store: GuideStore,
  ) {}

  /** @returns the slug */
  async execute(actor: Actor, input: RetireGuideInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { slug, ...retirement } = asked;
    return this.unitOfWork.decide(actor, { name: 'retireGuide', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'guide.retire');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const guide = await this.store.lockGuide(tx, slug, null);
      if (guide === null) return refused([notFound('guide', slug, ['input', 'slug'])]);
      const row = await this.store.publicRow(tx, slug);
      const known = row === null ? null : publicGuide(row);
      const refusals = [
        ...retiredRefusals(guide.isRetired, ['input', 'slug']),
        ...neverPublicRefusals(known),
        ...retirementRefusals(retirement, Object.keys(known?.texts ?? {}), ['input']),
        ...(await this.successorRefusals(tx, slug, retirement)),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.retire(tx, slug, retirement, actor.memberId);
      const { successor, pointer, reason } = retirement;
      const action = successor === null ? 'guide.retired' : 'guide.superseded';
      tx.audit({ action, subjectType: 'guide', subjectId: slug, after: { successor, pointer }, reason });
      tx.emit({ type: action, subjectType: 'guide', subjectId: slug, payload: { successor, pointer } });
      tx.programmeChanged('GUIDES');
      return accepted(slug);
    });
  }

  /** One of both, and a guide that its readers really find. It is locked, so that it is not retired in the same moment. */
  private async successorRefusals(
    tx: Transaction,
    slug: string,
    { successor, pointer }: GuideRetirement,
  ): Promise<Refusal[]> {
    const path = ['input', 'successor'];
    if (successor === null)
      return pointer === null
        ? [invalidValue(['input', 'pointer'], null, 'an https address; or name a guide that takes its place')]
        : [];
    if (successor === slug) return [invalidValue(path, successor, 'another guide than the one that is retired')];
    if ((await this.store.lockGuide(tx, successor, null)) === null) return [notFound('guide', successor, path)];
    const row = await this.store.publicRow(tx, successor);
    const next = row === null ? null : publicGuide(row);
    if (next !== null && guideView(next, null, tx.now).status === 'SHOWN') return [];
    return [invalidValue(path, successor, 'a guide that is shown now')];
  }
}

/** What nobody ever saw needs no notice; its draft stays, or is written on. */
function neverPublicRefusals(known: PublicGuide | null): Refusal[] {
  if (known !== null) return [];
  const message = 'Nothing of this guide was ever approved, so there is nothing to retire.';
  return [
    refuse('WRONG_STATE', ['input', 'slug'], {
      message,
      state: 'NEVER_SHOWN',
      allowedStates: ['SHOWN', 'UNDER_REVIEW'],
    }),
  ];
}
