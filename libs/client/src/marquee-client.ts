/**
 * What Marquee has on air, on the device.
 *
 * Two machines, apart: what is SHOWN is a pure function of the answer held and of the server's time (air.ts, with its table of
 * phases); when to ASK is drawn (cadence.ts). Neither waits for the other: a boundary needs no request, and a request that
 * comes late, or never, changes nothing that is shown but by its answer.
 *
 * Asking, mode by mode:
 *
 * STOPPED     before `start()` and after `stop()`; no timer, no request.
 * WAITING     an instant is drawn. Left when it has come, by `refresh()` (at most every REFRESH_MS_MIN; not while the circuit is
 *             open), by `wake()` when the instant has passed, and soon after a clock stepped or the device slept.
 * ASKING      one request is on its way, never two; several surfaces are asked one after another. Left by an answer or a 304 to
 *             WAITING for the next poll or the boundary, by anything else to BACKING_OFF, by `stop()`.
 * BACKING_OFF as WAITING, further apart with each failure and not before a Retry-After is over; after CIRCUIT_FAILURES the circuit
 *             is open. Left as WAITING is; the first success closes the circuit.
 *
 * One timer runs, at most TICK_MS long: it sees a clock that stepped or a device that slept, and no delay can overflow.
 */
import { Asker, type Outcome } from './asker.js';
import { seenAs, type AirState } from './air-state.js';
import type { ViewerInput } from './answer.js';
import { CADENCE, CIRCUIT_FAILURES, pauseAfterAnswer, pauseAfterFailure, type Cadence } from './cadence.js';
import {
  deviceClock,
  deviceFetch,
  deviceTimers,
  isBrowser,
  type DeviceClock,
  type DeviceStorage,
  type Fetch,
  type Timers,
} from './ports.js';
import { ServerClock } from './server-clock.js';
import { Shelf, viewerKey } from './shelf.js';

export type Listener = (state: AirState) => void;

export interface MarqueeClientOptions {
  /** The delivery endpoint, such as https://marquee.example.org/graphql. */
  readonly url: string;
  /** Slugs; several share one cadence. */
  readonly surface: string | readonly string[];
  /** As a function it is asked again whenever it is needed: a device travels. */
  readonly viewer?: ViewerInput | (() => ViewerInput);
  /** `localStorage`, AsyncStorage, or anything like them. Null or left out: nothing is kept from run to run. */
  readonly storage?: DeviceStorage | null;
  readonly storagePrefix?: string;
  /**
   * WAIT: what was stored is shown once the server's time is known again. STORED (unless said): at once, by the device's clock and
   * its offset of last time, which is wrong if somebody set that clock while the app was closed.
   */
  readonly coldStart?: 'STORED' | 'WAIT';
  readonly onChange?: Listener;
  /** GET unless said: caches can keep it. */
  readonly method?: 'GET' | 'POST';
  /** BROWSER in a browser, ETAG elsewhere unless said. */
  readonly revalidation?: 'ETAG' | 'BROWSER' | 'NONE';
  readonly cadence?: Partial<Cadence>;
  readonly timeoutMs?: number;
  /** Between two looks at the clocks, 100 to 60,000; a second unless said. */
  readonly tickMs?: number;
  readonly fetch?: Fetch;
  readonly clock?: DeviceClock;
  readonly timers?: Timers;
  /** In [0, 1). */
  readonly random?: () => number;
}

export interface MarqueeClient {
  start(): void;
  stop(): void;
  /** What to show now; the first surface unless said. @throws RangeError for a surface it was not made for */
  current(surface?: string): AirState;
  /** @returns ends it */
  subscribe(listener: Listener): () => void;
  /** Asks now, unless it asked within REFRESH_MS_MIN or the circuit is open. Never rejects. */
  refresh(): Promise<void>;
  /** For an app that comes to the foreground: looks at the clocks and asks if it is time. */
  wake(): void;
  /** The server's time as the device knows it, UTC epoch milliseconds, give or take; null: not known. */
  time(): { readonly nowMs: number; readonly uncertaintyMs: number } | null;
}

export const TICK_MS = 1_000;
export const REFRESH_MS_MIN = 10_000;
const TIMEOUT_MS = 10_000;
const LOAD_MS_MAX = 1_000;
/** After a clock stepped, the device slept, or the viewer is another one, it asks within this. */
const SHAKEN_MS = 5_000;
const SAVE_MS_MIN = 600_000;

/** @throws RangeError when an option cannot be */
export function createMarqueeClient(options: MarqueeClientOptions): MarqueeClient {
  return new DeviceClient(options);
}

interface Shown {
  readonly key: string;
  readonly state: AirState;
}

