import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  overrideRefusals,
  permissionRefusals,
  reasonRefusals,
  refuse,
  refused,
  type Actor,
  type HelplineChannel,
  type Instant,
  type Locale,
  type Outcome,
} from '#domain';
import { HelpStore, UnitOfWork } from '#persistence';

export interface BeginHelpOverrideInput {
  /** ISO 3166-1 alpha-2. */
  readonly regions: readonly string[];
  /** Slug; null: a message for all of the regions. */
  readonly helpline: string | null;
  /** The value of one of its channels; null: all of them. */
  readonly channel: string | null;
  /** Shown in their place; null: they are taken away. */
  readonly replacement: HelplineChannel | null;
  readonly message: Readonly<Record<Locale, string>>;
  readonly until: Instant;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

export interface LiftHelpOverrideInput {
  readonly overrideId: string;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/** "988 is down: show the ten-digit number until lifted": one action, in every next answer, undone by time or by people. */
@Injectable()
export class OverrideHelp {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(HelpStore) private readonly store: HelpStore,
  ) {}

  /** @returns the id of the override */
  async begin(actor: Actor, input: BeginHelpOverrideInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { until, reason, ...facts } = asked;
    return this.unitOfWork.decide(actor, { name: 'beginHelpOverride', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'care.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const record = facts.helpline === null ? null : await this.store.helpline(tx, facts.helpline);
      const override = { ...facts, window: { start: tx.now, end: until } };
      const refusals = [
        ...(facts.helpline !== null && record === null
          ? [notFound('helpline', facts.helpline, ['input', 'helpline'])]
          : []),
        ...overrideRefusals(override, record, tx.now, ['input']),
        ...reasonRefusals(reason, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.store.insertOverride(tx, { ...override, reason, begunBy: actor.memberId });
      const subject = { subjectType: 'help-override', subjectId: id };
      tx.audit({ action: 'help.overridden', ...subject, after: { ...facts, until }, reason });
      tx.emit({ type: 'help.overridden', ...subject, payload: { regions: facts.regions, until } });
      tx.programmeChanged('HELP');
      return accepted(id);
    });
  }

  /** @returns the id of the override */
  async lift(actor: Actor, input: LiftHelpOverrideInput): Promise<Outcome<string>> {
    const { overrideId, reason, idempotencyKey } = input;
    const command = { name: 'liftHelpOverride', input: { overrideId, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'care.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const one = await this.store.lockOverride(tx, overrideId);
      if (one === null) return refused([notFound('help override', overrideId, ['input', 'overrideId'])]);
      const isOver = one.liftedAt !== null || (one.window.end !== null && one.window.end <= tx.now);
      const message = 'It is over. Read it again; what goes on needs a new one.';
      const refusals = [
        ...(isOver
          ? [
              refuse('WRONG_STATE', ['input', 'overrideId'], {
                message,
                state: 'OVER',
                allowedStates: ['STANDING'],
              }),
            ]
          : []),
        ...reasonRefusals(reason, ['input', 'reason']),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.liftOverride(tx, one.id, actor.memberId);
      const subject = { subjectType: 'help-override', subjectId: one.id };
      tx.audit({ action: 'help.override-lifted', ...subject, after: { regions: one.regions }, reason });
      tx.emit({ type: 'help.override-lifted', ...subject, payload: { regions: one.regions } });
      tx.programmeChanged('HELP');
      return accepted(one.id);
    });
  }
}
