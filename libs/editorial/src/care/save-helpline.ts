import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  helplineRefusals,
  helpLosses,
  permissionRefusals,
  refused,
  type Actor,
  type Helpline,
  type HelpLoss,
  type Outcome,
} from '#domain';
import { CareStore, ProgrammeReadModel, UnitOfWork } from '#persistence';

export interface SaveHelplineInput {
  readonly helpline: Helpline;
  readonly idempotencyKey: string | null;
}

/** What saving a record does, or would do. */
export interface HelplineChange {
  /** The slug of the record. */
  readonly outcome: Outcome<string>;
  /** Runs on air or to come that are left with less help than they need; empty when refused. */
  readonly losses: readonly HelpLoss[];
}

/**
 * Puts a helpline on file, or replaces the record of its slug; shown from the next answer on, in its own regions only. Runs that lose
 * help by it are told and never a reason to keep a wrong number on file.
 */
@Injectable()
export class SaveHelpline {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CareStore) private readonly store: CareStore,
    @Inject(ProgrammeReadModel) private readonly programme: ProgrammeReadModel,
  ) {}

  /** @param isDry true: everything is decided, looked at and undone */
  async execute(actor: Actor, input: SaveHelplineInput, isDry: boolean): Promise<HelplineChange> {
    const effect: { losses: readonly HelpLoss[] } = { losses: [] };
    const unitOfWork = isDry ? this.unitOfWork.previewing(async () => null) : this.unitOfWork;
    return { outcome: await this.decide(unitOfWork, actor, input, effect), ...effect };
  }

  private decide(
    unitOfWork: UnitOfWork,
    actor: Actor,
    input: SaveHelplineInput,
    effect: { losses: readonly HelpLoss[] },
  ): Promise<Outcome<string>> {
    const { helpline } = input;
    const command = { name: 'saveHelpline', input: helpline, idempotencyKey: input.idempotencyKey };
    return unitOfWork.decide(actor, command, async (tx) => {
      const refusals = [
        ...permissionRefusals(actor, 'care.write'),
        ...helplineRefusals(helpline, ['input', 'helpline']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const rows = await this.programme.readIn(tx);
      const before = await this.store.saveHelpline(tx, helpline, actor.memberId);
      effect.losses = helpLosses(rows, await this.programme.readIn(tx), tx.now);
      const subject = { subjectType: 'helpline', subjectId: helpline.slug };
      tx.audit({ action: 'helpline.saved', ...subject, before, after: helpline });
      tx.emit({
        type: 'helpline.saved',
        ...subject,
        payload: { regions: helpline.regions, runsLosingHelp: effect.losses.map(({ runId }) => runId) },
      });
      tx.programmeChanged('HELP');
      return accepted(helpline.slug);
    });
  }
}
