import { Injectable } from '@nestjs/common';
import type { Instant, Role } from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { endWaitingCodes } from './waiting-codes.js';

export interface NewAccount {
  readonly memberId: string;
  readonly displayName: string;
  /** Lower case. */
  readonly email: string;
  readonly by: FirstWay;
}

/** What an account is signed in by from the start: a password's hash, as the sign-in library checks it, or an issuer. */
export type FirstWay = { readonly passwordHash: string } | { readonly identity: IssuerIdentity };

/** Who somebody is at an issuer of OpenID Connect. */
export interface IssuerIdentity {
  /** Of a partner's issuer its id; of the operator's its URL. */
  readonly issuerKey: string;
  /** `sub`, to the letter. */
  readonly subject: string;
}

/** The account that an identity or an address leads to, with whose it is. */
export interface AccountHolder {
  readonly userId: string;
  readonly memberId: string;
  readonly displayName: string;
  readonly role: Role;
  readonly partnerId: string | null;
  /** False: the member has left. */
  readonly isThere: boolean;
}

/** A link that nobody else uses before the transaction is over, with the member whose account it opens. */
export interface LockedLink {
  readonly id: string;
  readonly memberId: string;
  readonly displayName: string;
  readonly role: Role;
  readonly partnerId: string | null;
  /** False: used, too old, or its member has left. */
  readonly isOpen: boolean;
}

/** Writes accounts, the links that open them, and the end of sessions. What a person does while signed in, the sign-in library writes itself. */
@Injectable()
export class SignInStore {
  /** Ends the links of the member that were open. @returns its id */
  async insertLink(tx: Transaction, memberId: string, hash: string, expiresAt: Instant): Promise<string> {
    await clientOf(tx).signInLink.deleteMany({ where: { memberId, usedAt: null } });
    const id = tx.newId();
    await clientOf(tx).signInLink.create({
      data: { id, memberId, hash, madeAt: new Date(tx.now), expiresAt: new Date(expiresAt) },
    });
    return id;
  }

  async lockLink(tx: Transaction, hash: string): Promise<LockedLink | null> {
    const rows = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT id FROM sign_in_link WHERE hash = ${hash} FOR UPDATE`;
    const found = rows[0];
    if (found === undefined) return null;
    const row = await clientOf(tx).signInLink.findUniqueOrThrow({ where: { id: found.id }, include: { member: true } });
    const { memberId, member, usedAt, expiresAt } = row;
    const { displayName, role, partnerId, removedAt } = member;
    const isOpen = usedAt === null && expiresAt.getTime() > tx.now && removedAt === null;
    return { id: row.id, memberId, displayName, role, partnerId, isOpen };
  }

  async useLink(tx: Transaction, id: string): Promise<void> {
    await clientOf(tx).signInLink.update({ where: { id }, data: { usedAt: new Date(tx.now) } });
  }

  /** True when another member signs in by this address. */
  async isEmailTaken(tx: Transaction, email: string, memberId: string): Promise<boolean> {
    return (await clientOf(tx).signInUser.count({ where: { email, memberId: { not: memberId } } })) > 0;
  }

  /** In the place of what the member signed in by before: password, second factors, passkeys and sessions end. @returns whether there was any */
  async replaceAccount(tx: Transaction, account: NewAccount): Promise<boolean> {
    const { memberId, displayName, email, by } = account;
    const { count } = await clientOf(tx).signInUser.deleteMany({ where: { memberId } });
    const [userId, at] = [tx.newId(), new Date(tx.now)];
    const dates = { createdAt: at, updatedAt: at };
    await clientOf(tx).signInUser.create({ data: { id: userId, memberId, name: displayName, email, ...dates } });
    const way =
      'identity' in by
        ? { providerId: by.identity.issuerKey, accountId: by.identity.subject }
        : { providerId: 'credential', accountId: userId, password: by.passwordHash };
    await clientOf(tx).signInAccount.create({ data: { id: tx.newId(), userId, ...way, ...dates } });
    return count > 0;
  }

  /** Null: nobody signs in by this identity. */
  async identityHolder(tx: Transaction, { issuerKey, subject }: IssuerIdentity): Promise<AccountHolder | null> {
    const row = await clientOf(tx).signInAccount.findUnique({
      where: { providerId_accountId: { providerId: issuerKey, accountId: subject } },
      include: { user: { include: { member: true } } },
    });
    return row && holderOf(row.user);
  }

  /**
   * The account of this address, which was proven, locked until the transaction is over; null: there is none, or somebody else signs in to it by
   * this issuer already.
   */
  async lockProven(tx: Transaction, email: string, issuerKey: string): Promise<AccountHolder | null> {
    const rows = await clientOf(tx).$queryRaw<{ id: string }[]>`
      SELECT id FROM sign_in_user u WHERE email = ${email} AND email_verified
        AND NOT EXISTS (SELECT 1 FROM sign_in_account a WHERE a.user_id = u.id AND a.provider_id = ${issuerKey}) FOR UPDATE`;
    const found = rows[0];
    if (found === undefined) return null;
    const where = { id: found.id };
    return holderOf(await clientOf(tx).signInUser.findUniqueOrThrow({ where, include: { member: true } }));
  }

  async addIdentity(tx: Transaction, userId: string, { issuerKey, subject }: IssuerIdentity): Promise<void> {
    const at = new Date(tx.now);
    const dates = { createdAt: at, updatedAt: at };
    await clientOf(tx).signInAccount.create({
      data: { id: tx.newId(), userId, providerId: issuerKey, accountId: subject, ...dates },
    });
  }

  /** Nobody comes in by this issuer any more, and who did is out. @returns how many accounts it opened */
  async endIdentities(tx: Transaction, issuerKey: string): Promise<number> {
    const user = { accounts: { some: { providerId: issuerKey } } };
    await endWaitingCodes(tx, user);
    await clientOf(tx).signInSession.deleteMany({ where: { user } });
    return (await clientOf(tx).signInAccount.deleteMany({ where: { providerId: issuerKey } })).count;
  }

  /** And what waits for a code, whenever it began. @param before exclusive @returns how many sessions were ended */
  async endSessionsBegun(tx: Transaction, userId: string, before: Instant): Promise<number> {
    await endWaitingCodes(tx, { id: userId });
    return (await clientOf(tx).signInSession.deleteMany({ where: { userId, createdAt: { lt: new Date(before) } } }))
      .count;
  }

  /** @param sessionId null: all of the member's, and what waits for a code @returns how many sessions were ended */
  async endSessions(tx: Transaction, memberId: string, sessionId: string | null): Promise<number> {
    if (!isUuid(memberId) || (sessionId !== null && !isUuid(sessionId))) return 0;
    if (sessionId === null) await endWaitingCodes(tx, { memberId });
    const where = { user: { memberId }, ...(sessionId === null ? {} : { id: sessionId }) };
    return (await clientOf(tx).signInSession.deleteMany({ where })).count;
  }
}

function holderOf(user: Prisma.SignInUserGetPayload<{ include: { member: true } }>): AccountHolder {
  const { id, displayName, role, partnerId, removedAt } = user.member;
  return { userId: user.id, memberId: id, displayName, role, partnerId, isThere: removedAt === null };
}
