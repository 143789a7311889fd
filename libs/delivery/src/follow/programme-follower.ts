import { setTimeout as wait } from 'node:timers/promises';
import {
  compile,
  renew,
  rowsOf,
  truerReading,
  type Clock,
  type ClockReading,
  type Instant,
  type Programme,
  type ProgrammeRows,
} from '#domain';
import { sha256Of } from '../snapshot/packed-rows.js';
import { afterStep, UnusableSteps, type ProgrammeStep } from './programme-step.js';
import type { ProgrammeSum } from './programme-sum.js';
import type { ProgrammeOrigin } from './served-programme.js';
import { SummedProgramme } from './summed-programme.js';

/** What another process tells of its programme. */
export interface FeedAnswer {
  readonly installation: string;
  readonly version: number;
  /** Since that process knows its programme to stand, when it answered. */
  readonly ageMs: number;
  /** The database's clock as that process knows it, when it answered. */
  readonly now: Instant;
  /** Since that process reached the database; null: it has none. */
  readonly databaseSilentMs: number | null;
  /** Of the list of what is denied; 0: none. */
  readonly denylistSerial: number;
  /** Null: it has nothing newer, or tells `steps`. */
  readonly rows: ProgrammeRows | null;
  /** From the state that it was asked with, in their order; null: it tells everything, or has nothing newer. */
  readonly steps: readonly ProgrammeStep[] | null;
  /** Between asking and the first byte of the answer, without the time that the other one had the question. */
  readonly roundTripMs: number;
  /** When that byte came, by `performance.now()`: with a large programme, the last one comes seconds later. */
  readonly cameAtMs: number;
}

/** How another process is asked; the app does it over HTTP. */
export interface Feed {
  /**
   * @param after the version that is held; null: none
   * @param waitMs how long it may wait for a newer one before it says that there is none
   * @param state the sum of what is held, from which it may tell what has changed; null: everything is wanted
   * @throws when it does not answer as it should, in a few seconds at most beyond `waitMs`; UnusableSteps when what has changed cannot be read
   */
  ask(
    url: string,
    after: number | null,
    waitMs: number,
    signal: AbortSignal,
    state: ProgrammeSum | null,
  ): Promise<FeedAnswer>;
}

/** `WHOLE`: everything was told. `STEPS`: what had changed. */
export type ToldKind = 'WHOLE' | 'STEPS';

/** How often another process' programme was taken, and how often what it told of changes was not. */
export interface FollowerCounts {
  readonly whole: number;
  readonly steps: number;
  readonly refused: number;
}

export interface FollowerReport {
  took(url: string, version: number, how: ToldKind): void;
  /** The first failure of a row of them, of one process. */
  failed(url: string, error: unknown): void;
}

/** Asked again at once: so the programme is never older than this and a round trip while the other one is reached. */
const WAIT_MS = 1_000;
const PAUSE_MS = 250;
/** So often the time is asked for before anything is taken: the first answer comes to a process that has not warmed up, and shows nothing yet. */
const READINGS_MIN = 2;
/** Nothing is newer: the answer tells the time, and no programme. */
const TIME_ONLY = Number.MAX_SAFE_INTEGER;
/** A process that is so old is left for another one, where there is one. */
const STALE_MS = 3_000;

/**
 * The programme of a process that follows others over HTTP instead of a database.
 *
 * It stays with one while that one is fresh, else tries them in turn; it takes whatever is newer than what it holds, from whomever, and
 * never an older one, so that it does not go back when it changes over to a process that lags behind.
 *
 * It asks with the sum of what it holds, and is told the steps from there where they are known. Each must lead to the sum that it says; else
 * nothing of it is taken, and everything is asked for.
 */
export class ProgrammeFollower implements ProgrammeOrigin, Clock {
  private held: { readonly programme: Programme; readonly bornMs: number } | null = null;
  private knownInstallation: string | null = null;
  private reading: ClockReading | null = null;
  private readings = 0;
  /** The host's own clock, until somebody has told the time. */
  private readonly hostAhead = Date.now() - performance.now();
  private running: Promise<void> | null = null;
  private abort = new AbortController();
  private failing = new Set<string>();
  private readonly summed = new SummedProgramme();
  private wantsWhole = false;
  private counted: FollowerCounts = { whole: 0, steps: 0, refused: 0 };

  /**
   * @param urls of the others, at least one, the preferred first
   * @param expected the installation that this process has worked with before; null: none, and the first that answers is taken
   */
  constructor(
    private readonly urls: readonly string[],
    private readonly feed: Feed,
    private readonly report: FollowerReport,
    private readonly expected: () => string | null = () => null,
  ) {}

  start(): void {
    if (this.running !== null) return;
    this.abort = new AbortController();
    const running = this.follow(this.abort.signal).finally(() => {
      if (this.running === running) this.running = null;
    });
    this.running = running;
  }

  async stop(): Promise<void> {
    this.abort.abort();
    const { running } = this;
    this.running = null;
    await running;
  }

  /** Asks each once; resolves when one has given a programme, or all have failed. */
  async askAll(): Promise<void> {
    for (const url of this.urls) if ((await this.askOnce(url, 0, this.abort.signal)) !== null) return;
  }

