import { Injectable } from '@nestjs/common';
import { SENSITIVE_SUBJECTS, type Instant, type Role } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** A person as far as reviews ask. */
export interface ReviewerFacts {
  readonly id: string;
  readonly role: Role;
  readonly partnerId: string | null;
}

/** A person's own bound; without one `dailyMax` is null. */
export interface CareFacts {
  readonly dailyMax: number | null;
  /** IANA, whose midnight ends the day. */
  readonly zone: string;
}

/** The beginnings of topics that make a text sensitive. */
export const SENSITIVE_TOPICS: string[] = Object.values(SENSITIVE_SUBJECTS).flat();

/** Writes what concerns the people who review: their own bounds, and their conflicts of interest. */
@Injectable()
export class ReviewerStore {
  async reviewer(tx: Transaction, id: string): Promise<ReviewerFacts | null> {
    if (!isUuid(id)) return null;
    return clientOf(tx).member.findUnique({ where: { id }, select: { id: true, role: true, partnerId: true } });
  }

  async care(tx: Transaction, memberId: string): Promise<CareFacts> {
    const row = await clientOf(tx).reviewerCare.findUnique({ where: { memberId } });
    return { dailyMax: row?.dailyMax ?? null, zone: row?.zone ?? 'UTC' };
  }

  async setCare(tx: Transaction, memberId: string, care: CareFacts): Promise<void> {
    const data = { ...care, updatedAt: new Date(tx.now) };
    await clientOf(tx).reviewerCare.upsert({ where: { memberId }, create: { memberId, ...data }, update: data });
  }

  /**
   * Sensitive revisions, also of guides, that somebody signed or decided on since an instant. The member is locked until the transaction ends, so
   * that of two decisions at once the second counts the first.
   */
  async sensitiveDone(tx: Transaction, memberId: string, since: Instant): Promise<number> {
    await clientOf(tx).$queryRaw`SELECT id FROM member WHERE id = ${memberId}::uuid FOR UPDATE`;
    const [row] = await clientOf(tx).$queryRaw<{ done: number }[]>`
      SELECT count(DISTINCT r.id)::int AS done FROM (SELECT id, facts FROM revision UNION ALL SELECT id, facts FROM guide_revision) r
      JOIN (SELECT revision_id FROM sign_off WHERE member_id = ${memberId}::uuid AND signed_at >= ${new Date(since)}
        UNION SELECT revision_id FROM decision WHERE decided_by_id = ${memberId}::uuid AND decided_at >= ${new Date(since)}
        UNION SELECT revision_id FROM guide_sign_off WHERE member_id = ${memberId}::uuid AND signed_at >= ${new Date(since)}
        UNION SELECT revision_id FROM guide_decision WHERE decided_by_id = ${memberId}::uuid AND decided_at >= ${new Date(since)}) d
        ON d.revision_id = r.id
      WHERE EXISTS (SELECT 1 FROM jsonb_array_elements_text(r.facts -> 'topics') t, unnest(${SENSITIVE_TOPICS}::text[]) s
        WHERE starts_with(t, s))`;
    return row!.done;
  }

  async hasConflict(tx: Transaction, memberId: string, partnerId: string): Promise<boolean> {
    return (await clientOf(tx).conflict.count({ where: { memberId, partnerId, endedAt: null } })) > 0;
  }

  /** @returns the id of the new conflict */
  async insertConflict(
    tx: Transaction,
    conflict: {
      readonly memberId: string;
      readonly partnerId: string;
      readonly reason: string;
      readonly declaredBy: string;
    },
  ): Promise<string> {
    const { declaredBy, ...data } = conflict;
    const id = tx.newId();
    await clientOf(tx).conflict.create({
      data: { id, ...data, declaredById: declaredBy, declaredAt: new Date(tx.now) },
    });
    return id;
  }

  /** A conflict that stands, locked; null: none, or it has ended. */
  async lockConflict(tx: Transaction, id: string): Promise<{ memberId: string; partnerId: string } | null> {
    if (!isUuid(id)) return null;
    const rows = await clientOf(tx).$queryRaw<{ memberId: string; partnerId: string }[]>`
      SELECT member_id AS "memberId", partner_id AS "partnerId" FROM conflict WHERE id = ${id}::uuid AND ended_at IS NULL FOR UPDATE`;
    return rows[0] ?? null;
  }

  async endConflict(tx: Transaction, id: string, endedBy: string): Promise<void> {
    await clientOf(tx).conflict.update({ where: { id }, data: { endedById: endedBy, endedAt: new Date(tx.now) } });
  }

  /** Locks a partner against another choice at the same moment. @returns false: there is none */
  async lockPartner(tx: Transaction, id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const rows = await clientOf(tx).$queryRaw<object[]>`SELECT id FROM partner WHERE id = ${id}::uuid FOR UPDATE`;
    return rows.length > 0;
  }
}
