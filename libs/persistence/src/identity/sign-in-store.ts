import { Injectable } from '@nestjs/common';
import type { Instant, Role } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

export interface NewAccount {
  readonly memberId: string;
  readonly displayName: string;
  /** Lower case. */
  readonly email: string;
  /** As the sign-in library checks it. */
  readonly passwordHash: string;
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
    const { memberId, displayName, email, passwordHash } = account;
    const { count } = await clientOf(tx).signInUser.deleteMany({ where: { memberId } });
    const [userId, at] = [tx.newId(), new Date(tx.now)];
    const dates = { createdAt: at, updatedAt: at };
    await clientOf(tx).signInUser.create({ data: { id: userId, memberId, name: displayName, email, ...dates } });
    await clientOf(tx).signInAccount.create({
      data: { id: tx.newId(), userId, providerId: 'credential', accountId: userId, password: passwordHash, ...dates },
    });
    return count > 0;
  }

  /** @param sessionId null: all of the member's @returns how many were ended */
  async endSessions(tx: Transaction, memberId: string, sessionId: string | null): Promise<number> {
    if (!isUuid(memberId) || (sessionId !== null && !isUuid(sessionId))) return 0;
    const where = { user: { memberId }, ...(sessionId === null ? {} : { id: sessionId }) };
    return (await clientOf(tx).signInSession.deleteMany({ where })).count;
  }
}
