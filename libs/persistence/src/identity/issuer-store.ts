import { Injectable } from '@nestjs/common';
import type { PartnerIssuer } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** An issuer that a partner has; its partner is locked first. */
export interface StandingIssuer {
  readonly id: string;
  readonly partnerId: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
}

/** Writes which providers of OpenID Connect a partner's people come in by. */
@Injectable()
export class IssuerStore {
  /** Those that were not removed, the oldest first. */
  async issuersOf(tx: Transaction, partnerId: string): Promise<readonly StandingIssuer[]> {
    return clientOf(tx).signInIssuer.findMany({
      where: { partnerId, removedAt: null },
      orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
    });
  }

  /** @param issuer its secret encrypted @returns its id */
  async insert(
    tx: Transaction,
    issuer: PartnerIssuer & { readonly partnerId: string; readonly addedBy: string },
  ): Promise<string> {
    const { addedBy, ...rest } = issuer;
    const id = tx.newId();
    await clientOf(tx).signInIssuer.create({
      data: { ...rest, id, addedById: addedBy, addedAt: new Date(tx.now) },
    });
    return id;
  }

  async issuer(tx: Transaction, id: string): Promise<StandingIssuer | null> {
    if (!isUuid(id)) return null;
    return clientOf(tx).signInIssuer.findFirst({ where: { id, removedAt: null } });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await clientOf(tx).signInIssuer.update({ where: { id }, data: { removedAt: new Date(tx.now) } });
  }
}
