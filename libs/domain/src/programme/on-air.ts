import { audienceMismatch } from '../campaign/audience.js';
import { entryEdges, isAlways, isEntryOn } from '../campaign/entry-times.js';
import { pausesFor } from '../campaign/pause.js';
import { helpOnlyFor } from '../takedown/help-only.js';
import { tierRank, type Tier } from '../campaign/tier.js';
import { contains, type Instant, type Window } from '../time/instant.js';
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

/**
 * The candidates of a surface that are meant for a viewer, each with its window for them. One whose window their zone
 * skipped is not among them.
 */
export function placedFor(programme: Programme, surface: string, viewer: Viewer): Placed[] {
  return placed(programme, meantFor(programme.surfaces.get(surface) ?? [], viewer), viewer);
}

/** Those whose audience a viewer is of. */
export function meantFor(candidates: readonly Candidate[], viewer: Viewer): readonly Candidate[] {
  return candidates.filter((candidate) => audienceMismatch(candidate.audience, viewer) === null);
}

/** @param candidates that are meant for a viewer of this region */
export function placed(
  { pauses, helpOnly }: Pick<Programme, 'pauses' | 'helpOnly'>,
  candidates: readonly Candidate[],
  { region, zone }: Pick<Viewer, 'region' | 'zone'>,
): Placed[] {
  const off = helpOnlyFor(helpOnly, region);
  const byTier = new Map<Tier, readonly Window[]>();
  const all: Placed[] = [];
  for (const candidate of candidates) {
    const { tier } = candidate;
    const window = windowFor(candidate, zone);
    if (window.end !== null && window.end <= window.start) continue;
    let stretches = byTier.get(tier);
    if (stretches === undefined) byTier.set(tier, (stretches = [...pausesFor(pauses, tier, region), ...off]));
    all.push({ candidate, window, zone, pauses: stretches });
  }
  return all;
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

/** Each by its name, as `entryOf` says, since stages keep thousands. */
function shownOf({ candidate, window, zone, pauses }: Placed, entries: readonly ProgrammeEntry[]): Shown {
  return { candidate, window, zone, pauses, entries };
}

/**
 * The one that a surface shows at an instant, or null when nothing is on air.
 *
 * The higher tier wins; among equals the one that started last, so a newer run displaces an older one; among equals
 * still the smaller id, so that every replica gives the same answer for the same rows. One without an entry for this
 * instant gives way.
 */
export function onAirAt(placed: readonly Placed[], at: Instant): Shown | null {
  let best: Placed | null = null;
  let shown: readonly ProgrammeEntry[] = [];
  for (const next of placed) {
    if (!contains(next.window, at) || (best !== null && !precedes(next, best))) continue;
    const entries = entriesAt(next, at);
    if (entries.length > 0) [best, shown] = [next, entries];
  }
  return best && shownOf(best, shown);
}

/** All that is on air at once where a surface has several places, in the order of precedence. @param capacity from 1 */
export function allOnAirAt(placed: readonly Placed[], at: Instant, capacity: number): Shown[] {
  if (capacity === 1) return [onAirAt(placed, at)].filter((shown) => shown !== null);
  return placed
    .map((one) => shownOf(one, entriesAt(one, at)))
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

/** The same candidates with the same entries, in the same order. */
export function isSameAnswer(a: readonly Shown[], b: readonly Shown[]): boolean {
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
  return ascending([...fixedBoundaries(placed), ...entryBoundaries(placed, from, until)]);
}

/** Those of windows, pauses and consents, in any order, some more than once. */
export function fixedBoundaries(placed: readonly Placed[]): Instant[] {
  const edges: Instant[] = [];
  const pauses = new Set<readonly Window[]>();
  for (const one of placed) {
    edges.push(one.window.start);
    if (one.window.end !== null) edges.push(one.window.end);
    edges.push(...one.candidate.consentEnds);
    pauses.add(one.pauses);
  }
  for (const { start, end } of [...pauses].flat()) edges.push(start, ...(end === null ? [] : [end]));
  return edges;
}

/** Those of entries with times of their own in `(from, until)`, in any order, some more than once. */
export function entryBoundaries(placed: readonly Placed[], from: Instant, until: Instant): Instant[] {
  return placed.flatMap((one) =>
    one.candidate.isTimed
      ? one.candidate.entries
          .filter(({ times }) => !isAlways(times))
          .flatMap(({ times }) => entryEdges(times, one, from, until))
      : [],
  );
}

/** Each once. */
export function ascending(edges: readonly Instant[]): Instant[] {
  return [...new Float64Array(edges).sort()].filter((edge, index, sorted) => index === 0 || edge !== sorted[index - 1]);
}
