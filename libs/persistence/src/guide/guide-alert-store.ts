import { Injectable } from '@nestjs/common';
import { GUIDE_GRACE_DAYS } from '#domain';
import { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { STANDING_TEXTS } from './guide-rows.js';

/** That a text is past its review-by date, or has left the air for it. */
export interface GuideAlert {
  readonly slug: string;
  readonly locale: string;
  /** Of its revision. */
  readonly number: number;
  /** RFC 3339 full date, the last day on which all was well. */
  readonly reviewBy: string;
  readonly kind: 'OVERDUE' | 'LAPSED';
}

/** Writes what was told of guides that nobody has gone through in time. */
@Injectable()
export class GuideAlertStore {
  /** All that hold by now, whether they were told or not; days are those of UTC. */
  async standing(tx: Transaction): Promise<GuideAlert[]> {
    return clientOf(tx).$queryRaw<GuideAlert[]>`
      SELECT slug, locale, number, to_char(review_by, 'YYYY-MM-DD') AS "reviewBy", kind FROM (
        SELECT t.*, 'OVERDUE' AS kind FROM (${STANDING_TEXTS}) t WHERE review_by < ${dayOf(tx)}
        UNION ALL
        SELECT t.*, 'LAPSED' AS kind FROM (${STANDING_TEXTS}) t WHERE review_by + ${GUIDE_GRACE_DAYS}::int < ${dayOf(tx)}) a
      ORDER BY slug, locale, kind DESC`;
  }

  /** Keeps that one is told, once: of several schedulers one keeps it. @returns false: it was told before */
  async keep(tx: Transaction, { slug, locale, number, kind }: GuideAlert): Promise<boolean> {
    const { count } = await clientOf(tx).guideAlert.createMany({
      data: [{ guideSlug: slug, locale, number, kind, raisedAt: new Date(tx.now) }],
      skipDuplicates: true,
    });
    return count === 1;
  }
}

function dayOf(tx: Transaction): Prisma.Sql {
  return Prisma.sql`(${new Date(tx.now)}::timestamptz AT TIME ZONE 'UTC')::date`;
}
