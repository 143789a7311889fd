import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  DOMAIN_PROOFS,
  domainNameRefusals,
  DOMAINS_MAX,
  invalidValue,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type DomainProof,
  type Outcome,
  type Refusal,
} from '#domain';
import { PartnerStore, UnitOfWork, type LockedDomain } from '#persistence';
import { askedPartner } from './asked-partner.js';
import { freshChallenge } from './decide-application.js';

export interface AddPartnerDomainInput {
  /** Null: the actor's own. */
  readonly partner: string | null;
  readonly domain: string;
  readonly proof: DomainProof;
  readonly idempotencyKey: string | null;
}

/** A partner says that a name on the web is theirs, and is told what to put there to prove it. */
@Injectable()
export class AddPartnerDomain {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly store: PartnerStore,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, input: AddPartnerDomainInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'addPartnerDomain', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.manage');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const { partner, refusals: missing } = await askedPartner(this.store, tx, actor, input.partner);
      if (partner === null) return refused(missing);
      const refusals = [
        ...domainNameRefusals(input.domain, ['input', 'domain']),
        ...(DOMAIN_PROOFS.includes(input.proof)
          ? []
          : [invalidValue(['input', 'proof'], input.proof, DOMAIN_PROOFS.join(', '))]),
        ...standingRefusals(input.domain, await this.store.domainsOf(tx, partner.id)),
      ];
      if (refusals.length > 0) return refused(refusals);
      const { domain, proof } = input;
      const domainId = await this.store.insertDomain(tx, {
        partnerId: partner.id,
        domain,
        proof,
        challenge: freshChallenge(),
        addedBy: actor.memberId,
      });
      const said = { subjectType: 'partner', subjectId: partner.id };
      tx.audit({ ...said, action: 'partner-domain.added', after: { domainId, domain, proof } });
      tx.emit({ ...said, type: 'partner-domain.added', payload: { domainId, domain } });
      return accepted(partner.id);
    });
  }
}

function standingRefusals(domain: string, standing: readonly LockedDomain[]): Refusal[] {
  if (standing.some((one) => one.domain === domain)) {
    const message = `"${domain}" is in the list already, with the proof it waits for.`;
    return [refuse('ALREADY_EXISTS', ['input', 'domain'], { message, value: domain })];
  }
  return standing.length < DOMAINS_MAX
    ? []
    : [invalidValue(['input', 'domain'], domain, `at most ${DOMAINS_MAX} domains a partner: remove one first`)];
}
