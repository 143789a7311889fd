import { Answers, ProgrammeHolder } from '#delivery';
import { SECOND_MS, type Programme } from '#domain';
import { EventLogSink, OutboxRelay, type EventSink } from '#events';
import {
  Database,
  DatabaseClock,
  DueReadModel,
  OutboxReader,
  ProgrammeListener,
  ProgrammeReadModel,
  TransitionStore,
  UnitOfWork,
  type DueScope,
  type OutboxEvent,
  type RecordedBatch,
  type Transaction,
} from '#persistence';
import { RecordDueTransitions, SchedulingReports, Ticker } from '#scheduling';

const CLOCK_MS = 5 * SECOND_MS;

/** What processes tell the world that watches them. */
export interface Watcher {
  ticked(process: string): void;
  failed(process: string, error: unknown): void;
  setAside(process: string, error: unknown): void;
  relayed(process: string, event: OutboxEvent): void;
  loaded(process: string, programme: Programme): void;
}

/** The registry of timeouts, as Nest's keeps it, without Nest. */
class Registry {
  private readonly timeouts = new Map<string, NodeJS.Timeout>();
  addTimeout(name: string, timeout: NodeJS.Timeout): void {
    if (this.timeouts.has(name)) throw new Error(`The timeout ${name} is there already.`);
    this.timeouts.set(name, timeout);
  }
  deleteTimeout(name: string): void {
    clearTimeout(this.timeouts.get(name));
    this.timeouts.delete(name);
  }
}
type RegistryOfNest = ConstructorParameters<typeof Ticker>[0];

/** The real store with smaller batches, so that a backlog takes several. */
class SmallBatches extends TransitionStore {
  constructor(private readonly runsMax: number) {
    super();
  }
  override async recordDue(tx: Transaction, scope: DueScope): Promise<RecordedBatch | null> {
    return super.recordDue(tx, { ...scope, runsMax: Math.min(scope.runsMax, this.runsMax) });
  }
  override async listDue(tx: Transaction, scope: DueScope) {
    return super.listDue(tx, { ...scope, runsMax: Math.min(scope.runsMax, this.runsMax) });
  }
}

class ToldReports extends SchedulingReports {
  onRecorded: () => void = () => undefined;
  constructor(
    private readonly name: string,
    private readonly watcher: Watcher,
  ) {
    super();
  }
  recorded(): void {
    this.onRecorded();
  }
  batchFailed(error: unknown): void {
    this.watcher.failed(this.name, error);
  }
  runSetAside(_: string, error: unknown): void {
    this.watcher.setAside(this.name, error);
  }
}

export interface SchedulerSettings {
  readonly name: string;
  readonly tickMs: number;
  readonly runsMax: number;
}

/** Starts what apps/scheduler runs, with the same two loops; to be called inside of its lane. */
export function startScheduler(database: Database, settings: SchedulerSettings, watcher: Watcher): void {
  const { name, tickMs, runsMax } = settings;
  const registry = new Registry() as unknown as RegistryOfNest;
  const reports = new ToldReports(name, watcher);
  const store = new SmallBatches(runsMax);
  const due = new DueReadModel(database);
  const recording = new RecordDueTransitions(new UnitOfWork(database), store, due, database, reports);
  const clock = new DatabaseClock(database);
  let measuredAt = -CLOCK_MS;
  const record = new Ticker(registry, {
    name: 'record',
    restMs: tickMs,
    work: async () => {
      if (Date.now() - measuredAt >= CLOCK_MS || Date.now() < measuredAt) {
        await clock.measure();
        measuredAt = Date.now();
      }
      const { nextDueAt, isMoreDue } = await recording.execute();
      if (isMoreDue) return 0;
      return nextDueAt === null ? null : nextDueAt - clock.now() + 1;
    },
    reports: loopReports(name, watcher),
  });
  const lines = new EventLogSink(() => undefined);
  const sink: EventSink = { name: 'world', take: (event) => watcher.relayed(name, event) };
  const relaying = new OutboxRelay(new OutboxReader(database), [lines, sink]);
  const relay = new Ticker(registry, {
    name: 'relay',
    restMs: tickMs,
    work: async () => ((await relaying.execute()) ? 0 : null),
    reports: loopReports(name, watcher),
  });
  reports.onRecorded = () => relay.wake();
  record.start();
  relay.start();
}

function loopReports(name: string, watcher: Watcher) {
  return {
    ticked: () => watcher.ticked(name),
    failed: (error: unknown) => watcher.failed(name, error),
    resynced: () => undefined,
  };
}

/** The read side of one API process. */
export interface ApiProcess {
  readonly holder: ProgrammeHolder;
  readonly clock: DatabaseClock;
  readonly answers: Answers;
  /** Monotonic milliseconds at which the last measurement of the clock that succeeded began; null: none did. */
  measuredAt: number | null;
}

/** Starts what apps/api keeps for its answers; to be called inside of its lane. */
export function startApi(database: Database, name: string, watcher: Watcher): ApiProcess {
  const url = 'postgresql://nobody@localhost/played';
  const holder = new ProgrammeHolder(
    new ProgrammeReadModel(database),
    (onChange) => new ProgrammeListener(url, onChange),
    {
      loaded: (programme) => watcher.loaded(name, programme),
      failed: (error) => watcher.failed(name, error),
    },
  );
  const clock = new DatabaseClock(database);
  const api: ApiProcess = { holder, clock, answers: new Answers(holder, clock), measuredAt: null };
  const measure = () => {
    const began = performance.now();
    clock.measure().then(
      () => (api.measuredAt = began),
      () => undefined,
    );
    setTimeout(measure, CLOCK_MS);
  };
  measure();
  holder.start();
  return api;
}
