import { rightsCoverWindow } from '../campaign/schedule-rules.js';
import { isHeavy, repeatLoad, type RepeatLoad } from '../campaign/repeat-load.js';
import type { HelpWaiver } from '../care/help-waiver.js';
import { helpQuestion, openHelp } from '../care/run-help.js';
import { DAY_MS, type Instant, type Window } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import type { WindowIntent } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';
import { titleOf } from './explain.js';
import { compile } from './compile.js';
import { capacityOf, type Candidate, type Programme } from './programme.js';
import type { ProgrammeRows } from './programme-rows.js';
import { placedFor, timeline, type Segment } from './resolve.js';
import { SOMEWHERE } from './rehearsal-viewers.js';
import { viewerClasses } from './viewer-classes.js';

/** How far a dry run looks ahead; with hours or weekdays of entries, whose boundaries are many, less. */
export const IMPACT_AHEAD_MS = 400 * DAY_MS;
export const IMPACT_AHEAD_TIMED_MS = 35 * DAY_MS;

/** A run as a dry run names it, with its dates. */
export interface RunName {
  readonly runId: string;
  readonly campaignId: string;
  readonly title: string;
  readonly intent: WindowIntent;
  /** From the first to the last instant on Earth. */
  readonly earth: Window;
}

/** Something else would be shown to some viewers: what instead of what, and on Earth from when to when. */
export interface ImpactChange {
  readonly goesOn: RunName | null;
  readonly goesOff: RunName | null;
  readonly from: Instant;
  /** Excluded; null: at least as far as was looked. */
  readonly until: Instant | null;
  /** Where: regions that audiences name; null stands for everywhere else. */
  readonly regions: readonly (string | null)[];
  readonly locales: readonly (string | null)[];
}

/** A run that keeps its dates and is shown less. */
export interface Displacement extends RunName {
  readonly displacedBy: RunName;
  readonly from: Instant;
  readonly until: Instant | null;
  /** True when some viewers would not be shown it at all. */
  readonly isWhole: boolean;
}

export interface Impact {
  readonly lookedUntil: Instant;
  readonly changes: readonly ImpactChange[];
  readonly displaced: readonly Displacement[];
  /** Runs on air after the change of which an entry's rights do not cover the window. */
  readonly withoutRights: readonly RunName[];
  /** Runs on air after the change in regions where help does not stand through their window. */
  readonly withoutHelp: readonly (RunName & { readonly regions: readonly string[] })[];
  /** Runs on air after the change that show more of what is hard to bear in a day, or one upon another, than `repeat.load` allows. */
  readonly heavy: readonly (RunName & RepeatLoad)[];
  /** Classes of viewers that were too many to look at. */
  readonly classesLeftOut: number;
}

/**
 * What a change of the rows would do to a surface, by the same resolver that answers: its timelines before and after, for every
 * class of viewers, compared.
 *
 * @param zones the named zones of the host
 */
export function impactOf(
  before: ProgrammeRows,
  after: ProgrammeRows,
  surface: string,
  zones: readonly ZoneName[],
  now: Instant,
): Impact {
  const [old, next] = [compile(before), compile(after)];
  const names = new Map(
    [old, next].flatMap((one) => one.surfaces.get(surface) ?? []).map((run) => [run.runId, nameOf(run)]),
  );
  const isTimed = [old, next].some((one) => (one.surfaces.get(surface) ?? []).some((candidate) => candidate.isTimed));
  const lookedUntil = now + (isTimed ? IMPACT_AHEAD_TIMED_MS : IMPACT_AHEAD_MS);
  const { viewers, leftOut } = viewerClasses([old, next], surface, zones);
  const differences = viewers.flatMap((viewer) =>
    differencesFor(old, next, surface, viewer, now, lookedUntil).map((one) => ({ ...one, viewer })),
  );
  const changes = gathered(differences, lookedUntil).map(({ on, off, ...where }): ImpactChange => ({
    goesOn: on === null ? null : names.get(on)!,
    goesOff: off === null ? null : names.get(off)!,
    ...where,
  }));
  const touched = new Set(changes.flatMap(({ goesOn }) => (goesOn === null ? [] : [goesOn.runId])));
  const shown = (next.surfaces.get(surface) ?? []).filter(({ runId }) => touched.has(runId));
  return {
    lookedUntil,
    changes,
    displaced: displacements(old, next, surface, changes, viewers, now, lookedUntil),
    withoutRights: shown.filter(lacksRights).map(({ runId }) => names.get(runId)!),
    withoutHelp: shown.flatMap((candidate) => {
      const regions = regionsWithoutHelp(next, candidate, after.waivers ?? [], now);
      return regions.length === 0 ? [] : [{ ...names.get(candidate.runId)!, regions }];
    }),
    heavy: shown.flatMap((candidate) => {
      const load = repeatLoad(candidate.entries, candidate.intent);
      return isHeavy(load) ? [{ ...names.get(candidate.runId)!, ...load }] : [];
    }),
    classesLeftOut: leftOut,
  };
}

