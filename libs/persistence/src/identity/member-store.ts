import { Injectable } from '@nestjs/common';
import type { Instant, Role } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';

export interface NewPartner {
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
  readonly regions: readonly string[];
  readonly languages: readonly string[];
}

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
}

/** Writes partners, their members and staff, and their keys. */
@Injectable()
export class MemberStore {
  async partnerIdOf(tx: Transaction, slug: string): Promise<string | null> {
    const row = await clientOf(tx).partner.findUnique({ where: { slug }, select: { id: true } });
    return row?.id ?? null;
  }

  /** @returns the id of the new partner */
  async insertPartner(tx: Transaction, partner: NewPartner): Promise<string> {
    const { slug, name, website } = partner;
    const data = { id: tx.newId(), slug, name, website, createdAt: new Date(tx.now) };
    await clientOf(tx).partner.create({
      data: { ...data, regions: [...partner.regions], languages: [...partner.languages] },
    });
    return data.id;
  }

  /** @returns the id of the new member */
  async insertMember(tx: Transaction, member: NewMember): Promise<string> {
    const id = tx.newId();
    await clientOf(tx).member.create({ data: { id, ...member, createdAt: new Date(tx.now) } });
    return id;
  }

  async memberExists(tx: Transaction, id: string): Promise<boolean> {
    return (await clientOf(tx).member.count({ where: { id } })) === 1;
  }

  /** True while nobody was ever made a member: the first keys may be made. Locks against a second first start. */
  async isUnclaimed(tx: Transaction): Promise<boolean> {
    await clientOf(tx).$queryRaw`SELECT id FROM audit_head WHERE id = 1 FOR UPDATE`;
    return (await clientOf(tx).member.count()) === 0;
  }

  /** @returns the id of the new key */
  async insertKey(tx: Transaction, key: NewKey): Promise<string> {
    const id = tx.newId();
    const { memberId, prefix, hash, expiresAt } = key;
    await clientOf(tx).apiKey.create({
      data: {
        id,
        memberId,
        prefix,
        hash,
        createdAt: new Date(tx.now),
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      },
    });
    return id;
  }

  /** @returns false when there is no such key, or it was revoked before */
  async revokeKey(tx: Transaction, id: string): Promise<boolean> {
    const { count } = await clientOf(tx).apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date(tx.now) },
    });
    return count === 1;
  }
}
