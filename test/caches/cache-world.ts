import { Asked, FinishedBody, Front, noneMatchHits, type AnswerFacts, type Question } from '#delivery';
import { EMPTY_PROGRAMME, type Instant } from '#domain';
import type { Draws } from '../support/draws.js';
import {
  ModelCache,
  UNREACHED,
  type AnswerWindow,
  type CacheFault,
  type CacheKind,
  type Giving,
  type Response,
  type Sent,
  type Upstream,
} from './model-cache.js';

const T = Date.UTC(2026, 8, 10);
const ACTS = 12;
/** How far one boundary is from the one before: within what caches count by, their minute, their stale time, and beyond. */
const STRETCHES_MS = [4_000, 70_000, 70_000, 200_000, 5_000_000];
const WAYS_MS = [[1], [1, 60, 3_000]];
/** How long before a boundary an answer is kept that is still there at the boundary: fresh, stale, or while the origin is away. */
const LEADS_MS = [5_000, 58_000, 100_000, 3_700_000];
const BEHIND_MS = 5_000;

/** What is wrong on purpose. */
export interface Planted {
  readonly cache?: CacheFault;
  /** What becomes of the header on its way. */
  readonly header?: (cacheControl: string) => string;
  /** The entity tag stands for what is shown, and not for how long. */
  readonly isTagBlind?: boolean;
}

export interface Played {
  /** A stored answer was shown outside of its window. */
  readonly isWrong: boolean;
  readonly given: Readonly<Record<Giving, number>>;
  readonly notModified: number;
}

/** The answers of Marquee's own front to one question, while what is right changes at boundaries. */
class Origin implements Upstream {
  isDown = false;
  notModified = 0;
  private at: Instant = T;
  private readonly front: Front;
  private readonly asked: Asked;

  constructor(
    private readonly windows: readonly AnswerWindow[],
    private readonly planted: Planted,
  ) {
    const memory = { current: () => EMPTY_PROGRAMME };
    this.front = new Front(memory, { now: () => this.at }, { entriesMax: 4, bytesMax: Infinity });
    this.asked = new Asked(this.question(), 100);
  }

  ask(at: Instant, ifNoneMatch: string | null): Sent {
    if (this.isDown) return { response: UNREACHED, at, settledAt: at };
    this.at = at;
    const answer = this.front.answerTo(this.asked, this.front.now())!;
    const window = this.windowAt(at);
    const tag = this.planted.isTagBlind === true ? 'W/"same"' : answer.tag;
    const isKnown = ifNoneMatch !== null && noneMatchHits(ifNoneMatch, tag);
    if (isKnown) this.notModified += 1;
    const flat = isKnown
      ? answer.bareHeaders(at, '0', [])
      : answer.headers('identity', 'application/json', at, '0', answer.facts.body.lengthOf('identity'), []);
    const said = flat[flat.indexOf('cache-control') + 1]!;
    const response: Response = {
      status: isKnown ? 304 : 200,
      cacheControl: this.planted.header?.(said) ?? said,
      etag: tag,
      date: Math.floor(at / 1_000) * 1_000,
      age: null,
      window: isKnown ? null : window,
    };
    return { response, at, settledAt: at };
  }

  /** The first boundary after an instant. */
  nextAfter(at: Instant): Instant {
    return this.windowAt(at).end;
  }

  private windowAt(at: Instant): AnswerWindow {
    return this.windows.find(({ end }) => at < end)!;
  }

  private question(): Question {
    return {
      surfaces: [],
      classAt: () => ({ key: 'everybody', until: Infinity }),
      compute: (_, at): AnswerFacts => {
        const { end } = this.windowAt(at);
        const body = new FinishedBody(JSON.stringify({ validUntil: end }));
        return { body, from: at, reuseUntil: end, validUntil: end, surrogateKeys: '' };
      },
    };
  }
}

/** Questions and answers take a while, each its own. */
class Way implements Upstream {
  constructor(
    private readonly to: Upstream,
    private readonly draws: Draws,
    private readonly atMostMs: readonly number[],
  ) {}

  ask(at: Instant, ifNoneMatch: string | null): Sent {
    const sent = this.to.ask(at + this.takesMs(), ifNoneMatch);
    const arrivedAt = sent.at + this.takesMs();
    return { ...sent, at: arrivedAt, settledAt: Math.max(arrivedAt, sent.settledAt) };
  }

