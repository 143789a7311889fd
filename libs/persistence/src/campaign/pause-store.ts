import { Injectable } from '@nestjs/common';
import type { Pause, ResumeChoice } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';

/** A pause locked by the transaction that reads it. */
export interface LockedPause extends Pause {
  readonly isResumed: boolean;
}

/** Writes pauses and what became of the runs that they touched. */
@Injectable()
export class PauseStore {
  /** @returns the id of the new pause */
  async insertPause(
    tx: Transaction,
    pause: { regions: readonly string[]; reason: string; until: number | null; pausedBy: string },
  ): Promise<string> {
    const id = tx.newId();
    const { regions, reason, until, pausedBy } = pause;
    await clientOf(tx).pause.create({
      data: {
        id,
        regions: [...regions],
        reason,
        pausedAt: new Date(tx.now),
        pausedById: pausedBy,
        until: until === null ? null : new Date(until),
      },
    });
    return id;
  }

  /** The pause, locked until the transaction ends; null when there is none. */
  async lockPause(tx: Transaction, id: string): Promise<LockedPause | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM pause WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).pause.findUniqueOrThrow({ where: { id } });
    return { ...pauseOf(row), isResumed: row.resumedAt !== null };
  }

  async resume(
    tx: Transaction,
    pauseId: string,
    resumedBy: string,
    choices: readonly { runId: string; choice: ResumeChoice }[],
  ): Promise<void> {
    await clientOf(tx).pause.update({
      where: { id: pauseId },
      data: { resumedAt: new Date(tx.now), resumedById: resumedBy },
    });
    await clientOf(tx).pauseResumption.createMany({ data: choices.map((one) => ({ pauseId, ...one })) });
  }
}

/** What the columns of a pause that was not resumed say. */
export function pauseOf(row: { id: string; regions: string[]; pausedAt: Date; until: Date | null }): Pause {
  return {
    id: row.id,
    regions: row.regions,
    window: { start: row.pausedAt.getTime(), end: row.until?.getTime() ?? null },
  };
}
