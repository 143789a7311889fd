import { Inject, Injectable } from '@nestjs/common';
import { accepted, partnerRefusals, permissionRefusals, refuse, refused, type Actor, type Outcome } from '#domain';
import { MemberStore, UnitOfWork, type NewPartner } from '#persistence';

export interface CreatePartnerInput {
  readonly partner: NewPartner;
  readonly idempotencyKey: string | null;
}

/** Staff take an organisation in that they know, and vouch for it by that. It has no members yet. */
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
      const refusals = [...permissionRefusals(actor, 'partner.write'), ...partnerRefusals(partner, ['input'])];
      if (refusals.length > 0) return refused(refusals);
      if ((await this.store.partnerIdOf(tx, partner.slug)) !== null) {
        const message = `There is a partner "${partner.slug}" already. Choose another slug.`;
        return refused([refuse('ALREADY_EXISTS', ['input', 'slug'], { message, value: partner.slug })]);
      }
      const id = await this.store.insertPartner(tx, partner);
      tx.audit({ action: 'partner.created', subjectType: 'partner', subjectId: id, after: partner });
      tx.emit({ type: 'partner.created', subjectType: 'partner', subjectId: id, payload: { slug: partner.slug } });
      tx.programmeChanged({ partner: id });
      return accepted(id);
    });
  }
}
