import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  contactRefusals,
  domainsRefusals,
  partnerRefusals,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { MemberStore, PartnerStore, UnitOfWork, type PartnerApplicationFacts, type Transaction } from '#persistence';

export const APPLICATION_MESSAGE_LENGTH_MAX = 5_000;

export interface RecordPartnerApplicationInput {
  readonly application: PartnerApplicationFacts;
  readonly idempotencyKey: string | null;
}

/**
 * Staff write down that an organisation wants to become a partner, as it reached them. Nobody writes here without a key: what an
 * unknown person types is read by a person first. See docs/decisions/0012.
 */
@Injectable()
export class RecordPartnerApplication {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly partners: PartnerStore,
    @Inject(MemberStore) private readonly members: MemberStore,
  ) {}

  /** @returns the id of the application */
  async execute(actor: Actor, input: RecordPartnerApplicationInput): Promise<Outcome<string>> {
    const { application, idempotencyKey } = input;
    const command = { name: 'recordPartnerApplication', input: application, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.apply');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const refusals = [...applicationRefusals(application), ...(await this.takenRefusals(tx, application))];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.partners.insertApplication(tx, application, actor.memberId);
      if (id === null) return refused([taken(application.profile.slug, 'an application that waits')]);
      const { profile, domains } = application;
      // Without the contact: the chain is kept for ever, and a person is in it by their role only.
      tx.audit({
        action: 'partner-application.recorded',
        subjectType: 'partner-application',
        subjectId: id,
        after: { ...profile, domains },
      });
      tx.emit({
        type: 'partner-application.recorded',
        subjectType: 'partner-application',
        subjectId: id,
        payload: { slug: profile.slug },
      });
      return accepted(id);
    });
  }

  private async takenRefusals(tx: Transaction, { profile }: PartnerApplicationFacts): Promise<Refusal[]> {
    return (await this.members.partnerIdOf(tx, profile.slug)) === null ? [] : [taken(profile.slug, 'a partner')];
  }
}

function taken(slug: string, what: string): Refusal {
  const message = `There is ${what} "${slug}" already. Choose another slug, or go on with that one.`;
  return refuse('ALREADY_EXISTS', ['input', 'slug'], { message, value: slug });
}

function applicationRefusals({ profile, contact, domains, message }: PartnerApplicationFacts): Refusal[] {
  return [
    ...partnerRefusals(profile, ['input']),
    ...contactRefusals(contact, ['input']),
    ...domainsRefusals(domains, ['input', 'domains']),
    ...textRefusals(message, APPLICATION_MESSAGE_LENGTH_MAX, ['input', 'message']),
  ];
}
