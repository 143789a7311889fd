import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  formatInstant,
  invalidValue,
  isTouched,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type Instant,
  type Outcome,
  type Refusal,
  type ResumeChoice,
} from '#domain';
import { PauseStore, RunStore, UnitOfWork, type AiringRun, type LockedPause, type Transaction } from '#persistence';

export interface ResumeProgrammeInput {
  readonly pauseId: string;
  /** For all touched runs that `runs` does not name. */
  readonly otherwise: ResumeChoice;
  readonly runs: readonly RunResumption[];
  readonly idempotencyKey: string | null;
}

export interface RunResumption {
  readonly runId: string;
  readonly choice: ResumeChoice;
  /** For `SHORTEN`: the new end, excluded; null otherwise. */
  readonly endsAt: Instant | null;
}

/** Ends a pause. Each run that it touched is continued, shortened or retired, as it is said for it or for all others. */
@Injectable()
export class ResumeProgramme {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PauseStore) private readonly pauses: PauseStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the pause */
  async execute(actor: Actor, input: ResumeProgrammeInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'resumeProgramme', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'programme.pause');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      await this.runs.lockAll(tx);
      const pause = await this.pauses.lockPause(tx, asked.pauseId);
      if (pause === null) return refused([notFound('pause', asked.pauseId, ['input', 'pauseId'])]);
      const touched = (await this.runs.lockAiring(tx)).filter((run) => isTouched(pause, run, overAt(pause, tx.now)));
      const refusals = [
        ...resumedRefusals(pause),
        ...asked.runs.flatMap((one, index) => resumptionRefusals(one, index, asked.runs, touched, tx.now)),
        ...(asked.otherwise === 'SHORTEN' ? [needsEnd(['input', 'otherwise'])] : []),
      ];
      if (refusals.length > 0) return refused(refusals);
      const choices = touched.map((run): RunResumption => {
        const named = asked.runs.find(({ runId }) => runId === run.id);
        return named ?? { runId: run.id, choice: asked.otherwise, endsAt: null };
      });
      for (const [index, choice] of choices.entries()) await this.carryOut(tx, touched[index]!, choice);
      const said = choices.map(({ runId, choice }) => ({ runId, choice }));
      await this.pauses.resume(tx, pause.id, actor.memberId, said);
      const after = { choices };
      tx.audit({ action: 'programme.resumed', subjectType: 'pause', subjectId: pause.id, after });
      tx.emit({ type: 'programme.resumed', subjectType: 'pause', subjectId: pause.id, payload: { runs: said.length } });
      tx.programmeChanged('PAUSES', ...touched.map(({ id }) => ({ run: id })));
      return accepted(pause.id);
    });
  }

  /** A run that is retired ends now; the scheduler records that as it does every other end. */
  private async carryOut(tx: Transaction, run: AiringRun, { choice, endsAt }: RunResumption): Promise<void> {
    const at = choice === 'RETIRE' ? tx.now : endsAt;
    if (choice === 'CONTINUE' || at === null || (run.window.end !== null && run.window.end <= at)) return;
    await this.runs.endEarlier(tx, run, at);
    const after = { choice, endsAt: formatInstant(at) };
    const before = { endsAt: run.window.end === null ? null : formatInstant(run.window.end) };
    tx.audit({ action: 'run.shortened', subjectType: 'run', subjectId: run.id, before, after });
    tx.emit({ type: 'run.shortened', subjectType: 'run', subjectId: run.id, payload: after });
  }
}

/** A pause that ran out by itself touched nothing after that. */
function overAt(pause: LockedPause, now: Instant): Instant {
  return Math.min(now, pause.window.end ?? now);
}

function resumedRefusals(pause: LockedPause): Refusal[] {
  if (!pause.isResumed) return [];
  const message = 'The pause was resumed already. What became of its runs stands with it.';
  return [refuse('WRONG_STATE', ['input', 'pauseId'], { message, state: 'RESUMED', allowedStates: ['PAUSED'] })];
}

function resumptionRefusals(
  { runId, choice, endsAt }: RunResumption,
  index: number,
  all: readonly RunResumption[],
  touched: readonly AiringRun[],
  now: Instant,
): Refusal[] {
  const path = ['input', 'runs', String(index)];
  const run = touched.find(({ id }) => id === runId);
  if (run === undefined) {
    return [invalidValue([...path, 'runId'], runId, 'a run that the pause touched and that is not over')];
  }
  if (all.findIndex((one) => one.runId === runId) < index)
    return [invalidValue([...path, 'runId'], runId, 'each run once')];
  if (choice !== 'SHORTEN')
    return endsAt === null
      ? []
      : [invalidValue([...path, 'endsAt'], formatInstant(endsAt), 'no end unless the choice is SHORTEN')];
  if (endsAt === null) return [needsEnd([...path, 'endsAt'])];
  const { end } = run.window;
  if (endsAt > now && endsAt > run.window.start && (end === null || endsAt < end)) return [];
  const allowed = `an instant after now (${formatInstant(now)})${end === null ? '' : ` and before ${formatInstant(end)}`}`;
  return [invalidValue([...path, 'endsAt'], formatInstant(endsAt), allowed)];
}

function needsEnd(path: readonly string[]): Refusal {
  return invalidValue(path, null, 'for SHORTEN, each run by itself under runs, with its new end');
}
