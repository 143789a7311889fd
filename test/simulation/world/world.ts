import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '#persistence';
import { Gate, type Fate, type GateRules, type Request } from '../engine/gate.js';
import { currentLane, VirtualTime, type Lane, type VirtualHost } from '../engine/virtual-time.js';
import { Draws } from '../../support/draws.js';
import { drawEdit } from './draw-edit.js';
import { Finding, Ledger } from './ledger.js';
import { Desk } from './operators.js';
import { startApi, startScheduler, type ApiProcess, type Watcher } from './processes.js';
import { Readers } from './readers.js';

/** What a play counts. */
export interface Figures {
  virtualMs: number;
  statements: number;
  crashes: number;
  lost: number;
  refused: number;
  waits: number;
  edits: number;
  transitions: number;
  reads: number;
}

/** A process that lives, or is away until it is started again. */
export interface Process {
  readonly name: string;
  readonly kind: 'scheduler' | 'api' | 'desk';
  host: VirtualHost;
  lane: Lane;
  database: Database;
  api: ApiProcess | null;
  desk: Desk | null;
  isAtWork: boolean;
  /** Nothing of it reaches the database before this; elapsed milliseconds. */
  cutOffUntil: number;
  restartAt: number;
}

export interface Surroundings {
  readonly side: pg.Client;
  readonly campaignIds: ReadonlyMap<string, string>;
  /** A database client that no process has used since its connections were made anew. */
  readonly takeDatabase: () => Promise<Database>;
}

/** A tick that came back so often in one virtual second does nothing but turn. */
const TICKS_A_SECOND_MAX = 60;
const ROUNDS = 2;
const COMMIT_FATES = 4;
const READ_EVERY_MS = 250;
const SAMPLE_EVERY_MS = 500;
/** How long a scheduler holds a measurement of the database's clock for true, and a little. */
const CLOCK_MS = 6_000;

/** The processes, their time, and what goes wrong: carries out what the story asks for, statement by statement. */
export class World {
  readonly draws: Draws;
  readonly time: VirtualTime;
  readonly gate: Gate;
  readonly ledger: Ledger;
  readonly readers: Readers;
  readonly processes: Process[] = [];
  readonly trace: string[] = [];
  readonly figures: Figures = {
    virtualMs: 0,
    statements: 0,
    crashes: 0,
    lost: 0,
    refused: 0,
    waits: 0,
    edits: 0,
    transitions: 0,
    reads: 0,
  };
  /** Of a thousand statements so many meet a fault; 0: calm. */
  troublePerMille = 0;
  latencyMsMax = 2;
  /** The highest instant the database's clock has shown: what ended by it is not looked at again. */
  highWater = 0;
  /** When the database's clock was stepped last: who measured it before is wrong until the next measurement. */
  steppedAt = 0;
  private readonly hash = createHash('sha256');
  private finding: Error | null = null;
  private commands = 0;
  private ticks = new Map<string, { second: number; count: number }>();
  private toSample = new Set<Process>();
  private readAt = 0;
  private sampledAt = 0;
  private schedulerSettings = new Map<string, { tickMs: number; runsMax: number }>();