class DeviceClient implements MarqueeClient {
  private readonly timers: Timers;
  private readonly clock: ServerClock;
  private readonly asker: Asker;
  private readonly shelves: readonly Shelf[];
  private readonly random: () => number;
  private readonly cadence: Cadence;
  private readonly tickMs: number;
  private readonly listeners = new Set<Listener>();
  private readonly shown = new Map<string, Shown>();
  private readonly told = new Map<string, string>();
  private isRunning = false;
  /** Grows with each start, so that what was begun before a stop finds itself outdated. */
  private run = 0;
  private timer: unknown = null;
  private asking: Promise<void> | null = null;
  private askAt = 0;
  /** The viewer it was last asked for; null: about to be asked for another. */
  private askedFor: string | null = null;
  private askedAt = Number.NEGATIVE_INFINITY;
  private savedAt = Number.NEGATIVE_INFINITY;
  private failures = 0;

  constructor(private readonly options: MarqueeClientOptions) {
    const { clock = deviceClock(), timers = deviceTimers(), fetch = deviceFetch(), random = Math.random } = options;
    const surfaces = typeof options.surface === 'string' ? [options.surface] : [...new Set(options.surface)];
    if (surfaces.length === 0) throw new RangeError('marquee: no surface is named. Give at least one slug.');
    this.tickMs = options.tickMs ?? TICK_MS;
    if (!(this.tickMs >= 100 && this.tickMs <= 60_000)) {
      throw new RangeError(`marquee: tickMs is ${options.tickMs}; 100 to 60,000 is allowed.`);
    }
    this.cadence = { ...CADENCE, ...options.cadence };
    this.timers = timers;
    this.random = random;
    this.clock = new ServerClock(clock, this.tickMs);
    this.asker = new Asker({
      url: options.url,
      fetch,
      timers,
      readings: () => this.clock.readings(),
      method: options.method ?? 'GET',
      revalidation: options.revalidation ?? (isBrowser() ? 'BROWSER' : 'ETAG'),
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    });
    const prefix = options.storagePrefix ?? 'marquee';
    this.shelves = surfaces.map((surface) => new Shelf(surface, options.storage ?? null, prefix));
    if (options.onChange !== undefined) this.listeners.add(options.onChange);
  }

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.run += 1;
    this.failures = 0;
    this.askAt = this.clock.reading();
    void this.open(this.run);
  }

  stop(): void {
    this.isRunning = false;
    this.run += 1;
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    this.asker.abort();
  }

  current(surface = this.shelves[0]!.surface): AirState {
    const shelf = this.shelves.find((one) => one.surface === surface);
    if (shelf === undefined) {
      const known = this.shelves.map((one) => one.surface).join(', ');
      throw new RangeError(`marquee: this client was not made for the surface "${surface}"; it asks ${known}.`);
    }
    return this.look(shelf).state;
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    const isTooSoon = this.clock.reading() - this.askedAt < REFRESH_MS_MIN || this.failures >= CIRCUIT_FAILURES;
    if (this.asking === null && this.isRunning && !isTooSoon) this.ask();
    await this.asking;
  }

  wake(): void {
    if (this.isRunning) this.tick();
  }

  time(): { readonly nowMs: number; readonly uncertaintyMs: number } | null {
    const now = this.clock.now();
    return now && { nowMs: (now.loMs + now.hiMs) / 2, uncertaintyMs: (now.hiMs - now.loMs) / 2 };
  }

  /** A storage that hangs is not waited for: the network may know. */
  private async open(run: number): Promise<void> {
    if (this.options.storage) {
      await new Promise<void>((done) => {
        const handle = this.timers.set(done, LOAD_MS_MAX);
        void this.load().finally(() => {
          this.timers.clear(handle);
          done();
        });
      });
    }
    if (run === this.run) this.tick();
  }

  private async load(): Promise<void> {
    const viewer = viewerKey(this.viewer());
    const syncs = await Promise.all(this.shelves.map((shelf) => shelf.load(viewer)));
    if (this.options.coldStart === 'WAIT') return;
    // The one that was stored last lies least in the past.
    const known = syncs.flatMap((sync) => sync ?? []).sort((a, b) => b.wallMs - a.wallMs);
    if (known[0] !== undefined) this.clock.restore(known[0]);
  }

  private viewer(): ViewerInput {
    const { viewer = {} } = this.options;
    return typeof viewer === 'function' ? viewer() : viewer;
  }

  private look(shelf: Shelf): Shown & { readonly changesInMs: number | null } {
    const viewer = this.viewer();
    const key = viewerKey(viewer);
    const seen = seenAs({
      surface: shelf.surface,
      answer: shelf.answerFor(key),
      strayHelp: shelf.helpFor(key),
      locale: viewer.locale,
      now: this.clock.now(),
    });
    const before = this.shown.get(shelf.surface);
    const shown = before?.key === seen.key ? before : { key: seen.key, state: seen.state() };
    this.shown.set(shelf.surface, shown);
    return { ...shown, changesInMs: seen.air.changesInMs };
  }

  /** Shows what is to be shown, asks if it is time, and waits for what comes first. */
  private tick(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.clock.observe();
    const reading = this.clock.reading();
    const isOther = this.askedFor !== null && this.askedFor !== viewerKey(this.viewer());
    if (isOther) this.askedFor = null;
    if ((this.clock.takeShaken() || isOther) && this.failures === 0) {
      this.askAt = Math.min(this.askAt, reading + SHAKEN_MS * this.random());
    }
    if (this.asking === null && reading >= this.askAt) this.ask();
    const changes = this.shelves.map((shelf) => this.tell(shelf));
    const askIn = this.asking === null ? this.askAt - reading : this.tickMs;
    const pause = Math.max(0, Math.min(this.tickMs, askIn, ...changes));
    // Rounded up: a timer that fires a moment early would only be set again.
    this.timer = this.timers.set(() => this.tick(), Math.ceil(pause));
  }

  /** @returns milliseconds until it changes by itself */
  private tell(shelf: Shelf): number {
    const { key, state, changesInMs } = this.look(shelf);
    if (this.told.get(shelf.surface) !== key) {
      this.told.set(shelf.surface, key);
      for (const listener of this.listeners) this.tellOne(listener, state);
    }
    return changesInMs ?? Number.POSITIVE_INFINITY;
  }

  /** What a listener does wrong is the app's to see, and stops nothing here. */
  private tellOne(listener: Listener, state: AirState): void {
    try {
      listener(state);
    } catch (error) {
      this.timers.set(() => {
        throw error;
      }, 0);
    }
  }

  private ask(): void {
    const { run } = this;
    this.askedAt = this.clock.reading();
    this.asking = this.round(run).finally(() => {
      this.asking = null;
      if (run === this.run) this.tick();
    });
  }

  /** Every surface once, one after another; the first failure ends the round: what is ill is not asked for more. */
  private async round(run: number): Promise<void> {
    let maxAgeMs = 0;
    for (const shelf of this.shelves) {
      const viewer = this.viewer();
      const key = viewerKey(viewer);
      this.askedFor = key;
      const outcome = await this.asker.ask({ surface: shelf.surface, viewer, etag: shelf.etagFor(key) });
      if (run !== this.run) return;
      if (outcome.kind === 'FAILED') return this.fail(shelf, key, outcome);
      const isNew = this.take(shelf, key, outcome);
      if (isNew || this.clock.reading() - this.savedAt >= SAVE_MS_MIN) this.save(shelf);
      maxAgeMs = Math.max(maxAgeMs, outcome.maxAgeMs);
    }
    this.failures = 0;
    this.askAt = this.clock.reading() + pauseAfterAnswer(this.cadence, maxAgeMs, this.boundaryInMs(), this.random);
  }

  private take(shelf: Shelf, viewer: string, outcome: Exclude<Outcome, { kind: 'FAILED' }>): boolean {
    if (outcome.sample !== null) this.clock.learn(outcome.sample);
    if (outcome.kind === 'SAME') return false;
    const { answer, etag } = outcome;
    return shelf.take({ answer, etag }, viewer, this.clock.now());
  }

  private fail(shelf: Shelf, viewer: string, { help, retryAfterMs }: Extract<Outcome, { kind: 'FAILED' }>): void {
    if (help !== null) shelf.takeHelp(help, viewer);
    this.failures += 1;
    const isEmptyHanded = shelf.answerFor(viewer) === null;
    this.askAt =
      this.clock.reading() + pauseAfterFailure(this.cadence, this.failures, retryAfterMs, isEmptyHanded, this.random);
  }

  private save(shelf: Shelf): void {
    this.savedAt = this.clock.reading();
    void shelf.save(this.clock.stored());
  }

  /** Milliseconds until the first validUntil of all surfaces; null: nothing is held. */
  private boundaryInMs(): number | null {
    const viewer = viewerKey(this.viewer());
    const time = this.time();
    if (time === null) return null;
    const ends = this.shelves.flatMap((shelf) => shelf.answerFor(viewer)?.validUntil ?? []);
    return ends.length === 0 ? null : Math.min(...ends.map((end) => Date.parse(end) - time.nowMs));
  }
}
