/**
 * A world for devices: true time, a network, a server with a schedule, and devices whose clocks are wrong, step and sleep. All of
 * it is events out of a seed; nothing waits for real time.
 */
import type { DeviceClock, Fetch, FetchInit, FetchResponse, Timers } from '../../libs/client/src/index.js';

/** Draws in [0, 1) that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

/** True time, UTC epoch milliseconds, and what happens in it, in order. */
export class TrueTime {
  private readonly heap: Event[] = [];
  private orders = 0;

  constructor(public now: number) {}

  at(at: number, run: Event['run']): void {
    const event = { at: Math.max(at, this.now), order: (this.orders += 1), run };
    let place = this.heap.length;
    this.heap.push(event);
    for (let above = (place - 1) >> 1; place > 0 && isBefore(event, this.heap[above]!); above = (place - 1) >> 1) {
      this.heap[place] = this.heap[above]!;
      place = above;
    }
    this.heap[place] = event;
  }

  /** Everything up to `until`, included. */
  async runUntil(until: number): Promise<void> {
    while (this.heap.length > 0 && this.heap[0]!.at <= until) {
      const event = this.pop();
      this.now = event.at;
      const done = event.run();
      if (done !== undefined) await done;
    }
    this.now = until;
  }

  private pop(): Event {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const below = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (below >= heap.length || !isBefore(heap[below]!, last)) break;
      heap[place] = heap[below]!;
      place = below;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Lets everything run on that waits for a promise. */
export const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

export interface DeviceFaults {
  /** Wall clock minus true time, milliseconds. */
  readonly wallOffsetMs?: number;
  /** By how much the monotonic clock runs fast, parts of a million. */
  readonly driftPpm?: number;
  readonly hasMonotonic?: boolean;
  /** Whether it stands still in sleep. */
  readonly standsInSleep?: boolean;
}

/** A phone: two clocks, timers that do not run while it sleeps. */
export class Phone {
  readonly clock: DeviceClock;
  readonly timers: Timers;
  isAsleep = false;
  /** True instant of the last awakening. */
  wokeAt = Number.NEGATIVE_INFINITY;
  private wallOffsetMs: number;
  private stoodMs = 0;
  private sleptFrom = 0;
  private readonly rate: number;
  private readonly bootedAt: number;
  private readonly pending = new Set<PhoneTimer>();

  constructor(
    private readonly time: TrueTime,
    private readonly faults: DeviceFaults = {},
  ) {
    this.wallOffsetMs = faults.wallOffsetMs ?? 0;
    this.rate = 1 + (faults.driftPpm ?? 0) / 1_000_000;
    this.bootedAt = time.now - 1_000;
    this.clock = {
      wallMs: () => Math.floor(time.now + this.wallOffsetMs),
      monotonicMs: faults.hasMonotonic === false ? null : () => this.monotonic(),
    };
    this.timers = {
      set: (run, delayMs) => this.set(run, delayMs),
      clear: (handle) => this.pending.delete(handle as PhoneTimer),
    };
  }

  /** Somebody, or the network, sets the wall clock. */
  step(byMs: number): void {
    this.wallOffsetMs += byMs;
  }

  sleep(): void {
    this.isAsleep = true;
    this.sleptFrom = this.time.now;
  }

  async wake(): Promise<void> {
    if (!this.isAsleep) return;
    if (this.faults.standsInSleep !== false) this.stoodMs += this.time.now - this.sleptFrom;
    this.isAsleep = false;
    this.wokeAt = this.time.now;
    for (const timer of this.pending) this.queue(timer);
  }

  /** The program is gone, and its timers with it. */
  kill(): void {
    this.pending.clear();
  }

  private monotonic(): number {
    const until = this.isAsleep && this.faults.standsInSleep !== false ? this.sleptFrom : this.time.now;
    return (until - this.bootedAt - this.stoodMs) * this.rate;
  }

  private set(run: () => void, delayMs: number): PhoneTimer {
    if (!(delayMs >= 0 && delayMs <= 60_000)) throw new Error(`a timer of ${delayMs} ms`);
    const timer = { run, due: this.monotonic() + delayMs };
    this.pending.add(timer);
    this.queue(timer);
    return timer;
  }

  private queue(timer: PhoneTimer): void {
    const left = (timer.due - this.monotonic()) / this.rate;
    this.time.at(this.time.now + Math.max(0, left), () => {
      if (!this.pending.has(timer) || this.isAsleep) return undefined;
      if (this.monotonic() < timer.due - 0.001) return this.queue(timer);
      this.pending.delete(timer);
      timer.run();
      return settled();
    });
  }
}

interface PhoneTimer {
  readonly run: () => void;
  readonly due: number;
}

/** What a trip over the network comes to. */
export interface Trip {
  readonly upMs: number;
  readonly downMs: number;
  /** LOST: nothing comes back. REFUSED: an error at once. */
  readonly fault?: 'LOST' | 'REFUSED';
}

export type Respond = (request: { readonly url: string; readonly init: FetchInit }) => PlainResponse;

export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Carries requests of one phone to what responds. What arrives while the phone sleeps arrives when it wakes. */
export function network(time: TrueTime, phone: Phone, respond: Respond, trip: () => Trip): Fetch {
  return (url, init) =>
    new Promise<FetchResponse>((resolve, reject) => {
      const { upMs, downMs, fault } = trip();
      if (fault === 'REFUSED') return time.at(time.now + upMs, () => (reject(new Error('refused')), settled()));
      if (fault === 'LOST') return;
      time.at(time.now + upMs, () => {
        const { status, headers, text } = respond({ url, init });
        const response = { status, headers: { get: (name: string) => headers[name] ?? null }, text: async () => text };
        const arrive = (): void | Promise<void> => {
          if (phone.isAsleep) return time.at(time.now + 1_000, arrive);
          resolve(response);
          return settled();
        };
        time.at(time.now + downMs, arrive);
      });
    });
}
