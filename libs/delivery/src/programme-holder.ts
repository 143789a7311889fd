import {
  compile,
  HOUR_MS,
  recompile,
  renew,
  rowsOf,
  SECOND_MS,
  type Programme,
  type ProgrammeChange,
  type ProgrammeRows,
} from '#domain';
import { sha256Of } from './snapshot/packed-rows.js';

/** Where the programme is read from; `ProgrammeReadModel` of persistence. */
export interface ProgrammeSource {
  version(): Promise<number>;
  /** Everything. */
  read(): Promise<ProgrammeRows>;
  /**
   * What was touched since a version that was read.
   *
   * @param mark of that version, as its rows told it
   * @returns null: it cannot be told, and everything has to be read
   */
  changes(since: number, mark: string | null): Promise<ProgrammeChange | null>;
}

/** `CHANGED`: somebody says that something did. `RECONNECTED`: nothing could be heard for a while. */
export type Hint = 'CHANGED' | 'RECONNECTED';

/** Who wakes the holder at a change; a hint, on top of which it polls. */
export interface ChangeHint {
  start(): void;
  stop(): Promise<void>;
}

/** `WHOLE`: everything was read. `TOUCHED`: what had changed. */
export type LoadKind = 'WHOLE' | 'TOUCHED';

export interface HolderReport {
  loaded(programme: Programme, tookMs: number, how: LoadKind): void;
  /** The first failure of a row of them; the holder goes on with what it has. */
  failed(error: unknown): void;
}

/** How often rows were read or could not be, since the process began. */
export interface HolderCounts {
  readonly loads: number;
  /** Those of the loads that read only what had changed. */
  readonly changes: number;
  readonly failures: number;
}

/** Called in the same turn in which another programme takes its place. @param before null: it is the first */
export type ProgrammeChanged = (programme: Programme, before: Programme | null) => void;

const POLL_MS = SECOND_MS;
/** Runs that are over stay in memory until everything is read: the scheduler records their end, and nobody is told. */
const WHOLE_MS_MAX = 6 * HOUR_MS;

/** In their weight: a heavier one does what a lighter one would. `TOUCHED`: at a hint, which is seldom wrong, what changed is asked at once. */
const READINGS = ['IF_NEWER', 'TOUCHED', 'WHOLE'] as const;
type Reading = (typeof READINGS)[number];

/**
 * Keeps the compiled programme of one process, and never an older one after a newer.
 *
 * *empty* until the rows were read once; *holding* from then on, also while the database is away: boundaries are facts of
 * time and switch without it. At a hint, and when a poll each second, as a floor, finds a newer version, what was touched since is read and
 * compiled into the rest. Where that cannot be told, after a lost connection, and every `wholeMsMax` everything is read; of that,
 * too, only what differs is compiled, and all the rest stays the very objects that it was. One read at a time: a hint during
 * a read makes another follow.
 */
export class ProgrammeHolder {
  private programme: Programme | null = null;
  private reading: Promise<void> | null = null;
  private again: Reading | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly hint: ChangeHint;
  private readonly listeners = new Set<ProgrammeChanged>();
  private isStopped = false;
  private hasFailed = false;
  private counted = { loads: 0, changes: 0, failures: 0 };
  /** Of this process' monotonic clock, as is the next. */
  private readAtMs: number | null = null;
  private wholeAtMs = -Infinity;

  constructor(
    private readonly source: ProgrammeSource,
    makeHint: (onHint: (hint: Hint) => void) => ChangeHint,
    private readonly report: HolderReport,
    /** After so long everything is read again, whatever the log told. */
    private readonly wholeMsMax = WHOLE_MS_MAX,
  ) {
    this.hint = makeHint((hint) => this.wake(hint === 'CHANGED' ? 'TOUCHED' : 'WHOLE'));
  }

  /** Never waits for the database: what is asked before the first read is answered with static help. */
  start(): void {
    this.hint.start();
    this.wake('WHOLE');
    this.poll();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.hint.stop();
    await this.reading;
  }

