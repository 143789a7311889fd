import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '#domain';
import { GuideAlertStore, UnitOfWork, type GuideAlert } from '#persistence';

/** What a pass found, and what of it nobody had been told. */
export interface GuideFlags {
  readonly told: readonly GuideAlert[];
  /** Texts past their review-by date that are still shown. */
  readonly overdue: number;
  /** Texts that left the air for it. */
  readonly lapsed: number;
}

const EVENTS = { OVERDUE: 'guide.review-overdue', LAPSED: 'guide.lapsed' } as const;

/**
 * Tells once of each text of a guide that it is past its review-by date, and once that it has left the air for it. It takes nothing off
 * the air: that is a fact of time, in every answer, whether a scheduler runs or not.
 */
@Injectable()
export class FlagGuides {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(GuideAlertStore) private readonly store: GuideAlertStore,
  ) {}

  /** @throws a fault of the database; then nothing of this pass is told, and the next one tells it */
  async execute(): Promise<GuideFlags> {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const standing = await this.store.standing(tx);
      const told: GuideAlert[] = [];
      for (const alert of standing) {
        if (!(await this.store.keep(tx, alert))) continue;
        const { slug, locale, number, reviewBy, kind } = alert;
        const payload = { locale, revisionNumber: number, reviewBy };
        tx.emit({ type: EVENTS[kind], subjectType: 'guide', subjectId: slug, payload });
        told.push(alert);
      }
      const lapsed = standing.filter(({ kind }) => kind === 'LAPSED').length;
      return { told, overdue: standing.length - 2 * lapsed, lapsed };
    });
  }
}