interface Difference {
  readonly on: string | null;
  readonly off: string | null;
  readonly from: Instant;
  readonly until: Instant;
}

/** The stretches in which one viewer would be shown something else; a hand-over of places on a shared surface is none. */
function differencesFor(
  old: Programme,
  next: Programme,
  surface: string,
  viewer: Viewer,
  from: Instant,
  until: Instant,
): Difference[] {
  const [a, b] = [old, next].map((programme) =>
    timeline(placedFor(programme, surface, viewer), from, until, capacityOf(programme, surface)),
  ) as [Segment[], Segment[]];
  const edges = [...new Set([...a, ...b].map((segment) => segment.from!))].sort((x, y) => x - y);
  return edges.flatMap((edge, index) => {
    const end = edges[index + 1] ?? until;
    const [before, after] = [runsAt(a, edge), runsAt(b, edge)];
    const off = before.filter((id) => !after.includes(id));
    const on = after.filter((id) => !before.includes(id));
    return Array.from({ length: Math.max(off.length, on.length) }, (_, i) => ({
      on: on[i] ?? null,
      off: off[i] ?? null,
      from: edge,
      until: end,
    }));
  });
}

function runsAt(segments: readonly Segment[], at: Instant): string[] {
  const segment = segments.findLast((one) => one.from! <= at)!;
  return [segment.onAir, ...segment.alsoOnAir].flatMap((shown) => (shown === null ? [] : [shown.candidate.runId]));
}

/** One line for each pair of runs: from the first to the last instant on Earth, with everybody concerned. */
function gathered(differences: readonly (Difference & { viewer: Viewer })[], horizon: Instant) {
  const byPair = new Map<string, (Difference & { viewer: Viewer })[]>();
  for (const one of differences) {
    const key = `${one.on} ${one.off}`;
    byPair.set(key, [...(byPair.get(key) ?? []), one]);
  }
  return [...byPair.values()]
    .map((group) => {
      const until = group.reduce((latest, one) => Math.max(latest, one.until), 0);
      return {
        on: group[0]!.on,
        off: group[0]!.off,
        from: group.reduce((first, one) => Math.min(first, one.from), Infinity),
        until: until >= horizon ? null : until,
        regions: distinct(group.map(({ viewer: { region } }) => (region === SOMEWHERE ? null : region))),
        locales: distinct(group.map(({ viewer }) => viewer.locale)),
      };
    })
    .sort((x, y) => x.from - y.from);
}

function nameOf(candidate: Candidate): RunName {
  const { runId, campaignId, intent, earth } = candidate;
  return { runId, campaignId, title: titleOf(candidate), intent, earth };
}

/** Each once, in alphabetical order, after null. */
function distinct(names: readonly (string | null)[]): (string | null)[] {
  return [...new Set(names)].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
}

/** Of the runs that go off air while they stand in both programmes: who takes their time, and whether all of it. */
function displacements(
  old: Programme,
  next: Programme,
  surface: string,
  changes: readonly ImpactChange[],
  viewers: readonly Viewer[],
  now: Instant,
  until: Instant,
): Displacement[] {
  const [kept, standing] = [old, next].map(
    (programme) => new Set((programme.surfaces.get(surface) ?? []).map(({ runId }) => runId)),
  ) as [Set<string>, Set<string>];
  return changes.flatMap(({ goesOn, goesOff, from, until: end }) => {
    if (goesOn === null || goesOff === null || !kept.has(goesOff.runId) || !standing.has(goesOff.runId)) return [];
    const isWhole = viewers.some((viewer) => {
      const shows = (programme: Programme) =>
        timeline(placedFor(programme, surface, viewer), now, until, capacityOf(programme, surface)).some((segment) =>
          [segment.onAir, ...segment.alsoOnAir].some((shown) => shown?.candidate.runId === goesOff.runId),
        );
      return shows(old) && !shows(next);
    });
    return [{ ...goesOff, displacedBy: goesOn, from, until: end, isWhole }];
  });
}

function lacksRights({ entries, intent }: Candidate): boolean {
  return entries.some(({ document }) => !rightsCoverWindow(document.rights, intent));
}

/** Regions in which the gate would refuse it, by the same matrix. */
function regionsWithoutHelp(
  { help }: Programme,
  candidate: Candidate,
  waivers: readonly HelpWaiver[],
  now: Instant,
): string[] {
  const question = helpQuestion({ ...candidate, window: candidate.earth }, help, waivers, now);
  return [...new Set(openHelp(question).map(({ region }) => region))];
}
