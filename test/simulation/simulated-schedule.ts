import { RUN_TRANSITIONS, SYSTEM_ACTOR, type DueTransition, type Instant, type RunState } from '#domain';
import {
  RunStore,
  TransitionStore,
  UnitOfWork,
  type DueScope,
  type RecordedBatch,
  type Transaction,
} from '#persistence';
import { insertRuns, testId } from '../support/due-runs.js';
import {
  contradictions,
  makeScheduler,
  transitionRows,
  type TestScheduler,
  type TransitionRow,
} from '../support/schedulers.js';
import type { TestDatabase } from '../support/test-database.js';
import { Draws } from './random.js';

/** Where a tick may be interrupted: something else happens between two of its statements. */
export type Interruption = () => Promise<void>;

/** The real store, which lets something else happen between claiming runs and writing them. */
export class InterruptedStore extends TransitionStore {
  /** Set before a tick; called once in it. */
  interrupt: Interruption | null = null;

  /** Batches of two, so that every backlog takes several. */
  override async recordDue(tx: Transaction, scope: DueScope): Promise<RecordedBatch | null> {
    return super.recordDue(tx, { ...scope, runsMax: 2 });
  }

  protected override async moveStates(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    await this.interrupted();
    await super.moveStates(tx, transitions);
  }

  protected async interrupted(): Promise<void> {
    const interruption = this.interrupt;
    this.interrupt = null;
    await interruption?.();
  }
}

interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly version: number;
  readonly start: Instant;
  readonly end: Instant | null;
}

const WEIGHTS = { schedule: 4, reschedule: 3, cancel: 2, tick: 5, interruptedTick: 3, tickTogether: 1, jump: 5 };
type Command = keyof typeof WEIGHTS;
const RUNS_MAX = 12;
/** Distances between boundaries; few, so that boundaries meet. */
const STEPS_MS = [1, 1_000, 60_000, 3_600_000];
const BEGIN = Date.UTC(2026, 2, 29);

/** A finding: what does not hold, and after which command. */
export class SimulationFailure extends Error {
  override readonly name = 'SimulationFailure';
}

/**
 * People and two schedulers at random over the real store and PostgreSQL, with a clock that jumps, mostly from boundary
 * to boundary. One command after the other, and inside a tick another command between two of its statements, so that a
 * seed plays again exactly. After each command the rows are asked whether all still holds.
 */
export class SimulatedSchedule {
  private now: Instant = BEGIN;
  private readonly draws: Draws;
  private readonly schedulers: readonly TestScheduler[];
  private readonly editor: UnitOfWork;
  private readonly runs = new RunStore();
  private readonly trace: string[] = [];
  /** By run and version, when it was cancelled or rescheduled away: nothing of it may be recorded later. */
  private readonly closed = new Map<string, number>();
  private made = 0;

  constructor(
    private readonly database: TestDatabase,
    seed: number,
    private readonly stores: readonly InterruptedStore[],
  ) {
    this.draws = new Draws(seed);
    const clock = { now: () => this.now };
    this.schedulers = stores.map((store) => makeScheduler(database.url, { clock, store }));
    this.editor = new UnitOfWork(this.schedulers[0]!.database, clock);
  }

  async close(): Promise<void> {
    await Promise.all(this.schedulers.map((one) => one.database.close()));
  }

  /** @throws SimulationFailure with the commands that led to it */
  async play(commands: number): Promise<void> {
    for (let i = 1; i <= commands; i += 1) {
      const before = (await transitionRows(this.database)).length;
      const command = this.draws.weighted(WEIGHTS);
      await this.carryOut(command);
      const found = await this.violations(command, before);
      if (i === commands) found.push(...(await contradictions(this.database)));
      if (found.length > 0) {
        throw new SimulationFailure(`After command ${i}: ${found.join('; ')}\n${this.trace.slice(-12).join('\n')}`);
      }
    }
  }

  /** What happened, for comparing two plays of one seed. */
  history(): readonly string[] {
    return this.trace;
  }

  private async carryOut(command: Command): Promise<void> {
    if (command === 'tick') await this.tick(this.draws.below(this.schedulers.length));
    else if (command === 'interruptedTick') await this.interruptedTick();
    else if (command === 'tickTogether') await this.tickTogether();
    else if (command === 'jump') await this.jump();
    else await this.edit(command);
  }

  private async tick(i: number): Promise<void> {
    this.say(`tick of scheduler ${i}`);
    await this.schedulers[i]!.recording.execute();
  }

  /** Really at the same time; who has which turn is not played again, and must not matter. */
  private async tickTogether(): Promise<void> {
    await Promise.all(
      this.schedulers.map(async ({ recording }) => {
        for (let ticks = 0; ticks < 3; ticks += 1) await recording.execute();
      }),
    );
    this.say('three ticks of all at once');
  }

  private async interruptedTick(): Promise<void> {
    const i = this.draws.below(this.schedulers.length);
    const other = (i + 1) % this.schedulers.length;
    const command = this.draws.weighted({ reschedule: 2, cancel: 2, tick: 1 });
    const target = this.draws.below(1_000);
    this.stores[i]!.interrupt = async () => {
      if (command === 'tick') await this.tick(other);
      else await this.edit(command, target);
    };
    this.say(`tick of scheduler ${i}, interrupted by ${command}`);
    await this.schedulers[i]!.recording.execute();
    this.stores[i]!.interrupt = null;
  }

