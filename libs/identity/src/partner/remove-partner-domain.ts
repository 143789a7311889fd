import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome } from '#domain';
import { PartnerStore, UnitOfWork } from '#persistence';

export interface RemovePartnerDomainInput {
  readonly domainId: string;
  readonly idempotencyKey: string | null;
}

/** A name is no longer the partner's: texts that are reviewed from now on may not point there. */
@Injectable()
export class RemovePartnerDomain {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly store: PartnerStore,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, input: RemovePartnerDomainInput): Promise<Outcome<string>> {
    const { domainId, idempotencyKey } = input;
    const command = { name: 'removePartnerDomain', input: { domainId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.manage');
      if (denied.length > 0) return refused(denied);
      const missing = [notFound('domain', domainId, ['input', 'domainId'])];
      const found = await this.store.domain(tx, domainId);
      if (found === null || (actor.partnerId !== null && found.partnerId !== actor.partnerId)) return refused(missing);
      await this.store.lockPartnerById(tx, found.partnerId);
      const domain = await this.store.domain(tx, domainId);
      if (domain === null) return refused(missing);
      await this.store.removeDomain(tx, domain.id);
      const said = { subjectType: 'partner', subjectId: domain.partnerId };
      const { id, domain: name, verifiedAt } = domain;
      tx.audit({
        ...said,
        action: 'partner-domain.removed',
        before: { domainId: id, domain: name, isVerified: verifiedAt !== null },
      });
      tx.emit({ ...said, type: 'partner-domain.removed', payload: { domainId: id, domain: name } });
      return accepted(domain.partnerId);
    });
  }
}
