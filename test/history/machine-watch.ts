import { readFileSync } from 'node:fs';
import type { Instant } from '#domain';

const BEAT_MS = 20;

/** A process whose waiting for a core is written down, through all of its lives. */
export interface Watched {
  /** Null: it does not run. */
  pid: number | null;
}

interface Series extends Watched {
  /** Of the process that `seenMs` is of. */
  seenPid: number | null;
  seenMs: number;
  /** Up to each beat, milliseconds. */
  readonly waitedMs: number[];
}

/**
 * Tells a machine that had no core to give from a process that was slow.
 *
 * Of each watched process the kernel counts how long its main thread was ready to run and stood in the queue; a process that is busy, blocked or
 * asleep does not stand there, so that what it does wrong is never taken for waiting. Of this process, in which the relays are, a beat says how late
 * it came, for whichever reason. Without `/proc`, nobody has waited.
 */
export class MachineWatch {
  private readonly beats: Instant[] = [];
  private readonly lateMs: number[] = [];
  private readonly all: Series[] = [];
  private timer: NodeJS.Timeout | null = null;
  private beatAtMs = 0;

  start(): void {
    this.beatAtMs = performance.now();
    this.timer = setInterval(() => this.beat(), BEAT_MS);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  /** From now on; the caller tells of each new life by `pid`. */
  watch(): Watched {
    const series = { pid: null, seenPid: null, seenMs: 0, waitedMs: this.beats.map(() => 0) };
    this.all.push(series);
    return series;
  }

  /** How long a watched process stood in the queue, and this one was late, in `[from, to]` and up to a beat more on both sides. */
  waitedMs(watched: Watched, from: Instant, to: Instant): number {
    const series = this.all.find((one) => one === watched);
    if (series === undefined || this.beats.length === 0) return 0;
    const [first, last] = [this.beatBefore(from), this.beatAfter(to)];
    const within = (sums: readonly number[]) => (sums[last] ?? 0) - (sums[first] ?? 0);
    return within(series.waitedMs) + within(this.lateMs);
  }

  /** Of all that was watched and this process itself, from the first beat on. */
  sums(): { readonly lateMs: number; readonly queuedMs: readonly number[] } {
    return {
      lateMs: Math.round(this.lateMs.at(-1) ?? 0),
      queuedMs: this.all.map(({ waitedMs }) => Math.round(waitedMs.at(-1) ?? 0)),
    };
  }

  private beat(): void {
    const now = performance.now();
    this.lateMs.push((this.lateMs.at(-1) ?? 0) + Math.max(0, now - this.beatAtMs - BEAT_MS));
    this.beatAtMs = now;
    this.beats.push(Date.now());
    for (const series of this.all) series.waitedMs.push((series.waitedMs.at(-1) ?? 0) + newlyQueuedMs(series));
  }

  private beatBefore(at: Instant): number {
    return Math.max(0, this.beatAfter(at) - 1);
  }

  /** The first beat at or after; the last one when there is none. */
  private beatAfter(at: Instant): number {
    let [low, high] = [0, this.beats.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.beats[middle]! >= at) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low);
  }
}

function newlyQueuedMs(series: Series): number {
  const { pid } = series;
  const nowMs = pid === null ? null : queuedMs(pid);
  if (nowMs === null) return 0;
  // What it waited at its start, before anybody asked it anything, counts for nobody.
  const before = series.seenPid === pid ? series.seenMs : nowMs;
  [series.seenPid, series.seenMs] = [pid, nowMs];
  return nowMs - before;
}

/** Null: it has ended, or this is no Linux. */
function queuedMs(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return null;
  }
}
