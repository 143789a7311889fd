import { Injectable } from '@nestjs/common';
import type { Instant, PartnerProfile, Role } from '#domain';
import { lockAuditHead } from '../audit-log.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

export type NewPartner = PartnerProfile;

export interface NewMember {
  readonly displayName: string;
  readonly role: Role;
  /** Null for staff. */
  readonly partnerId: string | null;
}

/** A key as it is kept: its hash, never itself. */
export interface NewKey {
  readonly memberId: string;
  /** Its first characters, by which people tell keys apart. */
  readonly prefix: string;
  /** SHA-256, 64 hex digits. */
  readonly hash: string;
  readonly expiresAt: Instant | null;
  /** Left out: `default`. */
  readonly name?: string;
  /** At least one action; null or left out: all that the member's role has. */
  readonly scopes?: readonly string[] | null;
}

/** A member who has not left, and whose keys nobody else makes before the transaction is over. */
export interface KeyHolder {
  readonly id: string;
  readonly role: Role;
}

/** A member whose partner, or the staff as a whole, nobody else changes before the transaction is over. */
export interface LockedMember {
  readonly id: string;
  readonly displayName: string;
  readonly role: Role;
  readonly partnerId: string | null;
  /** How many others of the same partner, or of the staff, have the same role and are still there. */
  readonly othersOfRole: number;
}

/** Writes partners, their members and staff, and their keys. */
@Injectable()
export class MemberStore {
  async partnerIdOf(tx: Transaction, slug: string): Promise<string | null> {
    const row = await clientOf(tx).partner.findUnique({ where: { slug }, select: { id: true } });
    return row?.id ?? null;
  }

  /** A partner for which staff vouch from the start. @returns its id */
  async insertPartner(tx: Transaction, partner: NewPartner): Promise<string> {
    const { slug, name, website } = partner;
    const at = new Date(tx.now);
    const data = { id: tx.newId(), slug, name, website, createdAt: at, verifiedAt: at };
    await clientOf(tx).partner.create({
      data: { ...data, regions: [...partner.regions], languages: [...partner.languages] },
    });
    return data.id;
  }

  /** @returns the id of the new member */
  async insertMember(tx: Transaction, member: NewMember, id: string = tx.newId()): Promise<string> {
    await clientOf(tx).member.create({ data: { id, ...member, createdAt: new Date(tx.now) } });
    return id;
  }

  /**
   * Null when there is no such member, they left, or they are somebody else's.
   *
   * @param partnerId the partner whose it must be; null: anybody's
   */
  async lockKeyHolder(tx: Transaction, id: string, partnerId: string | null): Promise<KeyHolder | null> {
    if (!isUuid(id)) return null;
    const rows = await clientOf(tx).$queryRaw<KeyHolder[]>`
      SELECT id, role::text AS role FROM member
      WHERE id = ${id}::uuid AND removed_at IS NULL AND (${partnerId}::uuid IS NULL OR partner_id = ${partnerId}::uuid) FOR UPDATE`;
    return rows[0] ?? null;
  }

  /** The ids of a member's keys of one name that open something now, the older first. */
  async liveKeys(tx: Transaction, memberId: string, name: string): Promise<string[]> {
    const rows = await clientOf(tx).apiKey.findMany({
      where: { memberId, name, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(tx.now) } }] },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /**
   * A member who has not left; null when there is none with this id, or it is somebody else's.
   *
   * @param partnerId the partner whose it must be; null: anybody's
   */
  async lockMember(tx: Transaction, id: string, partnerId: string | null): Promise<LockedMember | null> {
    if (!isUuid(id)) return null;
    const found = await clientOf(tx).member.findFirst({ where: { id, ...(partnerId === null ? {} : { partnerId }) } });
    if (found === null) return null;
    // The partner, or for staff the head of everything, first: of two owners who remove each other one finds the other gone.
    await (found.partnerId === null
      ? lockAuditHead(clientOf(tx))
      : clientOf(tx).$queryRaw`SELECT id FROM partner WHERE id = ${found.partnerId}::uuid FOR UPDATE`);
    const row = await clientOf(tx).member.findFirst({ where: { id, removedAt: null } });
    if (row === null) return null;
    const same = { partnerId: row.partnerId, role: row.role, removedAt: null, id: { not: id } };
    const othersOfRole = await clientOf(tx).member.count({ where: same });
    return { id, displayName: row.displayName, role: row.role, partnerId: row.partnerId, othersOfRole };
  }

  async setRole(tx: Transaction, id: string, role: Role): Promise<void> {
    await clientOf(tx).member.update({ where: { id }, data: { role } });
  }

  /** Ends a locked member's keys, then the membership; what they made stays. @returns how many keys were ended */
  async removeMember(tx: Transaction, id: string): Promise<number> {
    const at = new Date(tx.now);
    // A key that another transaction has just made is seen here, or finds the member gone: both hold the member's row.
    await clientOf(tx).$queryRaw`SELECT id FROM member WHERE id = ${id}::uuid FOR UPDATE`;
    const { count } = await clientOf(tx).apiKey.updateMany({
      where: { memberId: id, revokedAt: null },
      data: { revokedAt: at },
    });
    await clientOf(tx).signInUser.deleteMany({ where: { memberId: id } });
    await clientOf(tx).member.update({ where: { id }, data: { removedAt: at } });
    return count;
  }

  /** True while nobody was ever made a member: the first keys may be made. Locks against a second first start. */
  async isUnclaimed(tx: Transaction): Promise<boolean> {
    await lockAuditHead(clientOf(tx));
    return (await clientOf(tx).member.count()) === 0;
  }

  /** @returns the id of the new key */
  async insertKey(tx: Transaction, key: NewKey): Promise<string> {
    const id = tx.newId();
    const { memberId, name = 'default', prefix, hash, scopes = null, expiresAt } = key;
    await clientOf(tx).apiKey.create({
      data: {
        id,
        memberId,
        name,
        prefix,
        hash,
        ...(scopes === null ? {} : { scopes: [...scopes] }),
        createdAt: new Date(tx.now),
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      },
    });
    return id;
  }

  /**
   * @param partnerId the partner whose member it must be of; null: anybody's
   * @returns false when there is no such key, it is somebody else's, or it was revoked before
   */
  async revokeKey(tx: Transaction, id: string, partnerId: string | null): Promise<boolean> {
    if (!isUuid(id)) return false;
    const { count } = await clientOf(tx).apiKey.updateMany({
      where: { id, revokedAt: null, ...(partnerId === null ? {} : { member: { partnerId } }) },
      data: { revokedAt: new Date(tx.now) },
    });
    return count === 1;
  }
}
