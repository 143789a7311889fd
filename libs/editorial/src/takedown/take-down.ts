import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  helpLostRefusals,
  impactOf,
  invalidValue,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  regionsLosingHelp,
  SUBJECT_NAMES,
  takedownEvent,
  takedownRefusals,
  zoneNames,
  type Actor,
  type Impact,
  type Outcome,
  type ProgrammeRows,
  type Refusal,
  type RemovedFrom,
  type Takedown,
} from '#domain';
import { ProgrammeReadModel, RemovalStore, UnitOfWork, type LockedSubject, type Transaction } from '#persistence';
import { removeFromAir } from './remove-from-air.js';

export interface TakeDownInput extends Takedown {
  /** That regions are left without a helpline is meant. */
  readonly acknowledgesLostHelp: boolean;
  readonly idempotencyKey: string | null;
}

/** What a takedown does, or would do. */
export interface TakedownEffect {
  readonly outcome: Outcome<string>;
  /** Runs that lose places, or everything; empty when refused. */
  readonly removedFrom: readonly RemovedFrom[];
  /** Places that are not named. */
  readonly leftOut: number;
  /** Regions that are left without a single helpline. */
  readonly regionsWithoutHelp: readonly string[];
  /** Of a partner: its helplines and guides, which stay until each is taken down by itself. */
  readonly careLeft: { readonly helplines: readonly string[]; readonly guides: readonly string[] };
  /** Of a dry run, what viewers would see instead, by surface. */
  readonly impacts: readonly (Impact & { readonly surface: string })[];
}

const NO_CARE = { helplines: [], guides: [] };

/**
 * Staff take something off the air: in no answer of any process from the next one on. Places in playlists stay empty; a run without
 * any left gives way to the next candidate; nothing else is put on the air.
 */
@Injectable()
export class TakeDown {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RemovalStore) private readonly store: RemovalStore,
    @Inject(ProgrammeReadModel) private readonly programme: ProgrammeReadModel,
  ) {}

  /** @param isDry true: everything is decided, looked at and undone. The outcome is the id of the removal */
  async execute(actor: Actor, input: TakeDownInput, isDry: boolean): Promise<TakedownEffect> {
    const effect = {
      removedFrom: [] as readonly RemovedFrom[],
      leftOut: 0,
      regionsWithoutHelp: [] as string[],
      careLeft: NO_CARE,
    };
    if (!isDry) {
      const outcome = await this.decide(this.unitOfWork, actor, input, effect);
      return { ...effect, outcome, impacts: [] };
    }
    const looking = this.unitOfWork.previewing(async (tx) => ({ rows: await this.programme.readIn(tx), at: tx.now }));
    const outcome = await this.decide(looking, actor, input, effect);
    const seen = looking.seen();
    const surfaces = [...new Set(effect.removedFrom.map(({ surface }) => surface))].sort();
    const impacts =
      seen === null
        ? []
        : surfaces.map((surface) => this.impact(surface, seen.before.rows, seen.after.rows, seen.after.at));
    return { ...effect, outcome, impacts };
  }

  private impact(surface: string, before: ProgrammeRows, after: ProgrammeRows, at: number) {
    return { surface, ...impactOf(before, after, surface, zoneNames(), at) };
  }

  private async decide(
    unitOfWork: UnitOfWork,
    actor: Actor,
    input: TakeDownInput,
    effect: { -readonly [Key in keyof Omit<TakedownEffect, 'outcome' | 'impacts'>]: TakedownEffect[Key] },
  ): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { subjectType, subjectId } = asked;
    return unitOfWork.decide(actor, { name: 'takeDown', input: asked, idempotencyKey }, async (tx) => {
      const isContent = subjectType === 'REVISION' || subjectType === 'ITEM' || subjectType === 'CAMPAIGN';
      const denied = permissionRefusals(actor, isContent ? 'takedown.write' : 'takedown.care');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const malformed = takedownRefusals(asked, ['input']);
      const subject = malformed.length > 0 ? null : await this.store.lockSubject(tx, subjectType, subjectId, null);
      if (malformed.length > 0) return refused(malformed);
      if (subject === null) return refused([notFound(SUBJECT_NAMES[subjectType], subjectId, ['input', 'subjectId'])]);
      if (subjectType === 'HELPLINE')
        effect.regionsWithoutHelp = regionsLosingHelp(await this.store.helplinesOnAir(tx), subjectId, tx.now);
      if (subjectType === 'PARTNER') effect.careLeft = await this.store.careOf(tx, subjectId);
      const refusals = [
        ...(await this.standingRefusals(tx, subject)),
        ...(await this.successorRefusals(tx, asked)),
        ...helpLostRefusals(effect.regionsWithoutHelp, asked.acknowledgesLostHelp, ['input', 'acknowledgesLostHelp']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const { kind, reason, replacedBy } = asked;
      const notice = kind === 'WITHDRAWN_WITH_NOTICE' ? asked.notice : null;
      const removal = {
        cause: 'TAKEDOWN',
        kind,
        reason,
        notice,
        replacedBy,
        removedBy: actor.memberId,
        ...subject,
      } as const;
      const payload = { regionsWithoutHelp: effect.regionsWithoutHelp };
      const name = takedownEvent(subjectType, 'taken_down');
      const { id, receipt } = await removeFromAir(tx, this.store, removal, { name, payload });
      Object.assign(effect, { removedFrom: receipt.removedFrom, leftOut: receipt.leftOut });
      return accepted(id);
    });
  }

  private async standingRefusals(tx: Transaction, subject: LockedSubject): Promise<Refusal[]> {
    const standing = await this.store.standingOn(tx, subject, 'TAKEDOWN');
    if (standing === null) return [];
    const message = `It was taken down before (removal ${standing.id}), and is in no answer. Read that removal.`;
    return [refuse('WRONG_STATE', ['input', 'subjectId'], { message, state: 'TAKEN_DOWN', allowedStates: ['ON_AIR'] })];
  }

  /** A successor is there, and not off the air itself; whether it may be shown is asked when people schedule it. */
  private async successorRefusals(tx: Transaction, { subjectType, replacedBy }: Takedown): Promise<Refusal[]> {
    if (replacedBy === null) return [];
    const path = ['input', 'replacedBy'];
    if (!(await this.store.exists(tx, subjectType, replacedBy)))
      return [notFound(SUBJECT_NAMES[subjectType], replacedBy, path)];
    const removed = await this.store.standingOn(
      tx,
      { subjectType, subjectId: replacedBy, partnerId: null },
      'TAKEDOWN',
    );
    return removed === null ? [] : [invalidValue(path, replacedBy, 'a successor that was not taken down itself')];
  }
}
