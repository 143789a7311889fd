import { Inject, Injectable } from '@nestjs/common';
import type { Instant, MediaAttestations } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';
import { readChecking, type PartnerChecking } from './policy-store.js';
import { attestationsOf } from './review-store.js';

export interface ConflictView {
  readonly id: string;
  readonly member: { readonly id: string; readonly displayName: string };
  readonly partner: { readonly id: string; readonly slug: string; readonly name: string };
  readonly reason: string;
  readonly declaredAt: Instant;
}

const CONFLICTS_MAX = 1_000;

/** How texts are read, and what stands between people and partners. */
@Injectable()
export class PolicyReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @param partnerId null: nobody's text */
  async checkingOf(partnerId: string | null): Promise<PartnerChecking> {
    return readChecking(
      prismaOf(this.database),
      partnerId !== null && isUuid(partnerId) ? partnerId : null,
      Date.now(),
    );
  }

  /** What was ever attested of media, by their hashes. */
  async attestations(hashes: readonly string[]): Promise<MediaAttestations> {
    if (hashes.length === 0) return new Map();
    return attestationsOf(
      await prismaOf(this.database).mediaAttestation.findMany({ where: { mediaHash: { in: [...hashes] } } }),
    );
  }

  /** The conflicts of interest that stand, the oldest first. */
  async conflicts(): Promise<ConflictView[]> {
    const client = prismaOf(this.database);
    const rows = await client.conflict.findMany({
      where: { endedAt: null },
      orderBy: [{ declaredAt: 'asc' }, { id: 'asc' }],
      take: CONFLICTS_MAX,
      include: { partner: { select: { id: true, slug: true, name: true } } },
    });
    const members = await client.member.findMany({
      where: { id: { in: rows.map(({ memberId }) => memberId) } },
      select: { id: true, displayName: true },
    });
    return rows.map(({ id, memberId, partner, reason, declaredAt }) => ({
      id,
      member: members.find((member) => member.id === memberId) ?? { id: memberId, displayName: memberId },
      partner,
      reason,
      declaredAt: declaredAt.getTime(),
    }));
  }

  /** What somebody set as their own bound; null: nothing. */
  async careOf(memberId: string): Promise<{ readonly dailyMax: number | null; readonly zone: string } | null> {
    const row = await prismaOf(this.database).reviewerCare.findUnique({ where: { memberId } });
    return row === null ? null : { dailyMax: row.dailyMax, zone: row.zone };
  }
}
