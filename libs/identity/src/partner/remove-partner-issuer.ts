import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome } from '#domain';
import { IssuerStore, PartnerStore, SignInStore, UnitOfWork } from '#persistence';
import { scopedRefusals } from './add-partner-issuer.js';

export interface RemovePartnerIssuerInput {
  readonly issuerId: string;
  readonly idempotencyKey: string | null;
}

/** Nobody comes in by a provider any more, and sessions of those who did end. They stay members: a link gives them another way. */
@Injectable()
export class RemovePartnerIssuer {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly partners: PartnerStore,
    @Inject(IssuerStore) private readonly issuers: IssuerStore,
    @Inject(SignInStore) private readonly accounts: SignInStore,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, { issuerId, idempotencyKey }: RemovePartnerIssuerInput): Promise<Outcome<string>> {
    const command = { name: 'removePartnerIssuer', input: { issuerId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = [...permissionRefusals(actor, 'partner.write'), ...scopedRefusals(actor)];
      if (denied.length > 0) return refused(denied);
      const missing = [notFound('issuer', issuerId, ['input', 'issuerId'])];
      const found = await this.issuers.issuer(tx, issuerId);
      if (found === null) return refused(missing);
      await this.partners.lockPartnerById(tx, found.partnerId);
      const issuer = await this.issuers.issuer(tx, issuerId);
      if (issuer === null) return refused(missing);
      await this.issuers.remove(tx, issuer.id);
      const accounts = await this.accounts.endIdentities(tx, issuer.id);
      const said = { subjectType: 'partner', subjectId: issuer.partnerId };
      const { id, name, issuer: url, clientId } = issuer;
      const before = { issuerId: id, name, issuer: url, clientId };
      tx.audit({ ...said, action: 'partner-issuer.removed', before, after: { accountsEnded: accounts } });
      tx.emit({ ...said, type: 'partner-issuer.removed', payload: { issuerId: id } });
      return accepted(issuer.partnerId);
    });
  }
}
