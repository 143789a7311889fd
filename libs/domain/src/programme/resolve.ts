import { audienceMismatch } from '../campaign/audience.js';
import { entryEdges, isAlways, isEntryOn } from '../campaign/entry-times.js';
import { pausesFor } from '../campaign/pause.js';
import { helpOnlyFor } from '../takedown/help-only.js';
import { tierRank } from '../campaign/tier.js';
import { contains, DAY_MS, type Instant, type Window } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import type { ZoneName } from '../time/zone.js';
import { windowFor, type Candidate, type Programme, type ProgrammeEntry } from './programme.js';

/** A candidate with its window as it falls for one viewer. */
export interface Placed {
  readonly candidate: Candidate;
  readonly window: Window;
  /** The viewer's, by whose clock entries have their days and hours. */
  readonly zone: ZoneName;
  /** Stretches in which it is off the air for this viewer: pauses, and help only. */
  readonly pauses: readonly Window[];
}

/** A candidate that is on air, with the entries that are shown now: at least one, in the order of the playlist. */
export interface Shown extends Placed {
  readonly entries: readonly ProgrammeEntry[];
}

/** A stretch of time `[from, until)` in which the answer does not change. `from` null: since ever; `until` null: for good. */
export interface Segment {
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** What is on air; null: nothing is, and that is an answer. */
  readonly onAir: Shown | null;
  /** On a shared surface, what else is on air at once, in the order of precedence. */
  readonly alsoOnAir: readonly Shown[];
}

/**
 * The candidates of a surface that are meant for a viewer, each with its window for them. One whose window their zone
 * skipped is not among them.
 */
export function placedFor(programme: Programme, surface: string, viewer: Viewer): Placed[] {
  const candidates = programme.surfaces.get(surface) ?? [];
  const helpOnly = helpOnlyFor(programme.helpOnly, viewer.region);
  return candidates
    .filter((candidate) => audienceMismatch(candidate.audience, viewer) === null)
    .map((candidate) => ({
      candidate,
      window: windowFor(candidate, viewer.zone),
      zone: viewer.zone,
      pauses: [...pausesFor(programme.pauses, candidate.tier, viewer.region), ...helpOnly],
    }))
    .filter(({ window }) => window.end === null || window.end > window.start);
}

/** The entries of a candidate that are shown at an instant; empty: it is not on air then. */
export function entriesAt(placed: Placed, at: Instant): readonly ProgrammeEntry[] {
  const { candidate, window, pauses } = placed;
  if (!contains(window, at) || pauses.some((pause) => contains(pause, at))) return [];
  const { entries, isTimed, consentEnds } = candidate;
  const timed = isTimed ? entries.filter(({ times }) => isEntryOn(times, placed, at)) : entries;
  if (consentEnds.length === 0) return timed;
  return timed.filter(({ consentUntil }) => consentUntil === null || at < consentUntil);
}

/**
 * The one that a surface shows at an instant, or null when nothing is on air.
 *
 * The higher tier wins; among equals the one that started last, so a newer run displaces an older one; among equals
 * still the smaller id, so that every replica gives the same answer for the same rows. One without an entry for this
 * instant gives way.
 */
export function onAirAt(placed: readonly Placed[], at: Instant): Shown | null {
  return placed.reduce<Shown | null>((best, next) => {
    if (best !== null && !precedes(next, best)) return best;
    const entries = entriesAt(next, at);
    return entries.length === 0 ? best : { ...next, entries };
  }, null);
}

/** All that is on air at once where a surface has several places, in the order of precedence. @param capacity from 1 */
export function allOnAirAt(placed: readonly Placed[], at: Instant, capacity: number): Shown[] {
  if (capacity === 1) return [onAirAt(placed, at)].filter((shown) => shown !== null);
  return placed
    .map((one) => ({ ...one, entries: entriesAt(one, at) }))
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => (precedes(a, b) ? -1 : 1))
    .slice(0, capacity);
}

