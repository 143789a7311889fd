import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  contactRefusals,
  partnerRefusals,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type Outcome,
  type PartnerContact,
  type Refusal,
} from '#domain';
import { PartnerStore, UnitOfWork } from '#persistence';
import { askedPartner } from './asked-partner.js';

export interface UpdatePartnerInput {
  /** Null: the actor's own. */
  readonly partner: string | null;
  /** Each null: stays as it is. */
  readonly name: string | null;
  readonly website: string | null;
  readonly contact: PartnerContact | null;
  readonly regions: readonly string[] | null;
  readonly languages: readonly string[] | null;
  readonly idempotencyKey: string | null;
}

/**
 * Changes what is on file of a partner. Its name and website are shown to viewers as they are, so that staff change those; the rest an
 * owner changes too.
 */
@Injectable()
export class UpdatePartner {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly store: PartnerStore,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, input: UpdatePartnerInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...changes } = input;
    return this.unitOfWork.decide(actor, { name: 'updatePartner', input: changes, idempotencyKey }, async (tx) => {
      const denied = [...permissionRefusals(actor, 'partner.manage'), ...shownRefusals(actor, input)];
      if (denied.length > 0) return refused(denied);
      const { partner, refusals: missing } = await askedPartner(this.store, tx, actor, input.partner);
      if (partner === null) return refused(missing);
      const before = partner.profile;
      const profile = {
        slug: before.slug,
        name: input.name ?? before.name,
        website: input.website ?? before.website,
        regions: input.regions ?? before.regions,
        languages: input.languages ?? before.languages,
      };
      const contact = input.contact ?? partner.contact;
      const refusals = [
        ...partnerRefusals(profile, ['input']),
        ...(input.contact === null ? [] : contactRefusals(input.contact, ['input'])),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.savePartner(tx, partner.id, profile, contact);
      const said = { subjectType: 'partner', subjectId: partner.id };
      tx.audit({
        ...said,
        action: 'partner.updated',
        before,
        after: { ...profile, isContactChanged: input.contact !== null },
      });
      tx.emit({ ...said, type: 'partner.updated', payload: { slug: profile.slug } });
      if (profile.name !== before.name || profile.website !== before.website)
        tx.programmeChanged({ partner: partner.id });
      return accepted(partner.id);
    });
  }
}

function shownRefusals(actor: Actor, { name, website }: UpdatePartnerInput): Refusal[] {
  if (actor.partnerId === null || (name === null && website === null)) return [];
  const message = 'The name and the website of a partner are shown to viewers, so staff change them. Ask an ADMIN.';
  return [refuse('NOT_ALLOWED', ['input'], { message, action: 'partner.write', role: actor.role })];
}
