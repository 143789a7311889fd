import { setTimeout as wait } from 'node:timers/promises';
import { compile, renew, rowsOf, type Clock, type Instant, type Programme, type ProgrammeRows } from '#domain';
import type { ProgrammeOrigin } from './served-programme.js';

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
  /** Null: it has nothing newer. */
  readonly rows: ProgrammeRows | null;
  /** Between asking and the first byte of the answer, without what it was told to wait. */
  readonly roundTripMs: number;
}

/** How another process is asked; the app does it over HTTP. */
export interface Feed {
  /**
   * @param after the version that is held; null: none
   * @param waitMs how long it may wait for a newer one before it says that there is none
   * @throws when it does not answer as it should, in a few seconds at most beyond `waitMs`
   */
  ask(url: string, after: number | null, waitMs: number, signal: AbortSignal): Promise<FeedAnswer>;
}

export interface FollowerReport {
  took(url: string, version: number): void;
  /** The first failure of a row of them, of one process. */
  failed(url: string, error: unknown): void;
}

/** Asked again at once: so the programme is never older than this and a round trip while the other one is reached. */
const WAIT_MS = 1_000;
const PAUSE_MS = 250;
/** A process that is so old is left for another one, where there is one. */
const STALE_MS = 3_000;

/**
 * The programme of a process that follows others over HTTP instead of a database.
 *
 * It stays with one while that one is fresh, else tries them in turn; it takes whatever is newer than what it holds, from whomever, and
 * never an older one, so that it does not go back when it changes over to a process that lags behind.
 */
export class ProgrammeFollower implements ProgrammeOrigin, Clock {
  private held: { readonly programme: Programme; readonly bornMs: number } | null = null;
  private known: { readonly installation: string | null; readonly ahead: number; readonly roundTripMs: number };
  private running: Promise<void> | null = null;
  private abort = new AbortController();
  private failing = new Set<string>();

  /**
   * @param urls of the others, at least one, the preferred first
   * @param expected the installation that this process has worked with before; null: none, and the first that answers is taken
   */
  constructor(
    private readonly urls: readonly string[],
    private readonly feed: Feed,
    private readonly report: FollowerReport,
    private readonly expected: () => string | null = () => null,
  ) {
    this.known = { installation: null, ahead: Date.now() - performance.now(), roundTripMs: Infinity };
  }

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
    return Math.round(performance.now() + this.known.ahead);
  }

  /** Null: nobody has answered yet. */
  installation(): string | null {
    return this.known.installation;
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
      const answer = await this.feed.ask(url, this.held?.programme.version ?? null, waitMs, signal);
      const installation = this.expected() ?? this.known.installation;
      if (installation !== null && installation !== answer.installation)
        throw new Error(`It is of the installation ${answer.installation}, and this process follows ${installation}.`);
      this.take(url, answer);
      this.failing.delete(url);
      return answer;
    } catch (error) {
      if (signal.aborted) return null;
      if (!this.failing.has(url)) this.report.failed(url, error);
      this.failing.add(url);
      return null;
    }
  }

  private take(url: string, answer: FeedAnswer): void {
    const { rows, version, ageMs, roundTripMs, now, installation } = answer;
    const received = performance.now();
    // A quicker round trip tells the time better; a slow one only when there was none for a while.
    const isTruer = roundTripMs <= this.known.roundTripMs * 1.5;
    this.known = {
      installation,
      ahead: isTruer ? now + roundTripMs / 2 - received : this.known.ahead,
      roundTripMs: isTruer ? roundTripMs : this.known.roundTripMs * 1.1,
    };
    const held = this.held?.programme ?? null;
    // What was so when the answer left is no younger now than the whole way of it.
    const bornMs = received - ageMs - roundTripMs;
    if (rows !== null && (held === null || rows.version > held.version)) {
      this.held = { programme: held === null ? compile(rows) : renew(held, rows), bornMs };
      this.report.took(url, rows.version);
    } else if (held !== null && version === held.version)
      this.held = { programme: held, bornMs: Math.max(bornMs, this.held!.bornMs) };
  }
}
