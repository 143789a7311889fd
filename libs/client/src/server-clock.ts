/**
 * The server's time, on a device whose own clock may be wrong, step, or stand still in its sleep.
 *
 * What is known is an interval, never a point: the server's time minus the monotonic clock lies in [lo, hi]. A response
 * that was sent for at `m0`, came at `m1` and says it was served at `S` tells that S - m1 <= offset <= S + 1 - m0: the middle
 * of the round trip, give or take half of it. Several such intervals hold at once, so they are intersected; in between
 * they widen by what a quartz may drift.
 *
 * The interval is used from both ends: what ends is hidden when its end MAY have come (hi), what begins is shown when its
 * beginning MUST have come (lo). Neither is ever the wrong way round, whatever the round trip was.
 *
 * Unknown: nothing was learnt. Left by a response, or by what was stored (quality STORED).
 * Stored: the device's own clock plus the offset it had when the app last ran. True as long as nobody set that clock in
 *   between; hence not intersected with, but replaced by, the first response.
 * Synchronised: at least one response. Left for Unknown only where there is no monotonic clock and the wall clock stepped.
 *
 * Sleep: the wall clock ran on further than the monotonic one. Either the device slept with its monotonic clock standing,
 * or somebody set the wall clock. `hi` moves by the difference at once (what may have ended is hidden), `lo` does not (what
 * may not have begun is not shown), and `isShaken` asks for a fresh response.
 */
import type { DeviceClock } from './ports.js';

/** Parts of a million by which a clock may run fast or slow between two responses: what NTP itself corrects by at most. */
export const DRIFT_PPM = 500;
/** `Age` is in whole seconds, and each cache on the way may round and may add its own trip. */
export const AGE_SLACK_MS = 2_000;
/** A Date further from the answer than any cache keeps it is a clock that is wrong. */
const DATED_MS_MAX = 600_000;
/** Clocks that run apart by more than this were stepped, or one stood still. */
export const STEP_MS = 2_000;
/** What the rounding of two clocks may look like; no device sleeps for so short a time. */
const ROUNDING_MS = 50;
/** What the wall clock is trusted to from one run of the app to the next, besides drift. */
export const STORED_SLACK_MS = 1_000;
/** So many responses in a row from before what is known, and the server's own clock went back. */
const CONTRADICTIONS_MAX = 3;

/** The server's time lies in [loMs, hiMs], UTC epoch milliseconds. */
export interface Between {
  readonly loMs: number;
  readonly hiMs: number;
}

/** How both clocks stood at a moment. */
export interface Reading {
  /** Of the monotonic clock; where there is none, of the wall clock. */
  readonly ms: number;
  /** Wall clock minus that. */
  readonly differenceMs: number;
}

export interface ClockSample {
  /** When the server says it answered, UTC epoch milliseconds. */
  readonly servedAtMs: number;
  /** Seconds a cache had it; null: no cache said so. */
  readonly ageSeconds: number | null;
  /** When the last sender says it sent it, whole seconds; null: not readable. A cache that sends no Age gives itself away by it. */
  readonly dateMs: number | null;
  readonly sent: Reading;
  readonly received: Reading;
}

export interface StoredSync {
  readonly wallMs: number;
  readonly loMs: number;
  readonly hiMs: number;
}

interface Known {
  readonly quality: 'STORED' | 'SYNCHRONISED';
  readonly lo: number;
  readonly hi: number;
  /** Reading of the monotonic clock when it was learnt. */
  readonly monotonic: number;
  /** By how much the wall clock has run ahead of the monotonic one since, every time summed; steps back take nothing away. */
  readonly ahead: number;
  /** The difference of the clocks from which the next running ahead is counted. */
  readonly base: number;
}

export class ServerClock {
  private known: Known | null = null;
  private contradictions = 0;
  private shaken = false;
  private lastWall: number | null = null;

  /** @param device asked at every call @param observeMsMax how far apart two calls of `observe` are while the device is awake */
  constructor(
    private readonly device: DeviceClock,
    private readonly observeMsMax: number,
  ) {}

  /** The monotonic clock; where there is none, the wall clock. Milliseconds. */
  reading(): number {
    return this.device.monotonicMs?.() ?? this.device.wallMs();
  }

  readings(): Reading {
    const ms = this.reading();
    return { ms, differenceMs: this.device.monotonicMs === null ? 0 : this.device.wallMs() - ms };
  }

  quality(): 'UNKNOWN' | 'STORED' | 'SYNCHRONISED' {
    return this.known?.quality ?? 'UNKNOWN';
  }

