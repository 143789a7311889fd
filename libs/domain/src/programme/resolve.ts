import { DAY_MS, type Instant } from '../time/instant.js';
import {
  allOnAirAt,
  ascending,
  entryBoundaries,
  fixedBoundaries,
  isSameAnswer,
  type Placed,
  type Shown,
} from './on-air.js';
import type { Candidate } from './programme.js';

export * from './on-air.js';

/** A stretch of time `[from, until)` in which the answer does not change. `from` null: since ever; `until` null: for good. */
export interface Segment {
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** What is on air; null: nothing is, and that is an answer. */
  readonly onAir: Shown | null;
  /** On a shared surface, what else is on air at once, in the order of precedence. */
  readonly alsoOnAir: readonly Shown[];
}

/** Entries with weekdays or hours of their own come round within a week; further ahead and back nobody looks for theirs. */
export const ENTRY_REACH_MS = 8 * DAY_MS;
/** Stretches of time that one stage remembers where entries have times of their own; the latest stay. */
const TRACKS_MAX = 3;

/**
 * What a surface shows some viewers, over all time: the answer of `allOnAirAt`, asked once between two boundaries and remembered.
 * An instant is then found by bisection.
 *
 * Boundaries of windows are known for all time. Those of entries with times of their own have no end, and are worked out for the days
 * around the instant that is asked for. What a stage remembers is bounded by its candidates; it is immutable to whoever asks.
 */
export class Stage {
  private readonly isTimed: boolean;
  private readonly fixed: readonly Instant[];
  private readonly whole: Track | null;
  /** By number of the stretch, the latest asked last. */
  private readonly around = new Map<number, Track>();
  private readonly firstShown = new Map<Candidate, FirstShown>();
  private open: { readonly secrets: readonly Placed[]; readonly stage: Stage } | null = null;

  /** @param capacity how many places the surface has, from 1 */
  constructor(
    readonly placed: readonly Placed[],
    readonly capacity: number,
  ) {
    this.isTimed = placed.some(({ candidate }) => candidate.isTimed);
    this.fixed = ascending(fixedBoundaries(placed));
    this.whole = this.isTimed ? null : new Track(placed, capacity, this.fixed);
  }

  /**
   * The segment around an instant: what is on, since when and until when. Boundaries at which the answer stays the same
   * are walked over, so `until` is the first instant at which something else is on. Where entries have times of their own,
   * neither end is further than eight days away, though the answer may last longer.
   */
  segmentAt(at: Instant): Segment {
    if (this.whole !== null) return this.whole.segmentAt(at);
    const segment = this.trackAround(at).segmentAt(at);
    const { from, until } = segment;
    const isNear = from !== null && from >= at - ENTRY_REACH_MS && until !== null && until <= at + ENTRY_REACH_MS;
    if (isNear) return segment;
    return {
      ...segment,
      from: Math.max(from ?? -Infinity, at - ENTRY_REACH_MS),
      until: Math.min(until ?? Infinity, at + ENTRY_REACH_MS),
    };
  }

  /** All that is on air at an instant, in the order of precedence. */
  shownAt(at: Instant): readonly Shown[] {
    return (this.whole ?? this.trackAround(at)).shownAt(at);
  }

  /** The `until` of the segment around an instant. */
  untilAt(at: Instant): Instant | null {
    const until = (this.whole ?? this.trackAround(at)).untilAt(at);
    return this.isTimed ? Math.min(until ?? Infinity, at + ENTRY_REACH_MS) : until;
  }

  /**
   * The segments of `[from, until)` in order, without gap or overlap.
   *
   * @returns at least one; the first begins at `from`, the last ends at `until`
   */
  timeline(from: Instant, until: Instant): Segment[] {
    return this.trackBetween(from, until).timeline(from, until);
  }

  /**
   * Embargoed and not yet on air: for a public answer it does not exist. One whose window began under a higher tier has not
   * been seen by anybody, and stays secret until it is. Looked for once: the first instant at which it was seen is remembered, or
   * how far none was found.
   */
  isSecret({ candidate, window }: Pick<Placed, 'candidate' | 'window'>, at: Instant): boolean {
    if (!candidate.embargoed) return false;
    if (window.start > at) return true;
    const known = this.firstShown.get(candidate);
    if (known !== undefined && known.at !== null) return known.at > at;
    if (known !== undefined && known.through >= at) return true;
    const seen = this.firstShownBetween(candidate, known?.through ?? window.start, at);
    this.firstShown.set(candidate, { at: seen, through: at });
    return seen === null;
  }

  /** The same stage as the public may know it at an instant. */
  withoutSecrets(at: Instant): Stage {
    const secrets = this.placed.filter((one) => this.isSecret(one, at));
    if (secrets.length === 0) return this;
    const isAsBefore =
      this.open?.secrets.length === secrets.length && secrets.every((one, index) => one === this.open!.secrets[index]);
    if (!isAsBefore) {
      const open = this.placed.filter((one) => !secrets.includes(one));
      this.open = { secrets, stage: new Stage(open, this.capacity) };
    }
    return this.open!.stage;
  }