  /** What stands now; null until the rows were read once. */
  current(): Programme | null {
    return this.programme;
  }

  /** The rows that it was compiled from, sharing their objects with it; null until they were read once. Costs a walk over all runs. */
  rows(): ProgrammeRows | null {
    return this.programme && rowsOf(this.programme);
  }

  /** @returns takes the listener away again */
  onChange(listener: ProgrammeChanged): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Milliseconds since the rows were last found to be as they are in memory; null: never. */
  ageMs(): number | null {
    return this.readAtMs === null ? null : performance.now() - this.readAtMs;
  }

  counts(): HolderCounts {
    return this.counted;
  }

  /** Resolves when everything that was committed before the call is in memory. For tests and for readiness. */
  async refresh(): Promise<void> {
    this.wake('IF_NEWER');
    while (this.reading !== null) await this.reading;
  }

  private poll(): void {
    this.timer = setTimeout(() => {
      this.wake('IF_NEWER');
      if (!this.isStopped) this.poll();
    }, POLL_MS);
    this.timer.unref();
  }

  private wake(how: Reading): void {
    if (this.isStopped) return;
    if (this.again === null || READINGS.indexOf(how) > READINGS.indexOf(this.again)) this.again = how;
    this.reading ??= this.readUntilQuiet();
  }

  private async readUntilQuiet(): Promise<void> {
    while (this.again !== null && !this.isStopped) {
      const how = this.again;
      this.again = null;
      try {
        await this.readOnce(how);
        this.hasFailed = false;
      } catch (error) {
        this.counted = { ...this.counted, failures: this.counted.failures + 1 };
        if (!this.hasFailed) this.report.failed(error);
        this.hasFailed = true;
        // What had to be read whole still has to be.
        if (how === 'WHOLE') this.wholeAtMs = -Infinity;
      }
    }
    // In the same turn as the last look at `again`: whoever wakes the holder from now on begins a new row of reads.
    this.reading = null;
  }

  private async readOnce(how: Reading): Promise<void> {
    const began = performance.now();
    const held = this.programme;
    if (held === null || how === 'WHOLE' || began - this.wholeAtMs > this.wholeMsMax) await this.readWhole(held);
    else if (how === 'TOUCHED' || (await this.source.version()) > held.version) await this.readTouched(held);
    // What is found is what stood when it was asked, not when the answer came.
    this.readAtMs = began;
  }

  private async readTouched(held: Programme): Promise<void> {
    const began = performance.now();
    const wholeAtMs = this.wholeAtMs;
    // Whatever goes wrong with a change ends in a read of everything, now or at the next try: never in a run that should be off the air.
    this.wholeAtMs = -Infinity;
    const change = await this.source.changes(held.version, held.mark);
    // A hint of what is held already: it was read with the change before.
    const isSame = change?.version === held.version;
    if (change === null || isSame) this.wholeAtMs = wholeAtMs;
    if (change === null) return this.readWhole(held);
    if (isSame) return;
    const programme = recompile(held, change);
    this.wholeAtMs = wholeAtMs;
    this.counted = { ...this.counted, changes: this.counted.changes + 1 };
    this.take(programme, began, 'TOUCHED');
  }

  private async readWhole(held: Programme | null): Promise<void> {
    const began = performance.now();
    const rows = await this.source.read();
    // A state of the rows from before what is held: it came late, and the newer one stays.
    if (held !== null && rows.version < held.version) return;
    this.take(held === null ? compile(rows, sha256Of) : renew(held, rows), began, 'WHOLE');
    this.wholeAtMs = began;
  }

  private take(programme: Programme, began: number, how: LoadKind): void {
    const before = this.programme;
    this.programme = programme;
    this.counted = { ...this.counted, loads: this.counted.loads + 1 };
    this.report.loaded(programme, performance.now() - began, how);
    if (programme === before) return;
    for (const listener of this.listeners) {
      try {
        listener(programme, before);
      } catch (error) {
        this.report.failed(error);
      }
    }
  }
}
