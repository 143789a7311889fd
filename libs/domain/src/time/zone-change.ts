import { DAY_MS, type Instant, type Window } from './instant.js';
import { deriveWindow, type WindowIntent } from './window-intent.js';
import { zoneNames, type ZoneName } from './zone.js';

/** How intents become instants with one version of zone data; another one in tests. */
export interface ZoneDerivation {
  /** Of the zone data, such as 2026a. */
  readonly version: string;
  readonly zones: () => readonly ZoneName[];
  readonly derive: (intent: WindowIntent, zone: ZoneName) => Window;
}

/** @param version of the zone data of this process */
export function hostDerivation(version: string): ZoneDerivation {
  return { version, zones: zoneNames, derive: deriveWindow };
}

/** A boundary that is so near is not moved by new zone data, but held until people say so: apps and people count on it. */
export const ZONE_HOLD_MS = DAY_MS;

export type Boundary = 'START' | 'END';

/** What new zone data makes of one boundary. `HELD`: it would move, and stays where it was. */
export interface BoundaryChange {
  readonly boundary: Boundary;
  readonly before: Instant | null;
  readonly after: Instant | null;
  readonly outcome: 'MOVED' | 'HELD';
}

/**
 * What becomes of a window when it is derived anew. A boundary that has passed at either of its instants, or is at most 24 hours
 * away at either, is held; one further away moves.
 *
 * @param stored as it stands; @param derived with the new data
 * @param now instants up to and including now + 24 h are near
 */
export function boundaryChanges(stored: Window, derived: Window, now: Instant): BoundaryChange[] {
  const of = (boundary: Boundary, before: Instant | null, after: Instant | null): BoundaryChange[] => {
    if (before === after) return [];
    const nearest = Math.min(before ?? Infinity, after ?? Infinity);
    return [{ boundary, before, after, outcome: nearest <= now + ZONE_HOLD_MS ? 'HELD' : 'MOVED' }];
  };
  return [...of('START', stored.start, derived.start), ...of('END', stored.end, derived.end)];
}

/** The stored window with the boundaries that moved. */
export function movedWindow(stored: Window, changes: readonly BoundaryChange[]): Window {
  return changes
    .filter(({ outcome }) => outcome === 'MOVED')
    .reduce(
      (window, { boundary, after }): Window =>
        boundary === 'START' ? { ...window, start: after! } : { ...window, end: after },
      stored,
    );
}

/** Zones in which a window falls alike, as they are stored with it. */
export interface ZoneWindow extends Window {
  readonly zones: readonly ZoneName[];
}

/** The window of an intent in each zone, zones with the same one together. */
export function zoneWindows(intent: WindowIntent, { zones, derive }: ZoneDerivation): ZoneWindow[] {
  const groups = new Map<string, ZoneWindow>();
  for (const zone of zones()) {
    const window = derive(intent, zone);
    const key = `${window.start}/${window.end}`;
    groups.set(key, { ...window, zones: [...(groups.get(key)?.zones ?? []), zone] });
  }
  return [...groups.values()];
}
