import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';

/** One virtual process: its clock, and whether it lives. */
export interface VirtualHost {
  readonly name: string;
  /** How far its wall clock is ahead of true time, milliseconds. */
  wallAheadMs: number;
  isDead: boolean;
  /** Stopped until then, as by SIGSTOP; 0: it runs. */
  heldUntil: number;
}

/** One row of work of a process, and one connection; everything that runs inside of it sees virtual time. */
export interface Lane {
  readonly name: string;
  readonly host: VirtualHost;
  readonly time: VirtualTime;
  /** Where its statements go. */
  readonly gate: unknown;
}

export const currentLane = new AsyncLocalStorage<Lane>();

interface VirtualTimer {
  at: number;
  readonly seq: number;
  readonly lane: Lane;
  readonly fire: () => void;
}

/** Longer ones overflow: Node fires them after a millisecond, and so do we. */
const TIMER_MS_MAX = 2 ** 31 - 1;

class TimerHandle {
  constructor(readonly timer: VirtualTimer) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

/** True time, the timers of all lanes, and the bytes that stand for chance. Nothing here moves by itself. */
export class VirtualTime {
  /** Milliseconds since the simulation began, always forwards. */
  elapsed = 0;
  /** How far the database's clock is ahead of true time. */
  databaseAheadMs = 0;
  private timers: VirtualTimer[] = [];
  private made = 0;

  constructor(
    /** True time at the beginning, UTC epoch milliseconds. */
    readonly begin: number,
    readonly drawBytes: (size: number) => Buffer,
  ) {}

  /** The latest that the database's clock has shown to anybody; it may have been set back since. */
  databaseHighest = 0;

  databaseNow(): number {
    const now = this.begin + this.elapsed + this.databaseAheadMs;
    this.databaseHighest = Math.max(this.databaseHighest, now);
    return now;
  }

  wallOf(host: VirtualHost): number {
    return this.begin + this.elapsed + host.wallAheadMs;
  }

  addTimer(lane: Lane, work: () => void, askedMs: number): TimerHandle {
    const ms = askedMs >= 1 && askedMs <= TIMER_MS_MAX ? Math.trunc(askedMs) : 1;
    this.made += 1;
    const timer: VirtualTimer = {
      at: this.elapsed + ms,
      seq: this.made,
      lane,
      fire: () => currentLane.run(lane, work),
    };
    this.timers.push(timer);
    return new TimerHandle(timer);
  }

  cancel(handle: TimerHandle): void {
    this.timers = this.timers.filter((timer) => timer !== handle.timer);
  }

  /** When the next timer goes off; Infinity: none. */
  nextTimerAt(): number {
    return Math.min(Infinity, ...this.timers.map(dueAt));
  }

  /** Fires the one timer that is due first, if any is. */
  fireNext(): boolean {
    const due = this.timers
      .filter((timer) => dueAt(timer) <= this.elapsed)
      .sort((a, b) => dueAt(a) - dueAt(b) || a.lane.name.localeCompare(b.lane.name) || a.seq - b.seq)[0];
    if (due === undefined) return false;
    this.timers = this.timers.filter((timer) => timer !== due);
    if (!due.lane.host.isDead) due.fire();
    return true;
  }

  isResting(lane: Lane): boolean {
    return this.timers.some((timer) => timer.lane === lane);
  }

  dropDead(): void {
    this.timers = this.timers.filter((timer) => !timer.lane.host.isDead);
  }

  /** A quiet time passes over: what would have ticked and found nothing is left out, every rest is as long as before. */
  leap(ms: number): void {
    this.elapsed += ms;
    for (const timer of this.timers) timer.at += ms;
  }
}

function dueAt(timer: VirtualTimer): number {
  return Math.max(timer.at, timer.lane.host.heldUntil);
}

let isInstalled = false;

/** Puts virtual time in front of Node's clocks, timers and random bytes, for what runs inside of a lane only. */
export function installVirtualTime(): void {
  if (isInstalled) return;
  isInstalled = true;
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    dateNow: Date.now.bind(Date),
    monotonic: performance.now.bind(performance),
    random: Math.random.bind(Math),
    randomBytes: crypto.randomBytes.bind(crypto),
  };
  globalThis.setTimeout = ((work: (...args: unknown[]) => void, ms = 1, ...args: unknown[]) => {
    const lane = currentLane.getStore();
    return lane === undefined
      ? real.setTimeout(work, ms, ...args)
      : lane.time.addTimer(lane, () => work(...args), Number(ms));
  }) as typeof setTimeout;
  globalThis.clearTimeout = ((handle: unknown) => {
    if (handle instanceof TimerHandle) handle.timer.lane.time.cancel(handle);
    else real.clearTimeout(handle as NodeJS.Timeout);
  }) as typeof clearTimeout;
  Date.now = () => {
    const lane = currentLane.getStore();
    return lane === undefined ? real.dateNow() : lane.time.wallOf(lane.host);
  };
  const monotonic = () => currentLane.getStore()?.time.elapsed ?? real.monotonic();
  Object.defineProperty(globalThis.performance, 'now', { value: monotonic, configurable: true, writable: true });
  Math.random = () => {
    const lane = currentLane.getStore();
    return lane === undefined ? real.random() : lane.time.drawBytes(4).readUInt32BE() / 2 ** 32;
  };
  const bytes = (size: number) => currentLane.getStore()?.time.drawBytes(size) ?? real.randomBytes(size);
  crypto.randomBytes = bytes as typeof crypto.randomBytes;
  syncBuiltinESMExports();
}

/** The order of two texts, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
