import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  observanceRefusals,
  permissionRefusals,
  refused,
  type Actor,
  type Observance,
  type ObservanceOverride,
  type Outcome,
} from '#domain';
import { RecurrenceStore, UnitOfWork } from '#persistence';

export interface SaveObservanceInput {
  /** Overrides null: those that stand are kept. */
  readonly observance: Omit<Observance, 'overrides'> & { readonly overrides: readonly ObservanceOverride[] | null };
  readonly idempotencyKey: string | null;
}

/**
 * Puts an observance on file, or replaces the one of its slug. Runs that a rule has drafted keep their dates: people
 * reschedule them, since they may have been approved with those.
 */
@Injectable()
export class SaveObservance {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RecurrenceStore) private readonly store: RecurrenceStore,
  ) {}

  /** @returns the slug */
  async execute(actor: Actor, input: SaveObservanceInput): Promise<Outcome<string>> {
    const command = { name: 'saveObservance', input: input.observance, idempotencyKey: input.idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'campaign.schedule');
      if (denied.length > 0) return refused(denied);
      const onFile = await this.store.observances(tx, 'FOR_SAVING');
      const before = onFile.find((one) => one.slug === input.observance.slug) ?? null;
      const overrides = input.observance.overrides ?? before?.overrides ?? [];
      const observance = { ...input.observance, overrides };
      const refusals = observanceRefusals(observance, onFile, ['input', 'observance']);
      if (refusals.length > 0) return refused(refusals);
      await this.store.saveObservance(tx, observance);
      const { slug } = observance;
      tx.audit({ action: 'observance.saved', subjectType: 'observance', subjectId: slug, before, after: observance });
      tx.emit({ type: 'observance.saved', subjectType: 'observance', subjectId: slug, payload: {} });
      return accepted(slug);
    });
  }
}
