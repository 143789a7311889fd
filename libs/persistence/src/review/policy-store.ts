import { Injectable } from '@nestjs/common';
import type { CheckedBy, Instant } from '#domain';
import { readHelp } from '../care/help-rows.js';
import type { Prisma } from '../generated/client.js';
import { readSafeNames } from '../content/safe-names.js';
import { clientOf, type Transaction, type TransactionClient } from '../transaction.js';

/** What decides how a partner's texts are read. */
export interface PartnerChecking {
  /** Ids of the packs it was given; null: nobody chose, and all read. */
  readonly packIds: readonly string[] | null;
  readonly by: CheckedBy;
}

/** Writes which packs read a partner's texts. */
@Injectable()
export class PolicyStore {
  async checkingOf(tx: Transaction, partnerId: string): Promise<PartnerChecking> {
    return readChecking(clientOf(tx), partnerId, tx.now);
  }

  /** How the texts of a guide are read. @param partners slugs of those who made it */
  async checkingOfGuide(tx: Transaction, partners: readonly string[]): Promise<PartnerChecking> {
    return readGuideChecking(clientOf(tx), partners, tx.now);
  }

  /** @returns the choice before; null: none */
  async choose(
    tx: Transaction,
    choice: {
      readonly partnerId: string;
      readonly packIds: readonly string[];
      readonly reason: string;
      readonly by: string;
    },
  ): Promise<readonly string[] | null> {
    const { partnerId, reason, by } = choice;
    const before = await clientOf(tx).partnerPolicy.findUnique({ where: { partnerId } });
    const data = { packIds: [...choice.packIds], reason, chosenById: by, chosenAt: new Date(tx.now) };
    await clientOf(tx).partnerPolicy.upsert({ where: { partnerId }, create: { partnerId, ...data }, update: data });
    return before?.packIds ?? null;
  }
}

/** The same for a transaction and for a reader. */
export async function readChecking(
  client: TransactionClient,
  partnerId: string | null,
  at: Instant,
): Promise<PartnerChecking> {
  const domains = partnerId === null ? [] : await verifiedDomains(client, { id: partnerId });
  const chosen = partnerId === null ? null : await client.partnerPolicy.findUnique({ where: { partnerId } });
  return {
    packIds: chosen?.packIds ?? null,
    by: {
      safeNames: await readSafeNames(client),
      domains: domains.length === 0 ? null : domains,
      numbers: { registry: await readHelp(client), at },
    },
  };
}

/** A guide has no partner of its own: every pack reads it, and links lead to those who made it. */
export async function readGuideChecking(
  client: TransactionClient,
  partners: readonly string[],
  at: Instant,
): Promise<PartnerChecking> {
  const { by } = await readChecking(client, null, at);
  const domains = await verifiedDomains(client, { slug: { in: [...partners] } });
  return { packIds: null, by: { ...by, domains: domains.length === 0 ? null : domains } };
}

/** Names that are proved to be partners' own. None: nobody knows them, and addresses are judged without. */
async function verifiedDomains(client: TransactionClient, partner: Prisma.PartnerWhereInput): Promise<string[]> {
  const rows = await client.partnerDomain.findMany({
    where: { partner, removedAt: null, verifiedAt: { not: null } },
    select: { domain: true },
    orderBy: { domain: 'asc' },
  });
  return rows.map(({ domain }) => domain);
}
