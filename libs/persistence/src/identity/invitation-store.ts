import { Injectable } from '@nestjs/common';
import type { Instant, PartnerRole } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

export interface NewInvitation {
  readonly partnerId: string;
  readonly displayName: string;
  readonly role: PartnerRole;
  /** The first characters of the token, by which people tell invitations apart. */
  readonly prefix: string;
  /** SHA-256 of the token, 64 hex digits. */
  readonly hash: string;
  readonly invitedBy: string;
  readonly expiresAt: Instant;
}

/** An invitation that nobody else accepts or revokes before the transaction is over. */
export interface LockedInvitation {
  readonly id: string;
  readonly partnerId: string;
  readonly displayName: string;
  readonly role: PartnerRole;
  readonly state: 'OPEN' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED';
}

/** Writes places kept for people, and who took them. */
@Injectable()
export class InvitationStore {
  /** @returns its id */
  async insert(tx: Transaction, invitation: NewInvitation): Promise<string> {
    const id = tx.newId();
    const { invitedBy, expiresAt, ...rest } = invitation;
    await clientOf(tx).invitation.create({
      data: {
        ...rest,
        id,
        invitedById: invitedBy,
        invitedAt: new Date(tx.now),
        expiresAt: new Date(expiresAt),
      },
    });
    return id;
  }

  /** How many of a partner are open at this instant. */
  async openCount(tx: Transaction, partnerId: string): Promise<number> {
    const where = { partnerId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date(tx.now) } };
    return clientOf(tx).invitation.count({ where });
  }

  async lockByHash(tx: Transaction, hash: string): Promise<LockedInvitation | null> {
    const rows = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM invitation WHERE hash = ${hash} FOR UPDATE`;
    return rows.length === 0 ? null : this.read(tx, rows[0]!.id);
  }

  /** @param partnerId the partner whose it must be */
  async lock(tx: Transaction, id: string, partnerId: string): Promise<LockedInvitation | null> {
    if (!isUuid(id)) return null;
    const rows = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM invitation WHERE id = ${id}::uuid AND partner_id = ${partnerId}::uuid FOR UPDATE`;
    return rows.length === 0 ? null : this.read(tx, id);
  }

  async accept(tx: Transaction, id: string, memberId: string): Promise<void> {
    await clientOf(tx).invitation.update({ where: { id }, data: { acceptedAt: new Date(tx.now), memberId } });
  }

  async revoke(tx: Transaction, id: string): Promise<void> {
    await clientOf(tx).invitation.update({ where: { id }, data: { revokedAt: new Date(tx.now) } });
  }

  private async read(tx: Transaction, id: string): Promise<LockedInvitation> {
    const row = await clientOf(tx).invitation.findUniqueOrThrow({ where: { id } });
    const { partnerId, displayName } = row;
    return { id, partnerId, displayName, role: row.role as PartnerRole, state: stateOf(row, tx.now) };
  }
}

/** What an invitation is at an instant; it expires by itself. */
export function stateOf(
  row: { readonly acceptedAt: Date | null; readonly revokedAt: Date | null; readonly expiresAt: Date },
  now: Instant,
): LockedInvitation['state'] {
  if (row.acceptedAt !== null) return 'ACCEPTED';
  if (row.revokedAt !== null) return 'REVOKED';
  return row.expiresAt.getTime() <= now ? 'EXPIRED' : 'OPEN';
}
