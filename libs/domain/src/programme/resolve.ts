import { audienceMismatch } from '../campaign/audience.js';
import { tierRank } from '../campaign/tier.js';
import { contains, type Instant, type Window } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import { windowFor, type Candidate, type Programme } from './programme.js';

/** A candidate with its window as it falls for one viewer. */
export interface Placed {
  readonly candidate: Candidate;
  readonly window: Window;
}

/** A stretch of time `[from, until)` in which the answer does not change. `from` null: since ever; `until` null: for good. */
export interface Segment {
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** What is on air; null: nothing is, and that is an answer. */
  readonly onAir: Placed | null;
}

/**
 * The candidates of a surface that are meant for a viewer, each with its window for them. One whose window their zone
 * skipped is not among them.
 */
export function placedFor(programme: Programme, surface: string, viewer: Viewer): Placed[] {
  const candidates = programme.surfaces.get(surface) ?? [];
  return candidates
    .filter((candidate) => audienceMismatch(candidate.audience, viewer) === null)
    .map((candidate) => ({ candidate, window: windowFor(candidate, viewer.zone) }))
    .filter(({ window }) => window.end === null || window.end > window.start);
}

/**
 * The one that a surface shows at an instant, or null when nothing is on air.
 *
 * The higher tier wins; among equals the one that started last, so a newer run displaces an older one; among equals
 * still the smaller id, so that every replica gives the same answer for the same rows.
 */
export function onAirAt(placed: readonly Placed[], at: Instant): Placed | null {
  return placed
    .filter(({ window }) => contains(window, at))
    .reduce<Placed | null>((best, next) => (best === null || precedes(next, best) ? next : best), null);
}

function precedes(a: Placed, b: Placed): boolean {
  const byTier = tierRank(a.candidate.tier) - tierRank(b.candidate.tier);
  if (byTier !== 0) return byTier < 0;
  if (a.window.start !== b.window.start) return a.window.start > b.window.start;
  return a.candidate.runId < b.candidate.runId;
}

/**
 * The segment around an instant: what is on, since when and until when. Boundaries at which the answer stays the same
 * are walked over, so `until` is the first instant at which something else is on.
 */
export function resolve(placed: readonly Placed[], at: Instant): Segment {
  const onAir = onAirAt(placed, at);
  const edges = boundaries(placed);
  const until = edges.find((edge) => edge > at && onAirAt(placed, edge)?.candidate !== onAir?.candidate) ?? null;
  const before = edges.filter((edge) => edge <= at);
  // Walking back, the segment began at the last edge just before which something else was on.
  const from =
    before.findLast(
      (_, index) => onAirAt(placed, index === 0 ? -Infinity : before[index - 1]!)?.candidate !== onAir?.candidate,
    ) ?? null;
  return { from, until, onAir };
}

/**
 * The segments of `[from, until)` in order, without gap or overlap: the same resolver, walked over its boundaries.
 *
 * @returns at least one; the first begins at `from`, the last ends at `until`
 */
export function timeline(placed: readonly Placed[], from: Instant, until: Instant): Segment[] {
  const edges = [from, ...boundaries(placed).filter((edge) => edge > from && edge < until)];
  const segments: Segment[] = [];
  for (const edge of edges) {
    const onAir = onAirAt(placed, edge);
    const last = segments.at(-1);
    if (last !== undefined && last.onAir?.candidate === onAir?.candidate) continue;
    if (last !== undefined) segments[segments.length - 1] = { ...last, until: edge };
    segments.push({ from: edge, until, onAir });
  }
  return segments;
}

/** Every instant at which something begins or ends, ascending, each once. */
function boundaries(placed: readonly Placed[]): Instant[] {
  const edges = placed.flatMap(({ window }) => (window.end === null ? [window.start] : [window.start, window.end]));
  return [...new Set(edges)].sort((a, b) => a - b);
}
