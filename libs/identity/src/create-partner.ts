import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  canonicalLocale,
  invalidValue,
  permissionRefusals,
  refuse,
  refused,
  slugRefusals,
  textRefusals,
  TITLE_LENGTH_MAX,
  urlRefusals,
  type Actor,
  type Outcome,
} from '#domain';
import { MemberStore, UnitOfWork, type NewPartner } from '#persistence';

export interface CreatePartnerInput {
  readonly partner: NewPartner;
  readonly idempotencyKey: string | null;
}

/** Staff take an organisation in. It has no members yet. */
@Injectable()
export class CreatePartner {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  /** @returns the id of the new partner */
  async execute(actor: Actor, input: CreatePartnerInput): Promise<Outcome<string>> {
    const { partner, idempotencyKey } = input;
    return this.unitOfWork.decide(actor, { name: 'createPartner', input: partner, idempotencyKey }, async (tx) => {
      const path = ['input', 'name'];
      const refusals = [
        ...permissionRefusals(actor, 'partner.write'),
        ...slugRefusals(partner.slug, ['input', 'slug']),
        ...(partner.name.trim() === ''
          ? [invalidValue(path, null, `1 to ${TITLE_LENGTH_MAX} characters`)]
          : textRefusals(partner.name, TITLE_LENGTH_MAX, path)),
        ...urlRefusals(partner.website, ['input', 'website']),
        ...partner.regions
          .filter((region) => !/^[A-Z]{2}$/.test(region))
          .map((region) => invalidValue(['input', 'regions'], region, 'ISO 3166-1 codes such as GB')),
        ...partner.languages
          .filter((locale) => canonicalLocale(locale) !== locale)
          .map((locale) => invalidValue(['input', 'languages'], locale, 'BCP 47 tags such as en')),
      ];
      if (refusals.length > 0) return refused(refusals);
      if ((await this.store.partnerIdOf(tx, partner.slug)) !== null) {
        const message = `There is a partner "${partner.slug}" already. Choose another slug.`;
        return refused([refuse('ALREADY_EXISTS', ['input', 'slug'], { message, value: partner.slug })]);
      }
      const id = await this.store.insertPartner(tx, partner);
      tx.audit({ action: 'partner.created', subjectType: 'partner', subjectId: id, after: partner });
      tx.emit({ type: 'partner.created', subjectType: 'partner', subjectId: id, payload: { slug: partner.slug } });
      tx.programmeChanged();
      return accepted(id);
    });
  }
}