  /** Null: unknown. */
  now(): Between | null {
    this.observe();
    if (this.known === null) return null;
    const reading = this.reading();
    const { lo, hi } = widened(this.known, reading);
    const pending = Math.max(0, this.device.wallMs() - reading - this.known.base);
    return { loMs: reading + lo, hiMs: reading + hi + pending };
  }

  /** Looks whether a clock stepped or stood still; to be called at least every `observeMsMax`. */
  observe(): void {
    const wall = this.device.wallMs();
    const { known, lastWall } = this;
    this.lastWall = wall;
    if (known === null) return;
    if (this.device.monotonicMs === null) {
      if (lastWall !== null && (wall < lastWall || wall - lastWall > this.observeMsMax + STEP_MS)) this.forget();
      return;
    }
    const difference = wall - this.reading();
    const step = difference - known.base;
    if (Math.abs(step) > STEP_MS) this.shaken = true;
    if (step > ROUNDING_MS) this.known = { ...known, ahead: known.ahead + step, base: difference };
    if (step < 0) this.known = { ...known, base: difference };
  }

  /** True once after a clock stepped or stood still: a response is needed soon. */
  takeShaken(): boolean {
    const { shaken } = this;
    this.shaken = false;
    return shaken;
  }

  /** @returns false: the sample contradicts what is known and was left out */
  learn(sample: ClockSample): boolean {
    this.observe();
    const [lo, hi] = offsetsOf(sample);
    const prior = this.known?.quality === 'SYNCHRONISED' ? widened(this.known, sample.received.ms) : null;
    if (prior !== null && hi < prior.lo) {
      this.contradictions += 1;
      if (this.contradictions < CONTRADICTIONS_MAX) return false;
    }
    this.contradictions = 0;
    const isJoined = prior !== null && hi >= prior.lo && lo <= prior.hi;
    this.known = {
      quality: 'SYNCHRONISED',
      lo: isJoined ? Math.max(lo, prior.lo) : lo,
      hi: isJoined ? Math.min(hi, prior.hi) : hi,
      monotonic: sample.received.ms,
      ahead: 0,
      // A device that fell asleep with the request on its way is found out by the next look.
      base: sample.sent.differenceMs,
    };
    this.observe();
    return true;
  }

  /** What the next run of the app may start from; null: nothing is known. */
  stored(): StoredSync | null {
    const now = this.now();
    return now === null ? null : { wallMs: this.device.wallMs(), ...now };
  }

  /** Starts from what an earlier run stored, unless the device's clock has gone back behind it, or something better is known. */
  restore({ wallMs, loMs, hiMs }: StoredSync): void {
    const wall = this.device.wallMs();
    const elapsed = wall - wallMs;
    const areNumbers = [wallMs, loMs, hiMs].every((one) => Number.isFinite(one));
    if (this.known?.quality === 'SYNCHRONISED' || !areNumbers || elapsed < 0 || loMs > hiMs) return;
    const monotonic = this.reading();
    const slack = STORED_SLACK_MS + driftOf(elapsed);
    this.known = {
      quality: 'STORED',
      lo: loMs + elapsed - slack - monotonic,
      hi: hiMs + elapsed + slack - monotonic,
      monotonic,
      ahead: 0,
      base: wall - monotonic,
    };
  }

  private forget(): void {
    this.known = null;
    this.shaken = true;
  }
}

function driftOf(elapsedMs: number): number {
  return (Math.max(0, elapsedMs) * DRIFT_PPM) / 1_000_000;
}

function widened({ lo, hi, monotonic, ahead }: Known, reading: number): { readonly lo: number; readonly hi: number } {
  const drift = driftOf(reading - monotonic);
  return { lo: lo - drift, hi: hi + drift + ahead };
}

/** The bounds of server time minus monotonic time that one response proves. */
function offsetsOf({ servedAtMs, ageSeconds, dateMs, sent, received }: ClockSample): [lo: number, hi: number] {
  const tripMs = received.ms - sent.ms;
  const sentMs = sent.ms - driftOf(tripMs);
  const dated = dateMs === null ? 0 : dateMs - servedAtMs;
  const isDated = dated > tripMs + AGE_SLACK_MS && dated <= DATED_MS_MAX;
  if (ageSeconds === null && !isDated) return [servedAtMs - received.ms, servedAtMs + 1 - sentMs];
  const agedMs = Math.max((ageSeconds ?? 0) * 1_000, isDated ? dated : 0);
  // The Date is of another clock: it may say that something is over, never that something has begun.
  const loAgeMs = Math.max(0, (ageSeconds ?? 0) * 1_000 - AGE_SLACK_MS);
  return [servedAtMs + loAgeMs - received.ms, servedAtMs + agedMs + AGE_SLACK_MS - sentMs];
}
