import { Inject, Injectable } from '@nestjs/common';
import {
  EMPTY_RECEIPT,
  SUBJECT_NAMES,
  type HelpOnlyEntry,
  type Instant,
  type Locale,
  type RemovalReceipt,
  type RemovalRows,
  type OwedRemoval,
  type RemovedEntry,
} from '#domain';
import { Database, prismaOf } from '../database.js';
import { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { removalTouches } from './removal-touches.js';
import { ConsentStore } from './consent-store.js';
import { RemovalStore } from './removal-store.js';

const WHY = 'Out of the ledger: the database did not have it, as after the restoration of an older backup.';

/** What the ledger outside of the database is made of, and held against. */
@Injectable()
export class LedgerStore {
  private readonly consents = new ConsentStore();
  private readonly removals = new RemovalStore();

  constructor(@Inject(Database) private readonly database: Database) {}

  /** Every removal and every time of help only, in one snapshot. @param since only what was decided, lifted or ended from then on; null: all */
  async rows(since: Instant | null): Promise<RemovalRows> {
    const at = since === null ? null : new Date(since);
    const [removals, helpOnly] = await prismaOf(this.database).$transaction(
      [
        prismaOf(this.database).removal.findMany({
          where: at === null ? {} : { OR: [{ removedAt: { gte: at } }, { liftedAt: { gte: at } }] },
        }),
        prismaOf(this.database).helpOnly.findMany({
          where: at === null ? {} : { OR: [{ begunAt: { gte: at } }, { endedAt: { gte: at } }] },
        }),
      ],
      { isolationLevel: 'RepeatableRead' },
    );
    return {
      removals: removals.map(({ removedAt, liftedAt, notice, receipt, ...row }) => ({
        ...row,
        notice: notice as Record<Locale, string> | null,
        receipt: receipt as unknown as RemovalReceipt,
        removedAt: removedAt.getTime(),
        liftedAt: liftedAt?.getTime() ?? null,
      })),
      helpOnly: helpOnly.map(({ id, regions, begunAt, endedAt }) => ({
        id,
        regions,
        begunAt: begunAt.getTime(),
        endedAt: endedAt?.getTime() ?? null,
      })),
    };
  }

  /** Removes again what an older database has; of a story its words go again too. False when another process was first. */
  async reapply(tx: Transaction, { entry, inPlaceOf }: OwedRemoval): Promise<boolean> {
    const { id, cause, kind, subjectType, subjectId, replacedBy, notice, receiptHash } = entry;
    const subject = await this.removals.lockSubject(tx, subjectType, subjectId, null);
    // One of a cause stands at a time; between the two nothing is on air, since both are of one transaction.
    if (inPlaceOf !== null) await this.removals.lift(tx, inPlaceOf, null, WHY);
    const { count } = await clientOf(tx).removal.createMany({
      data: [
        {
          id,
          cause,
          kind,
          subjectType,
          subjectId,
          partnerId: subject?.partnerId ?? null,
          replacedBy,
          receiptHash,
          notice: notice === null ? Prisma.DbNull : notice,
          reason: cause === 'CONSENT_WITHDRAWAL' ? null : WHY,
          removedAt: new Date(entry.at),
          removedById: null,
          receipt: EMPTY_RECEIPT as unknown as Prisma.InputJsonObject,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    if (subject !== null) await this.follow(tx, entry);
    tx.audit({
      action: 'removal.reapplied',
      subjectType: SUBJECT_NAMES[subjectType],
      subjectId,
      after: { removalId: id, cause, kind, receiptHash },
      reason: WHY,
    });
    tx.emit({
      type: 'removal.reapplied',
      subjectType: SUBJECT_NAMES[subjectType],
      subjectId,
      payload: { removalId: id, cause, kind },
    });
    tx.programmeChanged(...removalTouches(entry));
    return true;
  }

  /** Answers with help only again where an older database does not. False when another process was first. */
  async reapplyHelpOnly(tx: Transaction, { id, regions, at }: HelpOnlyEntry): Promise<boolean> {
    const { count } = await clientOf(tx).helpOnly.createMany({
      data: [{ id, regions: [...regions], reason: WHY, begunAt: new Date(at), begunById: null }],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    tx.audit({
      action: 'help-only.reapplied',
      subjectType: 'help-only',
      subjectId: id,
      after: { regions },
      reason: WHY,
    });
    tx.emit({ type: 'help-only.reapplied', subjectType: 'help-only', subjectId: id, payload: { regions } });
    tx.programmeChanged('HELP_ONLY');
    return true;
  }

  /** What went with the removal besides its row. */
  private async follow(tx: Transaction, { cause, subjectType, subjectId }: RemovedEntry): Promise<void> {
    if (cause === 'CONSENT_WITHDRAWAL') await this.consents.erase(tx, subjectId);
    if (cause !== 'WITHDRAWAL') return;
    const where = subjectType === 'ITEM' ? { itemId: subjectId } : { id: subjectId };
    await clientOf(tx).revision.updateMany({
      where: { ...where, state: { not: 'WITHDRAWN' } },
      data: { state: 'WITHDRAWN' },
    });
    if (subjectType === 'ITEM')
      await clientOf(tx).contentItem.updateMany({
        where: { id: subjectId, withdrawnAt: null },
        data: { withdrawnAt: new Date(tx.now), withdrawnWhy: WHY },
      });
  }
}
