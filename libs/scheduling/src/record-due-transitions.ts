import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR, type DueTransition, type Instant } from '#domain';
import {
  Database,
  DueReadModel,
  isDatabaseFault,
  TransitionStore,
  UnitOfWork,
  type DueScope,
  type RecordedBatch,
} from '#persistence';
import { SchedulingReports } from './scheduling-reports.js';

/** Runs of each kind in one transaction: some 140 ms of work. */
export const RUNS_PER_BATCH_MAX = 1_000;
/** After so many batches a tick ends, so that the process shows that it is alive; the next one goes on at once. */
export const BATCHES_PER_TICK_MAX = 10;
/** A run that could not be recorded is tried again after this. */
export const SET_ASIDE_MS = 60_000;
const SET_ASIDE_MAX = 1_000;

/** What a tick left behind. */
export interface TickOutcome {
  /** The next boundary that is known, possibly just past; null: none. */
  readonly nextDueAt: Instant | null;
  /** True when more is due than one tick records. */
  readonly isMoreDue: boolean;
}

/**
 * Records all that is due, batch by batch, in the order in which it was meant.
 *
 * Should a batch fail, its transitions are recorded one by one, in the same order; a run whose transition fails by itself
 * is set aside for a minute, so that one bad row stops none but itself. What is set aside is kept in memory only: it is
 * not what makes recording once-only, and another process finds out for itself.
 */
@Injectable()
export class RecordDueTransitions {
  /** Run to the monotonic instant at which it is tried again; oldest first. */
  private readonly setAside = new Map<string, number>();

  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(TransitionStore) private readonly store: TransitionStore,
    @Inject(DueReadModel) private readonly dueRuns: DueReadModel,
    @Inject(Database) private readonly database: Database,
    @Inject(SchedulingReports) private readonly reports: SchedulingReports,
  ) {}

  /** How many runs are set aside now. For the gauge and its alarm. */
  setAsideCount(): number {
    return this.scope().setAside.length;
  }

  /** @throws a fault of the database; what was recorded before stays recorded */
  async execute(): Promise<TickOutcome> {
    for (let batches = 0; batches < BATCHES_PER_TICK_MAX; batches += 1) {
      const { lookedAt, isMoreDue } = await this.recordBatch(this.scope());
      if (!isMoreDue) return { nextDueAt: await this.dueRuns.nextDueAt(lookedAt), isMoreDue };
    }
    return { nextDueAt: null, isMoreDue: true };
  }

  private async recordBatch(scope: DueScope): Promise<{ lookedAt: Instant; isMoreDue: boolean }> {
    let lookedAt: Instant | null = null;
    try {
      const batch = await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => {
        lookedAt = tx.now;
        return this.store.recordDue(tx, scope);
      });
      this.tell(batch);
      return { lookedAt: lookedAt!, isMoreDue: batch?.isFull ?? false };
    } catch (error) {
      await this.refuseFault(error);
      if (lookedAt === null) throw error;
      this.reports.batchFailed(error);
      return { lookedAt, isMoreDue: await this.recordOneByOne(scope) };
    }
  }

  /** @returns true when it got on: then there may be more behind */
  private async recordOneByOne(scope: DueScope): Promise<boolean> {
    const list = await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.listDue(tx, scope));
    const bad = new Set<string>();
    let recorded = 0;
    for (const due of list ?? []) {
      // What was to follow in the same run cannot be recorded either.
      if (bad.has(due.runId)) continue;
      try {
        const batch = await this.recordOne(due);
        if (batch === null) return false;
        this.tell(batch);
        recorded += batch.transitions.length;
      } catch (error) {
        await this.refuseFault(error);
        bad.add(due.runId);
        this.putAside(due, error);
      }
    }
    return recorded + bad.size > 0;
  }

  /** Tries twice: a connection that broke in between says nothing of the run. */
  private async recordOne(due: DueTransition): Promise<RecordedBatch | null> {
    const record = async () => this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.recordOne(tx, due));
    try {
      return await record();
    } catch (error) {
      await this.refuseFault(error);
      return record();
    }
  }

  /** The database itself may be the trouble: then nobody is set aside for it. */
  private async refuseFault(error: unknown): Promise<void> {
    if (isDatabaseFault(error)) throw error;
    await this.database.ping();
  }

  private tell(batch: RecordedBatch | null): void {
    if (batch !== null && batch.transitions.length > 0) this.reports.recorded(batch);
  }

  private putAside({ runId }: DueTransition, error: unknown): void {
    const oldest = this.setAside.keys().next();
    if (this.setAside.size >= SET_ASIDE_MAX && oldest.done !== true) this.setAside.delete(oldest.value);
    this.setAside.set(runId, performance.now() + SET_ASIDE_MS);
    this.reports.runSetAside(runId, error);
  }

  private scope(): DueScope {
    for (const [runId, until] of this.setAside) if (until <= performance.now()) this.setAside.delete(runId);
    return { runsMax: RUNS_PER_BATCH_MAX, setAside: [...this.setAside.keys()] };
  }
}