  current(): Programme | null {
    return this.held?.programme ?? null;
  }

  rows(): ProgrammeRows | null {
    return this.held && rowsOf(this.held.programme);
  }

  ageMs(): number | null {
    return this.held === null ? null : performance.now() - this.held.bornMs;
  }

  /** By the database's clock as the others tell it. */
  now(): Instant {
    return Math.round(performance.now() + (this.reading?.ahead ?? this.hostAhead));
  }

  /** Resolves when the sum of what is held is known. For tests. */
  async settled(): Promise<void> {
    await this.summed.settled();
  }

  counts(): FollowerCounts {
    return this.counted;
  }

  /** Null: nobody has answered yet. */
  installation(): string | null {
    return this.knownInstallation;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let place = 0;
    while (!signal.aborted) {
      const url = this.urls[place % this.urls.length]!;
      const answer = await this.askOnce(url, WAIT_MS, signal);
      const isBehind = answer !== null && answer.version < (this.held?.programme.version ?? 0);
      if (answer !== null && answer.ageMs <= STALE_MS && !isBehind) continue;
      place += 1;
      await wait(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async askOnce(url: string, waitMs: number, signal: AbortSignal): Promise<FeedAnswer | null> {
    try {
      while (this.readings < READINGS_MIN) this.readTime(await this.feed.ask(url, TIME_ONLY, 0, signal, null));
      const held = this.held?.programme ?? null;
      const state = held === null || this.wantsWhole ? null : this.summed.sum(held);
      const answer = await this.feed.ask(url, held?.version ?? null, waitMs, signal, state);
      this.readTime(answer);
      this.take(url, answer);
      this.failing.delete(url);
      return answer;
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof UnusableSteps) {
        this.wantsWhole = true;
        this.counted = { ...this.counted, refused: this.counted.refused + 1 };
      }
      if (!this.failing.has(url)) this.report.failed(url, error);
      this.failing.add(url);
      return null;
    }
  }

  /** @throws when it is of another installation */
  private readTime({ installation, now, roundTripMs, cameAtMs }: FeedAnswer): void {
    const expected = this.expected() ?? this.knownInstallation;
    if (expected !== null && expected !== installation)
      throw new Error(`It is of the installation ${installation}, and this process follows ${expected}.`);
    this.knownInstallation = installation;
    const fresh = { ahead: now + roundTripMs / 2 - cameAtMs, roundTripMs, at: cameAtMs };
    this.reading = truerReading(this.reading, fresh);
    this.readings += 1;
  }

  private take(url: string, answer: FeedAnswer): void {
    const { version, ageMs, roundTripMs, cameAtMs } = answer;
    const held = this.held?.programme ?? null;
    // What was so when the answer left is no younger now than the whole way of it.
    const bornMs = cameAtMs - ageMs - roundTripMs;
    const [programme, how] = this.told(answer, held);
    if (programme !== null && (held === null || programme.version > held.version)) {
      this.held = { programme, bornMs };
      this.counted =
        how === 'WHOLE'
          ? { ...this.counted, whole: this.counted.whole + 1 }
          : { ...this.counted, steps: this.counted.steps + 1 };
      this.report.took(url, programme.version, how);
    } else if (held !== null && version === held.version)
      this.held = { programme: held, bornMs: Math.max(bornMs, this.held!.bornMs) };
  }

  /** What an answer makes of what is held; null: it tells nothing newer. @throws UnusableSteps when its steps do not lead where they say */
  private told({ rows, steps }: FeedAnswer, held: Programme | null): readonly [Programme | null, ToldKind] {
    if (steps !== null) return [this.stepsTaken(steps, held), 'STEPS'];
    if (rows === null || (held !== null && rows.version <= held.version)) return [null, 'WHOLE'];
    const programme = held === null ? compile(rows, sha256Of) : renew(held, rows);
    this.wantsWhole = false;
    this.summed.look(programme);
    return [programme, 'WHOLE'];
  }

  private stepsTaken(steps: readonly ProgrammeStep[], held: Programme | null): Programme | null {
    try {
      return this.afterSteps(steps, held);
    } catch (error) {
      // Whatever is the matter with them: everything is asked for, and not the same again.
      throw error instanceof UnusableSteps ? error : new UnusableSteps('What it tells of changes cannot be applied.');
    }
  }

  private afterSteps(steps: readonly ProgrammeStep[], held: Programme | null): Programme | null {
    const last = steps.at(-1);
    // A second time, or late: it was taken from another one meanwhile.
    if (held === null || last === undefined || last.version <= held.version) return null;
    let programme = held;
    let state = this.summed.sum(held);
    for (const step of steps) {
      if (step.from !== state || step.version < programme.version)
        throw new UnusableSteps(`It tells changes from another state than is held of version ${programme.version}.`);
      programme = afterStep(programme, step);
      state = step.to;
    }
    if (!this.summed.goTo(programme, last.to))
      throw new UnusableSteps(`What it tells of changes does not lead to version ${last.version} as it has it.`);
    return programme;
  }
}