  /** Onto a boundary, a millisecond beside it, or far: an outage. */
  private async jump(): Promise<void> {
    const boundaries = (await this.rows())
      .flatMap((run) => [run.start, run.end ?? run.start])
      .filter((at) => at > this.now)
      .toSorted((a, b) => a - b);
    const beside = this.draws.from([0, 0, -1, 1]);
    const target = boundaries[this.draws.below(Math.min(3, boundaries.length))];
    const at = target === undefined ? this.now + this.draws.from(STEPS_MS) : target + beside;
    this.now = Math.max(this.now, at);
    this.say(`clock to ${this.now - BEGIN}`);
  }

  /** As people do it: lock, look at the state, decide. Whoever finds the run locked comes later, which is no event. */
  private async edit(command: 'schedule' | 'reschedule' | 'cancel', draw = this.draws.below(1_000)): Promise<void> {
    const start = this.now + this.draws.from([-1_000, 0, 0, 1, 1_000, 60_000]);
    const end = this.draws.below(4) === 0 ? null : Math.max(start, this.now) + this.draws.from(STEPS_MS);
    const rows = await this.rows();
    if (command === 'schedule') {
      if (rows.filter((run) => !['RETIRED', 'CANCELLED'].includes(run.state)).length < RUNS_MAX)
        await this.insert(start, end);
      return;
    }
    const run = rows[draw % Math.max(1, rows.length)];
    if (run === undefined || !(await this.isFree(run.id))) return;
    await this.editor.record(SYSTEM_ACTOR, async (tx) => {
      const locked = (await this.runs.lockRun(tx, run.id))!;
      const state = command === 'cancel' ? 'CANCELLED' : 'SCHEDULED';
      if (!RUN_TRANSITIONS[locked.state].includes(state)) return;
      if (command === 'cancel') await this.runs.setState(tx, run.id, state);
      else
        await this.runs.reschedule(tx, locked, { state, intent: intentOf(start, end), regions: [], newVersion: true });
      this.closed.set(`${run.id} v${locked.scheduleVersion}`, (await transitionRows(this.database)).length);
    });
    this.say(`${command} ${nameOf(run.id)} ${command === 'cancel' ? '' : windowText(start, end)}`);
  }

  private async isFree(runId: string): Promise<boolean> {
    const rows = await this.database.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE SKIP LOCKED', [runId]);
    return rows.length === 1;
  }

  /** Ids are counted, not drawn: they break ties, and a seed has to play again. */
  private async insert(start: Instant, end: Instant | null): Promise<void> {
    this.made += 1;
    const id = testId(`run-${this.made}`);
    await insertRuns(this.database, [{ id, state: 'SCHEDULED', start, end }]);
    this.say(`schedule ${nameOf(id)} ${windowText(start, end)}`);
  }

  private async rows(): Promise<RunRow[]> {
    const rows = await this.database.query<{ id: string; state: RunState; version: number; s: Date; e: Date | null }>(
      'SELECT id, state::text AS state, schedule_version AS version, starts_at AS s, ends_at AS e FROM run ORDER BY id',
    );
    return rows.map(({ id, state, version, s, e }) => ({
      id,
      state,
      version,
      start: s.getTime(),
      end: e?.getTime() ?? null,
    }));
  }

  /** @param before how many transitions there were before the command */
  private async violations(command: Command, before: number): Promise<string[]> {
    const recorded = await transitionRows(this.database);
    const found: string[] = [];
    const seen = new Set<string>();
    for (const [i, row] of recorded.entries()) {
      const version = `${row.run_id} v${row.schedule_version}`;
      const what = `${nameOf(version)} ${row.kind}`;
      if (seen.has(`${version} ${row.kind}`)) found.push(`${what} twice`);
      seen.add(`${version} ${row.kind}`);
      // A run that was on air when the simulation knew it first does not exist: all begin SCHEDULED.
      if (row.kind === 'RETIRED' && !seen.has(`${version} ACTIVATED`)) found.push(`${what} before it was activated`);
      if (row.happened_at < row.meant_at) found.push(`${what} before its time`);
      if (i >= (this.closed.get(version) ?? Infinity)) found.push(`${what} after it was taken back`);
    }
    if (command === 'tick') found.push(...(await this.leftBehind()));
    if (command === 'tick' || command === 'tickTogether') found.push(...outOfOrder(recorded.slice(before)));
    for (const { reports } of this.schedulers) found.push(...reports.failures.map(String));
    return found;
  }

  private async leftBehind(): Promise<string[]> {
    return (await this.rows())
      .filter(
        (run) =>
          (run.state === 'SCHEDULED' && run.start <= this.now) ||
          (run.state === 'ACTIVE' && run.end !== null && run.end <= this.now),
      )
      .map((run) => `${nameOf(run.id)} is ${run.state} after a tick, though its boundary is past`);
  }

  private say(line: string): void {
    this.trace.push(line);
  }
}

function intentOf(start: Instant, end: Instant | null) {
  const text = (at: Instant) => new Date(at).toISOString();
  return { mode: 'INSTANT', zone: null, start: text(start), end: end === null ? null : text(end) } as const;
}

/** The order within what was recorded without an edit in between: retirements before activations at the same instant. */
function outOfOrder(rows: readonly TransitionRow[]): string[] {
  const keys = rows.map((row) => [row.meant_at.getTime(), row.kind === 'RETIRED' ? 0 : 1] as const);
  return rows
    .filter((_, i) => i > 0 && (keys[i - 1]![0] - keys[i]![0] || keys[i - 1]![1] - keys[i]![1]) > 0)
    .map((row) => `${nameOf(row.run_id)} ${row.kind} out of order`);
}

/** Enough of an id to find it in a trace. */
function nameOf(id: string): string {
  return id.slice(24);
}

function windowText(start: Instant, end: Instant | null): string {
  return `${start - BEGIN}..${end === null ? '' : end - BEGIN}`;
}
