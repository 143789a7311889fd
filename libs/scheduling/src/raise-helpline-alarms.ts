import { Inject, Injectable } from '@nestjs/common';
import { alarmsAt, helplinesDue, SYSTEM_ACTOR } from '#domain';
import { HelpStore, UnitOfWork } from '#persistence';

/** What is due of the helplines on file. */
export interface HelplineAlarms {
  /** Raised now, for the first time. */
  readonly raised: number;
  /** Helplines that are past a due date. */
  readonly overdue: number;
}

/** Tells people of helplines whose verification grows old or whose last day comes: 30 days before, 7 days before, on the day. */
@Injectable()
export class RaiseHelplineAlarms {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(HelpStore) private readonly store: HelpStore,
  ) {}

  /** Each alarm once, whoever raises it and however often this is called. */
  async execute(): Promise<HelplineAlarms> {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const registry = await this.store.registry(tx);
      const raised = await this.store.raise(tx, alarmsAt(registry, tx.now));
      for (const { helpline, ...alarm } of raised)
        tx.emit({ type: 'helpline.due', subjectType: 'helpline', subjectId: helpline, payload: { ...alarm } });
      const overdue = helplinesDue(registry, tx.now).filter(({ daysLeft }) => daysLeft < 0);
      return { raised: raised.length, overdue: new Set(overdue.map(({ helpline }) => helpline.slug)).size };
    });
  }
}