  private firstShownBetween(candidate: Candidate, from: Instant, through: Instant): Instant | null {
    for (let start = from; ; start += ENTRY_REACH_MS) {
      const end = this.isTimed ? Math.min(through, start + ENTRY_REACH_MS) : through;
      const segments = this.trackBetween(start, end + 1).timeline(start, end + 1);
      const seen = segments.find(({ onAir, alsoOnAir }) =>
        [onAir, ...alsoOnAir].some((shown) => shown?.candidate === candidate),
      );
      if (seen !== undefined) return seen.from;
      if (end === through) return null;
    }
  }

  private trackBetween(from: Instant, until: Instant): Track {
    if (this.whole !== null) return this.whole;
    return until <= from + ENTRY_REACH_MS ? this.trackAround(from) : this.track(from, until);
  }

  /** Tells everything from eight days before `at` until eight days after it. */
  private trackAround(at: Instant): Track {
    const number = Math.floor(at / ENTRY_REACH_MS);
    const known = this.around.get(number);
    if (known !== undefined) return known;
    const start = number * ENTRY_REACH_MS;
    const track = this.track(start - ENTRY_REACH_MS, start + 2 * ENTRY_REACH_MS);
    if (this.around.size >= TRACKS_MAX) this.around.delete(this.around.keys().next().value!);
    this.around.set(number, track);
    return track;
  }

  /** Tells everything of `[from, until]`; the stretch before `from` is told as it ends. */
  private track(from: Instant, until: Instant): Track {
    const entries = entryBoundaries(this.placed, from, until);
    return new Track(this.placed, this.capacity, ascending([...this.fixed, from, ...entries]));
  }
}

interface FirstShown {
  /** Null: not until `through`. */
  readonly at: Instant | null;
  readonly through: Instant;
}

/** What is on between boundaries: between two of them the answer is one and the same, asked for at the first of the two. */
class Track {
  /** By number of the boundaries that have passed, as far as it was asked for. */
  private readonly shown: (readonly Shown[] | undefined)[] = [];
  private readonly segments: (Segment | undefined)[] = [];

  /** @param edges ascending, each once */
  constructor(
    private readonly placed: readonly Placed[],
    private readonly capacity: number,
    private readonly edges: readonly Instant[],
  ) {}

  shownAt(at: Instant): readonly Shown[] {
    return this.shownAfter(this.passedAt(at));
  }

  segmentAt(at: Instant): Segment {
    const passed = this.passedAt(at);
    const known = this.segments[passed];
    if (known !== undefined) return known;
    const shown = this.shownAfter(passed);
    // Walking back, the segment began at the last edge just before which something else was on.
    let first = passed;
    while (first > 0 && isSameAnswer(this.shownAfter(first - 1), shown)) first -= 1;
    const from = first === 0 ? null : this.edges[first - 1]!;
    const segment = { from, until: this.untilAfter(passed), onAir: shown[0] ?? null, alsoOnAir: shown.slice(1) };
    this.segments[passed] = segment;
    return segment;
  }

  untilAt(at: Instant): Instant | null {
    const passed = this.passedAt(at);
    const known = this.segments[passed];
    return known === undefined ? this.untilAfter(passed) : known.until;
  }

  timeline(from: Instant, until: Instant): Segment[] {
    const segments: Segment[] = [];
    let shownBefore: readonly Shown[] = [];
    for (let passed = this.passedAt(from), edge = from; edge < until; edge = this.edges[passed++] ?? Infinity) {
      const shown = this.shownAfter(passed);
      const last = segments.at(-1);
      if (last !== undefined && isSameAnswer(shownBefore, shown)) continue;
      if (last !== undefined) segments[segments.length - 1] = { ...last, until: edge };
      segments.push({ from: edge, until, onAir: shown[0] ?? null, alsoOnAir: shown.slice(1) });
      shownBefore = shown;
    }
    return segments;
  }

  private untilAfter(passed: number): Instant | null {
    const shown = this.shownAfter(passed);
    for (let next = passed + 1; next <= this.edges.length; next += 1)
      if (!isSameAnswer(this.shownAfter(next), shown)) return this.edges[next - 1]!;
    return null;
  }

  private shownAfter(passed: number): readonly Shown[] {
    const at = passed === 0 ? -Infinity : this.edges[passed - 1]!;
    return (this.shown[passed] ??= allOnAirAt(this.placed, at, this.capacity));
  }

  /** How many edges are not after an instant. */
  private passedAt(at: Instant): number {
    let [low, high] = [0, this.edges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.edges[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @see Stage.segmentAt */
export function resolve(placed: readonly Placed[], at: Instant, capacity = 1): Segment {
  return new Stage(placed, capacity).segmentAt(at);
}

/** @see Stage.timeline */
export function timeline(placed: readonly Placed[], from: Instant, until: Instant, capacity = 1): Segment[] {
  return new Stage(placed, capacity).timeline(from, until);
}
