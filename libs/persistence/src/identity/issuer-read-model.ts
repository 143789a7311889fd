import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';

export interface IssuerView {
  readonly id: string;
  readonly partnerId: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Encrypted; null: a public client. */
  readonly clientSecret: string | null;
  readonly addedAt: Instant;
}

/** The providers of OpenID Connect of partners. */
@Injectable()
export class IssuerReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Those that were not removed, the oldest first; a partner has at most ISSUERS_MAX. */
  async issuers(partnerId: string): Promise<IssuerView[]> {
    const rows = await prismaOf(this.database).signInIssuer.findMany({
      where: { partnerId, removedAt: null },
      orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ addedAt, ...row }) => ({ ...row, addedAt: addedAt.getTime() }));
  }

  /** Null: there is none, or it was removed. */
  async issuer(id: string): Promise<IssuerView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).signInIssuer.findFirst({ where: { id, removedAt: null } });
    return row && { ...row, addedAt: row.addedAt.getTime() };
  }
}