  private takesMs(): number {
    return this.draws.below(this.draws.from(this.atMostMs));
  }
}

/**
 * Plays one case: two devices with a cache each, behind one or two shared caches, ask a front whose answers end at boundaries; it is down now and
 * then. Shared caches keep the true time, devices do not. The same draws, the same case.
 *
 * @param tell what happens, line by line, milliseconds from the begin
 */
export function playCaches(draws: Draws, planted: Planted = {}, tell?: (line: string) => void): Played {
  const windows = drawWindows(draws);
  const origin = new Origin(windows, planted);
  const waysMs = draws.from(WAYS_MS);
  const given = { FRESH: 0, STALE_WHILE_REVALIDATE: 0, STALE_IF_ERROR: 0 };
  let isWrong = false;
  const cache = (name: string, kind: CacheKind, upstream: Upstream) => {
    tell?.(`${name} ${JSON.stringify(kind)}`);
    const look = ({ start, end }: AnswerWindow, at: Instant, how: Giving) => {
      given[how] += 1;
      tell?.(`${at - T}: ${name} gives ${how} what is right from ${start - T} to ${end - T}`);
      isWrong ||= at < start || at >= end;
    };
    return new ModelCache(kind, new Way(upstream, draws, waysMs), look, planted.cache);
  };
  let shared: Upstream = origin;
  for (let tier = draws.below(3); tier > 0; tier -= 1) shared = cache(`shared ${tier}`, drawKind(draws, true), shared);
  const devices = [1, 2].map((number) => cache(`device ${number}`, drawKind(draws, false), shared));
  const isAimed = draws.below(2) === 0;
  let at = T;
  for (let act = 0; act < ACTS && !isWrong; act += 1) {
    const phase = isAimed ? act % AIMED_ACTS : null;
    at = Math.max(at, phase === null ? drawInstant(draws, at, origin.nextAfter(at)) : aim(draws, phase, at, origin));
    if (at >= windows.at(-1)!.start) break;
    origin.isDown = draws.below(4) === 0;
    tell?.(`${at - T}: asked${origin.isDown ? ', the origin is away' : ''}`);
    const device = phase === null ? draws.below(devices.length) : Math.min(phase, 1);
    at = devices[device]!.ask(at).settledAt;
  }
  return { isWrong, given, notModified: origin.notModified };
}

function drawWindows(draws: Draws): AnswerWindow[] {
  const windows: AnswerWindow[] = [];
  let start = T;
  for (let i = 1 + draws.below(4); i > 0; i -= 1) {
    const end = start + 1 + draws.below(draws.from(STRETCHES_MS));
    windows.push({ start, end });
    start = end;
  }
  return [...windows, { start, end: start + 1e9 }];
}

function drawKind(draws: Draws, isShared: boolean): CacheKind {
  const behindMs = { right: 0, behind: draws.below(BEHIND_MS), ahead: -draws.below(BEHIND_MS) };
  const tickMs = draws.from([1, 1_000, 1_000]);
  return {
    isShared,
    tickMs,
    behindMs: isShared ? 0 : behindMs[draws.weighted({ right: 1, behind: 3, ahead: 1 })],
    keepsLastTick: isShared && tickMs > 1 && draws.below(2) === 0,
    usesStale: draws.below(3) > 0,
  };
}

/** Most of all around the next boundary, where something can go wrong. */
function drawInstant(draws: Draws, from: Instant, boundary: Instant): Instant {
  return {
    SOON: from + draws.below(3_000),
    LATER: from + draws.below(100_000),
    WELL_BEFORE: boundary - 60_000 - draws.below(40_000),
    BEFORE: boundary - 1 - draws.below(5_000),
    AT: boundary,
    AFTER: boundary + draws.below(1_000),
  }[draws.weighted({ SOON: 3, LATER: 2, WELL_BEFORE: 2, BEFORE: 3, AT: 1, AFTER: 4 })];
}

const AIMED_ACTS = 3;

/** One device has a shared cache keep an answer; another one gets it from there, and asks again when it has just ended. */
function aim(draws: Draws, phase: number, from: Instant, origin: Origin): Instant {
  const boundary = origin.nextAfter(from);
  if (phase === 0) return boundary - 1 - draws.below(draws.from(LEADS_MS));
  return phase === 1 ? from + draws.below(boundary - from) : boundary + draws.below(500);
}
