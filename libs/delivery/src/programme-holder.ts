import { compile, type Programme, type ProgrammeRows } from '#domain';

/** Where the programme is read from; `ProgrammeReadModel` of persistence. */
export interface ProgrammeSource {
  version(): Promise<number>;
  read(): Promise<ProgrammeRows>;
}

/** Who wakes the holder at a change; a hint, on top of which it polls. */
export interface ChangeHint {
  start(): void;
  stop(): Promise<void>;
}

export interface HolderReport {
  loaded(programme: Programme, tookMs: number): void;
  /** The first failure of a row of them; the holder goes on with what it has. */
  failed(error: unknown): void;
}

/** How often rows were read or could not be, since the process began. */
export interface HolderCounts {
  readonly loads: number;
  readonly failures: number;
}

const POLL_MS = 1_000;

/**
 * Keeps the compiled programme of one process, and never an older one after a newer.
 *
 * *empty* until the rows were read once; *holding* from then on, also while the database is away: boundaries are facts of
 * time and switch without it. A hint, and a poll each second as a floor, compare the version and read again when it grew;
 * after a lost connection everything is read again, since a hint may have been lost with it. One read at a time: a hint during
 * a read makes another follow.
 */
export class ProgrammeHolder {
  private programme: Programme | null = null;
  private reading: Promise<void> | null = null;
  private again: 'NO' | 'IF_NEWER' | 'ALWAYS' = 'NO';
  private timer: NodeJS.Timeout | null = null;
  private readonly hint: ChangeHint;
  private isStopped = false;
  private hasFailed = false;
  private counted = { loads: 0, failures: 0 };
  /** Of this process' monotonic clock. */
  private readAtMs: number | null = null;

  constructor(
    private readonly source: ProgrammeSource,
    makeHint: (onChange: () => void) => ChangeHint,
    private readonly report: HolderReport,
  ) {
    this.hint = makeHint(() => this.wake('ALWAYS'));
  }

  /** Never waits for the database: what is asked before the first read is answered with static help. */
  start(): void {
    this.hint.start();
    this.wake('ALWAYS');
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

  private wake(how: 'IF_NEWER' | 'ALWAYS'): void {
    if (this.isStopped) return;
    if (this.again !== 'ALWAYS') this.again = how;
    this.reading ??= this.readUntilQuiet();
  }

  private async readUntilQuiet(): Promise<void> {
    while (this.again !== 'NO' && !this.isStopped) {
      const how = this.again;
      this.again = 'NO';
      try {
        await this.readOnce(how);
        this.hasFailed = false;
      } catch (error) {
        this.counted = { ...this.counted, failures: this.counted.failures + 1 };
        if (!this.hasFailed) this.report.failed(error);
        this.hasFailed = true;
      }
    }
    // In the same turn as the last look at `again`: whoever wakes the holder from now on begins a new row of reads.
    this.reading = null;
  }

  private async readOnce(how: 'IF_NEWER' | 'ALWAYS'): Promise<void> {
    const held = this.programme;
    if (held === null || how === 'ALWAYS' || (await this.source.version()) > held.version) {
      const started = performance.now();
      const programme = compile(await this.source.read());
      // A read that began before another's commit may end after it: the newer one stays.
      if (this.programme === null || programme.version >= this.programme.version) this.programme = programme;
      this.counted = { ...this.counted, loads: this.counted.loads + 1 };
      this.report.loaded(programme, performance.now() - started);
    }
    this.readAtMs = performance.now();
  }
}
