import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  helplineRefusals,
  permissionRefusals,
  refused,
  type Actor,
  type Helpline,
  type Outcome,
} from '#domain';
import { CareStore, UnitOfWork } from '#persistence';

export interface SaveHelplineInput {
  readonly helpline: Helpline;
  readonly idempotencyKey: string | null;
}

/** Puts a helpline on file, or replaces the record of its slug; shown from the next answer on, in its own regions only. */
@Injectable()
export class SaveHelpline {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CareStore) private readonly store: CareStore,
  ) {}

  /** @returns the slug of the record */
  async execute(actor: Actor, input: SaveHelplineInput): Promise<Outcome<string>> {
    const { helpline } = input;
    const command = { name: 'saveHelpline', input: helpline, idempotencyKey: input.idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const refusals = [
        ...permissionRefusals(actor, 'care.write'),
        ...helplineRefusals(helpline, ['input', 'helpline']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const before = await this.store.saveHelpline(tx, helpline);
      tx.audit({
        action: 'helpline.saved',
        subjectType: 'helpline',
        subjectId: helpline.slug,
        before,
        after: helpline,
      });
      tx.emit({ type: 'helpline.saved', subjectType: 'helpline', subjectId: helpline.slug, payload: {} });
      tx.programmeChanged();
      return accepted(helpline.slug);
    });
  }
}