/** True when `a` is shown before `b` of two that are on air at once. */
export function precedes(a: Placed, b: Placed): boolean {
  const byTier = tierRank(a.candidate.tier) - tierRank(b.candidate.tier);
  if (byTier !== 0) return byTier < 0;
  if (a.window.start !== b.window.start) return a.window.start > b.window.start;
  return a.candidate.runId < b.candidate.runId;
}

/** Entries with weekdays or hours of their own come round within a week; further ahead and back nobody looks for theirs. */
export const ENTRY_REACH_MS = 8 * DAY_MS;

/**
 * The segment around an instant: what is on, since when and until when. Boundaries at which the answer stays the same
 * are walked over, so `until` is the first instant at which something else is on. Where entries have times of their own,
 * neither end is further than eight days away, though the answer may last longer.
 *
 * @param capacity how many places the surface has, from 1
 */
export function resolve(placed: readonly Placed[], at: Instant, capacity = 1): Segment {
  const reach = placed.some(({ candidate }) => candidate.isTimed) ? ENTRY_REACH_MS : Infinity;
  const shown = allOnAirAt(placed, at, capacity);
  const edges = boundaries(placed, at - reach, at + reach);
  const differs = (edge: Instant) => !isSameAnswer(allOnAirAt(placed, edge, capacity), shown);
  const next = edges.find((edge) => edge > at && differs(edge)) ?? Infinity;
  const before = edges.filter((edge) => edge <= at);
  // Walking back, the segment began at the last edge just before which something else was on.
  const since = before.findLast((_, index) => differs(index === 0 ? -Infinity : before[index - 1]!)) ?? -Infinity;
  const [from, until] = [Math.max(since, at - reach), Math.min(next, at + reach)].map((end) =>
    Number.isFinite(end) ? end : null,
  ) as [Instant | null, Instant | null];
  return { from, until, onAir: shown[0] ?? null, alsoOnAir: shown.slice(1) };
}

/**
 * The segments of `[from, until)` in order, without gap or overlap: the same resolver, walked over its boundaries.
 *
 * @param capacity how many places the surface has, from 1
 * @returns at least one; the first begins at `from`, the last ends at `until`
 */
export function timeline(placed: readonly Placed[], from: Instant, until: Instant, capacity = 1): Segment[] {
  const edges = [from, ...boundaries(placed, from, until).filter((edge) => edge > from && edge < until)];
  const segments: Segment[] = [];
  let shownBefore: readonly Shown[] = [];
  for (const edge of edges) {
    const shown = allOnAirAt(placed, edge, capacity);
    const last = segments.at(-1);
    if (last !== undefined && isSameAnswer(shownBefore, shown)) continue;
    if (last !== undefined) segments[segments.length - 1] = { ...last, until: edge };
    segments.push({ from: edge, until, onAir: shown[0] ?? null, alsoOnAir: shown.slice(1) });
    shownBefore = shown;
  }
  return segments;
}

/** The same candidates with the same entries, in the same order. */
function isSameAnswer(a: readonly Shown[], b: readonly Shown[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index]!;
      return (
        one.candidate === other.candidate &&
        one.entries.length === other.entries.length &&
        one.entries.every((entry, at) => entry === other.entries[at])
      );
    })
  );
}

/** Every instant at which something begins or ends, ascending, each once; those of entries only between `from` and `until`. */
export function boundaries(placed: readonly Placed[], from: Instant, until: Instant): Instant[] {
  const edges = placed.flatMap((one) => {
    const { candidate, window, pauses } = one;
    const entries = candidate.isTimed
      ? candidate.entries
          .filter(({ times }) => !isAlways(times))
          .flatMap(({ times }) => entryEdges(times, one, from, until))
      : [];
    const ends = [window, ...pauses].flatMap(({ start, end }) => (end === null ? [start] : [start, end]));
    return [...ends, ...candidate.consentEnds, ...entries];
  });
  return [...new Set(edges)].sort((a, b) => a - b);
}
