import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  compile,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  rehearse,
  REHEARSABLE_STATES,
  type Actor,
  type Instant,
  type Outcome,
  type RehearsalResult,
} from '#domain';
import { isUuid, ProgrammeReadModel, RehearsalStore, RunStore, UnitOfWork } from '#persistence';

export interface RehearseRunInput {
  readonly runId: string;
  readonly idempotencyKey: string | null;
}

/** What was found, of which programme and which schedule. */
interface Rehearsed {
  readonly programmeVersion: number;
  readonly scheduleVersion: number;
  readonly result: RehearsalResult;
}

/** Rehearses a run now, because somebody asks; also a draft, which is taken as if it were scheduled. No file is asked for. */
@Injectable()
export class RehearseRun {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RunStore) private readonly runs: RunStore,
    @Inject(RehearsalStore) private readonly rehearsals: RehearsalStore,
    @Inject(ProgrammeReadModel) private readonly programmes: ProgrammeReadModel,
  ) {}

  /** @returns the id of the run */
  async execute(actor: Actor, input: RehearseRunInput): Promise<Outcome<string>> {
    const { runId, idempotencyKey } = input;
    const denied = permissionRefusals(actor, 'campaign.rehearse');
    if (denied.length > 0) return refused(denied);
    // Outside of the transaction: it takes a while, and nobody shall wait for the run meanwhile.
    const now = await this.unitOfWork.record(actor, (tx) => Promise.resolve(tx.now));
    const rehearsed = await this.rehearseAt(runId, now);
    const command = { name: 'rehearseRun', input: { runId }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const run = await this.runs.lockRun(tx, runId);
      if (run === null) return refused([notFound('run', runId, ['input', 'runId'])]);
      if (!REHEARSABLE_STATES.includes(run.state)) {
        const message = `The run is ${run.state} and airs no more; only one in ${REHEARSABLE_STATES.join(', ')} is rehearsed. Plan a new run.`;
        const fields = { message, state: run.state, allowedStates: REHEARSABLE_STATES };
        return refused([refuse('WRONG_STATE', ['input', 'runId'], fields)]);
      }
      if (rehearsed === null || rehearsed.scheduleVersion !== run.scheduleVersion) {
        const fields = { given: rehearsed?.scheduleVersion ?? 0, current: run.scheduleVersion };
        const message = 'The run was rescheduled while it was rehearsed. Ask again.';
        return refused([refuse('STALE_VERSION', ['input', 'runId'], { message, ...fields })]);
      }
      await this.rehearsals.insert(tx, { ...rehearsed, runId: run.id, kind: 'ASKED', dueAt: tx.now });
      return accepted(run.id);
    });
  }

  /** Null when there is no such run. */
  private async rehearseAt(runId: string, now: Instant): Promise<Rehearsed | null> {
    if (!isUuid(runId)) return null;
    const rows = await this.programmes.read(runId);
    const row = rows.runs.find((one) => one.runId === runId);
    const result = rehearse({
      rows,
      programme: compile(rows),
      runId,
      now,
      zones: Intl.supportedValuesOf('timeZone'),
      media: new Map(),
    });
    if (row === undefined || result === null) return null;
    return { programmeVersion: rows.version, scheduleVersion: row.scheduleVersion, result };
  }
}
