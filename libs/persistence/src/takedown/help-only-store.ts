import { Injectable } from '@nestjs/common';
import type { HelpOnlyEnding } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** Help only in some regions, locked by the transaction that reads it. */
export interface LockedHelpOnly extends HelpOnlyEnding {
  readonly id: string;
  readonly regions: readonly string[];
}

/** Writes where help is all that is answered, and who ended it. */
@Injectable()
export class HelpOnlyStore {
  /** @returns its id */
  async insert(
    tx: Transaction,
    helpOnly: { regions: readonly string[]; reason: string; begunBy: string },
  ): Promise<string> {
    const id = tx.newId();
    const { regions, reason, begunBy } = helpOnly;
    await clientOf(tx).helpOnly.create({
      data: { id, regions: [...regions], reason, begunAt: new Date(tx.now), begunById: begunBy },
    });
    return id;
  }

  /** Locked until the transaction ends; null when there is none. */
  async lock(tx: Transaction, id: string): Promise<LockedHelpOnly | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM help_only WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).helpOnly.findUniqueOrThrow({ where: { id } });
    return { id, regions: row.regions, endAskedBy: row.endAskedById, isEnded: row.endedAt !== null };
  }

  async askEnd(tx: Transaction, id: string, askedBy: string, why: string): Promise<void> {
    const data = { endAskedAt: new Date(tx.now), endAskedById: askedBy, endAskedWhy: why };
    await clientOf(tx).helpOnly.update({ where: { id }, data });
  }

  async takeBackEnd(tx: Transaction, id: string): Promise<void> {
    const data = { endAskedAt: null, endAskedById: null, endAskedWhy: null };
    await clientOf(tx).helpOnly.update({ where: { id }, data });
  }

  async end(tx: Transaction, id: string, endedBy: string): Promise<void> {
    await clientOf(tx).helpOnly.update({ where: { id }, data: { endedAt: new Date(tx.now), endedById: endedBy } });
  }
}
