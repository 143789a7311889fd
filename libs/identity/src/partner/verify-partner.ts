import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  verificationRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { PartnerStore, UnitOfWork, type LockedPartner } from '#persistence';
import { APPLICATION_REASON_LENGTH_MAX } from './decide-application.js';

export interface VerifyPartnerInput {
  readonly partner: string;
  readonly reason: string | null;
  readonly idempotencyKey: string | null;
}

/** An administrator vouches for a partner: from now on it hands in what it writes. */
@Injectable()
export class VerifyPartner {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly store: PartnerStore,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, input: VerifyPartnerInput): Promise<Outcome<string>> {
    const { partner: slug, reason, idempotencyKey } = input;
    const command = { name: 'verifyPartner', input: { slug, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.write');
      if (denied.length > 0) return refused(denied);
      const partner = await this.store.lockPartner(tx, slug);
      if (partner === null) return refused([notFound('partner', slug, ['input', 'partner'])]);
      const proved = (await this.store.domainsOf(tx, partner.id)).filter(({ verifiedAt }) => verifiedAt !== null);
      const refusals = [
        ...stateRefusals(partner),
        ...verificationRefusals({ contact: partner.contact, verifiedDomains: proved.length }, ['input', 'partner']),
        ...textRefusals(reason, APPLICATION_REASON_LENGTH_MAX, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.setVerified(tx, partner.id);
      const said = { subjectType: 'partner', subjectId: partner.id };
      tx.audit({ ...said, action: 'partner.verified', after: { domains: proved.map(({ domain }) => domain) }, reason });
      tx.emit({ ...said, type: 'partner.verified', payload: { slug } });
      return accepted(partner.id);
    });
  }
}

function stateRefusals({ verifiedAt }: LockedPartner): Refusal[] {
  if (verifiedAt === null) return [];
  const message = 'The partner is verified already; there is nothing more to do.';
  return [refuse('WRONG_STATE', ['input', 'partner'], { message, state: 'VERIFIED', allowedStates: ['NOT_VERIFIED'] })];
}
