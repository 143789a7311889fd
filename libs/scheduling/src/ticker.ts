import { SchedulerRegistry } from '@nestjs/schedule';

/** A gap between two ticks above this means that the process slept, hung or was set to another hour. */
export const RESYNC_GAP_MS = 2_000;
/** Nothing waits longer than this: a longer timer would have to be true, and timers are not. */
export const TICK_MAX_MS = 1_000;
/** The shortest rest: timers know no shorter one. */
const REST_MIN_MS = 1;

/** What a ticker tells of itself. Called between ticks, never at the same time as the work. */
export interface TickReports {
  ticked(tickMs: number): void;
  failed(error: unknown): void;
  /** @param gapMs from the end of a tick to the begin of the next */
  resynced(gapMs: number): void;
}

export interface TickerOptions {
  /** Of the timeout in Nest's SchedulerRegistry. */
  readonly name: string;
  /** Rest between ticks when the work does not ask for less, 1 to TICK_MAX_MS. */
  readonly restMs: number;
  /**
   * The work of a tick.
   *
   * @returns in how many milliseconds it wants to be called again, if that is before `restMs`; null: it does not mind
   */
  readonly work: () => Promise<number | null>;
  readonly reports: TickReports;
}

/**
 * Does a piece of work again and again, at least once a second, one at a time.
 *
 * IDLE, before `start`. RESTING: a timer runs; it goes off, or `wake` ends the rest; then WORKING. WORKING: until the work
 * settles, well or not; then RESTING for what the work asked for. A `wake` meanwhile makes that rest as short as can be.
 * STOPPED, by `stop`: from RESTING at once, from WORKING when the work has settled; never left.
 *
 * The timer is a hint: the work itself looks at the database what is due. So it does no harm that a timer goes off late,
 * early or after the process slept; a long gap is reported, because clocks measured before it are worth nothing.
 */
export class Ticker {
  private state: 'IDLE' | 'RESTING' | 'WORKING' | 'STOPPED' = 'IDLE';
  private isWoken = false;
  private working: Promise<void> = Promise.resolve();
  private restedSince = moment();
  private succeededAt = performance.now();
  private finishedAt = performance.now();

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly options: TickerOptions,
  ) {}

  /** The first tick comes at once. */
  start(): void {
    if (this.state !== 'IDLE') throw new Error(`The ticker ${this.options.name} was started twice.`);
    this.restedSince = moment();
    this.rest(REST_MIN_MS);
  }

  /** Ends the rest, or makes the next one short. */
  wake(): void {
    this.isWoken = true;
    if (this.state !== 'RESTING') return;
    this.registry.deleteTimeout(this.options.name);
    this.rest(REST_MIN_MS);
  }

  /** No tick begins any more; resolves when the one at work has ended. */
  async stop(): Promise<void> {
    if (this.state === 'RESTING') this.registry.deleteTimeout(this.options.name);
    this.state = 'STOPPED';
    await this.working;
  }

  /** Milliseconds since a tick ended, well or not; a large number: the work hangs. */
  sinceFinishedMs(): number {
    return performance.now() - this.finishedAt;
  }

  /** Milliseconds since a tick ended well. */
  sinceSucceededMs(): number {
    return performance.now() - this.succeededAt;
  }

  private rest(restMs: number): void {
    this.state = 'RESTING';
    const timeout = setTimeout(() => {
      this.registry.deleteTimeout(this.options.name);
      this.working = this.tick();
    }, restMs);
    this.registry.addTimeout(this.options.name, timeout);
  }

  /** Never rejects. */
  private async tick(): Promise<void> {
    this.state = 'WORKING';
    this.isWoken = false;
    this.reportGap();
    const wantedMs = await this.work();
    this.finishedAt = performance.now();
    this.restedSince = moment();
    if (this.isStopped()) return;
    const { restMs } = this.options;
    this.rest(this.isWoken ? REST_MIN_MS : Math.min(restMs, TICK_MAX_MS, Math.max(REST_MIN_MS, wantedMs ?? restMs)));
  }

  private async work(): Promise<number | null> {
    const begin = performance.now();
    try {
      const wantedMs = await this.options.work();
      this.succeededAt = performance.now();
      this.options.reports.ticked(this.succeededAt - begin);
      return wantedMs;
    } catch (error) {
      this.options.reports.failed(error);
      return null;
    }
  }

  /** Also `stop` while the work was under way, which the compiler does not see. */
  private isStopped(): boolean {
    return this.state === 'STOPPED';
  }

  /** The monotonic clock sees a process that was held, the wall clock a machine that slept or was set to another hour. */
  private reportGap(): void {
    const now = moment();
    const gapMs = Math.max(now.monotonic - this.restedSince.monotonic, Math.abs(now.wall - this.restedSince.wall));
    if (gapMs > RESYNC_GAP_MS) this.options.reports.resynced(Math.round(gapMs));
  }
}

function moment() {
  return { monotonic: performance.now(), wall: Date.now() };
}