  constructor(
    seed: number,
    private readonly around: Surroundings,
  ) {
    this.draws = new Draws(seed);
    const ids = new Draws(seed ^ 0x5bd1e995);
    const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => ids.below(256)));
    const begin = Date.UTC(2026, 2, 25) + this.draws.below(400) * 86_400_000 + this.draws.below(86_400) * 1_000;
    this.time = new VirtualTime(begin, bytes);
    this.ledger = new Ledger(around.side, this.time);
    this.readers = new Readers(this.ledger, this.draws);
    this.gate = new Gate(around.side, this.draws, this.rules());
  }

  // ---- processes

  async add(kind: Process['kind'], number: number): Promise<void> {
    const name = `${kind} ${number}`;
    if (kind === 'scheduler') {
      const tickMs = this.draws.from([1_000, 1_000, 1_000, 500]);
      this.schedulerSettings.set(name, { tickMs, runsMax: this.draws.from([2, 3, 500]) });
    }
    const host: VirtualHost = { name, wallAheadMs: this.drawOffset(), isDead: false, heldUntil: 0 };
    const lane = { name, host, time: this.time, gate: this.gate };
    const database = await this.around.takeDatabase();
    const process: Process = {
      name,
      kind,
      host,
      lane,
      database,
      api: null,
      desk: null,
      isAtWork: false,
      cutOffUntil: 0,
      restartAt: 0,
    };
    this.processes.push(process);
    this.boot(process);
  }

  private boot(process: Process): void {
    const { kind, lane, database, name } = process;
    currentLane.run(lane, () => {
      if (kind === 'scheduler')
        startScheduler(database, { name, ...this.schedulerSettings.get(name)! }, this.watcher());
      else if (kind === 'api') process.api = startApi(database, name, this.watcher());
      else process.desk = new Desk(database, this.around.campaignIds);
    });
  }

  async restart(process: Process): Promise<void> {
    if (!process.host.isDead) return;
    process.host = { name: process.name, wallAheadMs: this.drawOffset(), isDead: false, heldUntil: 0 };
    process.lane = { name: process.name, host: process.host, time: this.time, gate: this.gate };
    process.database = await this.around.takeDatabase();
    process.isAtWork = false;
    this.readers.forget(process.name);
    this.say(`${process.name} starts`);
    this.boot(process);
  }

  async crash(process: Process): Promise<void> {
    if (process.host.isDead) return;
    this.say(`${process.name} is killed`);
    await this.gate.crash(process.host);
  }

  private drawOffset(): number {
    return this.draws.from([0, 0, 1_000, -60_000, 3_600_000, -86_400_000]);
  }

  private rules(): GateRules {
    return {
      latencyMs: () => (this.draws.below(3) === 0 ? this.draws.below(this.latencyMsMax) : this.draws.below(2)),
      fateOf: (request) => this.drawFate(request),
      isCutOff: (host) => this.of(host).cutOffUntil > this.time.elapsed,
      crash: (host) => this.died(host),
      committed: async () => this.ledger.look(),
      say: (line) => this.say(line),
      count: (what) => (this.figures[what] += 1),
    };
  }

  private died(host: VirtualHost): void {
    this.time.dropDead();
    const process = this.of(host);
    process.api = null;
    process.restartAt = this.time.elapsed + this.draws.from([0, 10, 300, 1_000, 3_000]);
  }

  private of(host: VirtualHost): Process {
    return this.processes.find((process) => process.name === host.name)!;
  }

  private drawFate(request: Request): Fate {
    if (this.troublePerMille === 0) return 'OK';
    const weight = request.text === 'COMMIT' ? COMMIT_FATES : 1;
    if (this.draws.below(1_000) >= this.troublePerMille * weight) return 'OK';
    return this.draws.weighted({
      LOST_BEFORE: 3,
      LOST_AFTER: 3,
      CRASH_BEFORE: 2,
      CRASH_AFTER: 2,
      CRASH_ORPHANED: 1,
    });
  }

  private watcher(): Watcher {
    return {
      ticked: (name) => this.countTick(name),
      failed: (name, error) => this.say(`${name} failed: ${(error as Error).message.split('\n').at(-1)!.slice(0, 70)}`),
      setAside: (name, error) =>
        this.say(`${name} sets a run aside: ${(error as Error).message.split('\n').at(-1)!.slice(0, 90)}`),
      relayed: (_, event) => this.guarded(() => this.ledger.reached(event)),
      loaded: (name) => void this.toSample.add(this.processes.find((process) => process.name === name)!),
    };
  }

  /** A finding made inside of a process must not be taken there for a fault of its own. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.finding ??= error as Error;
    }
  }

  private countTick(name: string): void {
    const second = Math.floor(this.time.elapsed / 1_000);
    const seen = this.ticks.get(name);
    const count = seen?.second === second ? seen.count + 1 : 1;
    this.ticks.set(name, { second, count });
    // A clock that was measured before the database's was set back sees every boundary as past, until it is measured anew.
    const isMisled = this.time.elapsed - this.steppedAt < CLOCK_MS && this.steppedAt > 0;
    if (count > TICKS_A_SECOND_MAX && !isMisled) this.finding ??= new Finding(`${name} ticks without a rest`);
  }

  // ---- time

  /** Lets everything happen that happens until then. @throws Finding */
  async runUntil(until: number, isEnough: () => boolean = () => false): Promise<void> {
    for (;;) {
      await this.settle();
      if (isEnough()) return;
      await this.read();
      if (await this.restartDue()) continue;
      if (await this.gate.step(this.time.elapsed)) continue;
      if (this.time.fireNext()) continue;
      const restarts = this.processes.filter((one) => one.host.isDead).map((one) => one.restartAt);
      const next = Math.min(until, this.gate.nextAt(), this.time.nextTimerAt(), ...restarts);
      if (next >= until) {
        this.time.elapsed = Math.max(until, this.time.elapsed);
        return;
      }
      this.time.elapsed = Math.max(next, this.time.elapsed);
    }
  }

  private async settle(): Promise<void> {
    for (let quiet = 0; quiet < ROUNDS; quiet = this.gate.isBusy() ? 0 : quiet + 1) await new Promise(setImmediate);
    this.gate.admit();
    if (this.finding !== null) throw this.finding;
  }

  private async restartDue(): Promise<boolean> {
    const due = this.processes.filter((one) => one.host.isDead && one.restartAt <= this.time.elapsed);
    for (const process of due) await this.restart(process);
    return due.length > 0;
  }

  private async read(): Promise<void> {
    const now = this.time.databaseNow();
    this.highWater = Math.max(this.highWater, now);
    const apis = this.processes.filter((one) => one.api !== null);
    const isTime = this.time.elapsed >= this.sampledAt + SAMPLE_EVERY_MS;
    if (isTime) this.sampledAt = this.time.elapsed;
    for (const process of apis)
      if (isTime || this.toSample.has(process))
        this.readers.sampleBoundaries(process.name, process.api!, this.highWater);
    this.toSample.clear();
    if (this.time.elapsed < this.readAt || now < this.highWater) return;
    this.readAt = this.time.elapsed + READ_EVERY_MS;
    for (const { lane, name, api } of apis)
      if ((api!.measuredAt ?? -1) >= this.steppedAt)
        await currentLane.run(lane, () => this.readers.readNow(name, api!, now));
  }

  say(line: string): void {
    const told = `${this.time.elapsed} ${line}`;
    this.hash.update(`${told}\n`);
    this.trace.push(told);
  }

  digest(): string {
    return this.hash.digest('hex');
  }

  // ---- people

  /** A person sits down to something, if one is free. */
  edit(): void {
    const process = this.processes.find((one) => one.kind === 'desk' && !one.isAtWork && !one.host.isDead);
    if (process === undefined) return;
    const edit = drawEdit(this.draws, this.ledger.runs, this.time.databaseNow());
    this.commands += 1;
    this.figures.edits += 1;
    const told = edit.kind === 'schedule' ? edit.campaign : edit.runId.slice(-6);
    const window = edit.kind === 'cancel' ? '' : ` ${edit.window.mode} ${edit.window.start}..${edit.window.end ?? ''}`;
    this.say(`${process.name} is to ${edit.kind} ${told}${window}`);
    process.isAtWork = true;
    const { host } = process;
    const done = (said: string) => {
      if (host.isDead) return;
      process.isAtWork = false;
      this.say(`${process.name}: ${said}`);
    };
    void currentLane
      .run(process.lane, async () => process.desk!.carryOut(edit, this.commands))
      .then(done, (error: unknown) => {
        this.finding ??= error as Error;
      });
  }
}
