import type { Instant } from '#domain';

/** What caches read of a response, and what its body says of the stretch in which it is right, `[start, end)`. */
export interface Response {
  readonly status: 200 | 304 | 503;
  readonly cacheControl: string;
  readonly etag: string;
  /** By the clock of the origin, a whole second. */
  readonly date: Instant;
  /** Whole seconds; null: none is said. */
  readonly age: number | null;
  /** Null: there is no body. */
  readonly window: AnswerWindow | null;
}

export interface AnswerWindow {
  readonly start: Instant;
  readonly end: Instant;
}

/** A response with when it has left, and when all that was begun beside it is over. */
export interface Sent {
  readonly response: Response;
  readonly at: Instant;
  readonly settledAt: Instant;
}

/** The origin, another cache, or the way to one of them. */
export interface Upstream {
  /** @param at true time, growing from question to question; the previous one's `settledAt` at least */
  ask(at: Instant, ifNoneMatch: string | null): Sent;
}

export const UNREACHED: Response = {
  status: 503,
  cacheControl: 'no-store',
  etag: '',
  date: 0,
  age: null,
  window: null,
};

/** How a cache differs from others that follow the same rules. */
export interface CacheKind {
  readonly isShared: boolean;
  /** What it counts time in: 1 or 1,000 milliseconds. */
  readonly tickMs: number;
  /** Its clock behind the true time; negative: ahead. */
  readonly behindMs: number;
  /** It keeps an answer through the second in which its time ends, as nginx does; the text says to the begin of that. */
  readonly keepsLastTick: boolean;
  /** Whether it applies `stale-while-revalidate` and `stale-if-error`. */
  readonly usesStale: boolean;
}

export const FAULTY_CACHES = ['AGE_IGNORED', 'WAY_IGNORED', 'STALE_FOR_EVER'] as const;
export type CacheFault = (typeof FAULTY_CACHES)[number];

/** Why a stored response was given out. */
export type Giving = 'FRESH' | 'STALE_WHILE_REVALIDATE' | 'STALE_IF_ERROR';

interface Stored {
  readonly response: Response;
  /** By the clock of the cache. */
  readonly requestTime: Instant;
  readonly responseTime: Instant;
}

/**
 * A cache as RFC 9111 has it, of one resource: ages by section 4.2.3, validation and update by 4.3, `Age` by 5.1, and the stale windows of
 * RFC 5861. Where the text leaves a choice it takes the one that keeps an answer longer.
 */
export class ModelCache implements Upstream {
  private stored: Stored | null = null;

  /** @param given told of each stored response that leaves, at its true time */
  constructor(
    private readonly kind: CacheKind,
    private readonly upstream: Upstream,
    private readonly given: (window: AnswerWindow, at: Instant, how: Giving) => void,
    private readonly fault: CacheFault | null = null,
  ) {}

  ask(at: Instant, ifNoneMatch: string | null = null): Sent {
    const { stored, kind } = this;
    if (stored === null) return this.fetch(at, ifNoneMatch);
    const ageMs = this.ageOf(stored, at);
    const { lifetimeMs, whileStaleMs, onErrorMs } = this.boundsOf(stored);
    if (ageMs < lifetimeMs || (kind.keepsLastTick && ageMs === lifetimeMs))
      return this.give(stored, at, 'FRESH', ifNoneMatch);
    if (kind.usesStale && whileStaleMs !== null && ageMs <= lifetimeMs + whileStaleMs) {
      const sent = this.give(stored, at, 'STALE_WHILE_REVALIDATE', ifNoneMatch);
      return { ...sent, settledAt: this.fetch(at, null).settledAt };
    }
    const fetched = this.fetch(at, ifNoneMatch);
    const isAllowed = kind.usesStale && onErrorMs !== null && this.ageOf(stored, fetched.at) <= lifetimeMs + onErrorMs;
    if (fetched.response.status !== 503 || !(isAllowed || this.fault === 'STALE_FOR_EVER')) return fetched;
    return { ...this.give(stored, fetched.at, 'STALE_IF_ERROR', ifNoneMatch), settledAt: fetched.settledAt };
  }

  private give(stored: Stored, at: Instant, how: Giving, ifNoneMatch: string | null): Sent {
    const { response } = stored;
    this.given(response.window!, at, how);
    const age = Math.floor(this.ageOf(stored, at) / 1_000);
    return { response: answering({ ...response, age }, ifNoneMatch), at, settledAt: at };
  }

  /** Asks for what is stored, if it still stands, or for what is there now. */
  private fetch(at: Instant, ifNoneMatch: string | null): Sent {
    const validator = this.stored?.response.etag ?? ifNoneMatch;
    const sent = this.upstream.ask(at, validator);
    const { response } = sent;
    const fresh = { requestTime: this.clock(at), responseTime: this.clock(sent.at) };
    if (response.status === 503) return sent;
    const body = response.status === 304 ? this.stored?.response.window : response.window;
    // Whoever asked has what stands, and this cache never had it.
    if (body === undefined || body === null) return sent;
    const whole: Stored = { ...fresh, response: { ...response, status: 200, window: body } };
    if (!response.cacheControl.includes('no-store')) this.stored = whole;
    // An update that forbids to keep what is kept ends it; another answer leaves it to grow old.
    else if (response.status === 304) this.stored = null;
    const age = response.age === null ? null : Math.floor(this.ageOf(whole, sent.at) / 1_000);
    return { ...sent, response: answering({ ...whole.response, age }, ifNoneMatch) };
  }

  private ageOf({ response, requestTime, responseTime }: Stored, at: Instant): number {
    const told = this.fault === 'AGE_IGNORED' ? 0 : (response.age ?? 0) * 1_000;
    const way = this.fault === 'WAY_IGNORED' ? 0 : responseTime - requestTime;
    const apparent = this.fault === 'WAY_IGNORED' ? 0 : Math.max(0, responseTime - response.date);
    return Math.max(apparent, told + way) + this.clock(at) - responseTime;
  }

  private boundsOf({ response: { cacheControl } }: Stored) {
    const ms = (name: string) => {
      const found = new RegExp(`(?:^|[ ,])${name}=(\\d+)`).exec(cacheControl);
      return found === null ? null : Number(found[1]) * 1_000;
    };
    const shared = this.kind.isShared ? ms('s-maxage') : null;
    return {
      lifetimeMs: shared ?? ms('max-age') ?? 0,
      whileStaleMs: ms('stale-while-revalidate'),
      onErrorMs: ms('stale-if-error'),
    };
  }

  private clock(at: Instant): Instant {
    const { tickMs, behindMs } = this.kind;
    return Math.floor((at - behindMs) / tickMs) * tickMs;
  }
}

function answering(response: Response, ifNoneMatch: string | null): Response {
  return ifNoneMatch === response.etag ? { ...response, status: 304, window: null } : response;
}
