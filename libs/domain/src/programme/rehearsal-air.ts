import { tierRank } from '../campaign/tier.js';
import { contains, formatInstant, overlaps, type Instant, type Window } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import type { ZoneName } from '../time/zone.js';
import { windowFor, type Candidate, type Programme } from './programme.js';
import { named, runFinding, type RehearsalFindingAudience, type RehearsalFinding } from './rehearsal-finding.js';
import { audienceClasses, zoneGroups, type AudienceClass, type ZoneGroup } from './rehearsal-viewers.js';
import { boundaries, entriesAt, ENTRY_REACH_MS, onAirAt, placedFor, resolve, type Placed } from './resolve.js';

export interface AirQuestion {
  readonly programme: Programme;
  readonly surface: string;
  /** The run, a candidate of that surface. */
  readonly candidate: Candidate;
  readonly now: Instant;
  readonly zones: readonly ZoneName[];
}

/** Classes times groups of zones that one rehearsal looks at: the process does nothing else meanwhile, so it must end. */
export const SCENES_MAX = 10_000;

/** What viewers of one class and one zone would see in place of the run, or of its entries. */
interface Scene {
  readonly isShown: boolean;
  readonly displaced: readonly Displaced[];
  /** Stretches of its window in which the run has no entry for them. */
  readonly bare: readonly Window[];
  /** Stretches in which it is paused for them. */
  readonly paused: readonly Window[];
}

interface Displaced {
  /** Null: nothing at all is on air. */
  readonly by: Candidate | null;
  readonly window: Window;
}

/** The scenes of one class, folded over its zones. */
interface Folded {
  readonly window: Window;
  readonly zones: readonly ZoneName[];
}

/** Everything that the resolver says of a run, for each class of its audience in each zone that differs. */
export function airFindings(question: AirQuestion): RehearsalFinding[] {
  const { candidate, programme, surface } = question;
  const meeting = (programme.surfaces.get(surface) ?? []).filter((one) => overlaps(one.earth, candidate.earth));
  // What does not overlap on Earth is on air in no scene; the resolver is asked with the rest, and is the same.
  const stage = { ...programme, surfaces: new Map([[surface, meeting]]) };
  const rivals = meeting.filter((one) => one !== candidate && tierRank(one.tier) <= tierRank(candidate.tier));
  const groups = zoneGroups(question.zones, [candidate, ...rivals]);
  const alive = groups.filter(({ zone }) => !isEmpty(windowFor(candidate, zone)));
  const pauseRegions = [...programme.pauses, ...programme.helpOnly].flatMap(({ regions }) => regions);
  const { classes, isComplete } = audienceClasses(candidate, rivals, pauseRegions);
  const looked = classes.slice(0, Math.max(1, Math.floor(SCENES_MAX / Math.max(1, alive.length))));
  return [
    ...emptyZoneFindings(candidate, groups),
    ...looked.flatMap((one) => classFindings({ ...question, programme: stage }, one, alive)),
    ...(isComplete && looked.length === classes.length ? [] : [notAllRehearsed(candidate, looked.length)]),
  ];
}

function emptyZoneFindings(candidate: Candidate, groups: readonly ZoneGroup[]): RehearsalFinding[] {
  const zones = groups.filter(({ zone }) => isEmpty(windowFor(candidate, zone))).flatMap((group) => group.zones);
  if (zones.length === 0) return [];
  const { start, end } = candidate.intent;
  const message = `In ${named(zones)} the clock skips the whole window from ${start} to ${end}, so nobody there sees the run. Choose other hours, or a window that is longer.`;
  return [runFinding('ZONE_EMPTY', { message, window: candidate.earth, who: { zones } })];
}

function notAllRehearsed(candidate: Candidate, classes: number): RehearsalFinding {
  const message = `The audiences of the runs that overlap this one divide its own into more classes than a rehearsal looks at; the first ${classes} were. Give these runs fewer different audiences.`;
  return runFinding('NOT_ALL_REHEARSED', { message, window: candidate.earth });
}

function classFindings(question: AirQuestion, one: AudienceClass, groups: readonly ZoneGroup[]): RehearsalFinding[] {
  const { candidate } = question;
  const never = new Map<Candidate | null, Folded>();
  const displaced = new Map<Candidate | null, Folded>();
  const [bare, paused] = [new Map<null, Folded>(), new Map<null, Folded>()];
  for (const group of groups) {
    const scene = sceneOf(question, { ...one.viewer, zone: group.zone, zoneIsKnown: true });
    if (scene === null) continue;
    for (const { by, window } of scene.displaced) fold(scene.isShown ? displaced : never, by, window, group.zones);
    for (const window of scene.bare) fold(bare, null, window, group.zones);
    for (const window of scene.paused) fold(paused, null, window, group.zones);
  }
  const zonesInAll = groups.reduce((sum, { zones }) => sum + zones.length, 0);
  const whoOf = (zones: readonly ZoneName[]) => ({ ...one.who, zones: zones.length === zonesInAll ? [] : zones });
  return [
    ...neverFindings(candidate, never, whoOf),
    ...[...displaced].map(([by, { window, zones }]) => displacedFinding(candidate, by, window, whoOf(zones))),
    ...[...bare.values()].map(({ window, zones }) => bareFinding(window, whoOf(zones))),
    ...[...paused.values()].map(({ window, zones }) => pausedFinding(window, whoOf(zones))),
  ];
}

/** Takes a stretch to those of other zones: from the first instant on Earth to the last. */
function fold<Key>(folded: Map<Key, Folded>, key: Key, window: Window, zones: readonly ZoneName[]): void {
  const known = folded.get(key);
  if (known === undefined) {
    folded.set(key, { window, zones });
    return;
  }
  const end = laterEnd(known.window.end, window.end);
  folded.set(key, {
    window: { start: Math.min(known.window.start, window.start), end },
    zones: [...new Set([...known.zones, ...zones])],
  });
}

/** Asks the resolver at every instant of the window at which something may change. Null: for this viewer it is over. */
function sceneOf(question: AirQuestion, viewer: Viewer): Scene | null {
  const { programme, surface, candidate, now } = question;
  const placed = placedFor(programme, surface, viewer);
  const whole = windowFor(candidate, viewer.zone);
  const window = { start: Math.max(whole.start, now), end: whole.end };
  if (isEmpty(window)) return null;
  const own = placed.find((one) => one.candidate === candidate)!;
  const displaced: Displaced[] = [];
  const [bare, paused]: [Window[], Window[]] = [[], []];
  let isShown = false;
  for (const at of rehearsedInstants(placed, window)) {
    const onAir = onAirAt(placed, at);
    if (onAir?.candidate === candidate) {
      isShown = true;
      continue;
    }
    // Without an entry for the moment, or paused, it is nobody's rival: what is shown then is not in its way.
    if (entriesAt(own, at).length === 0) {
      const pause = own.pauses.find((one) => contains(one, at));
      extend(pause === undefined ? bare : paused, { start: at, end: pause?.end ?? at + 1 });
      continue;
    }
    const known = displaced.at(-1);
    // Within a stretch that is known the resolver was asked, and said the same.
    if (known !== undefined && known.by === (onAir?.candidate ?? null) && contains(known.window, at)) continue;
    const { from, until } = resolve(placed, at);
    const within = { start: Math.max(from ?? window.start, window.start), end: earlier(until, window.end) };
    displaced.push({ by: onAir?.candidate ?? null, window: within });
  }
  return { isShown, displaced, bare, paused };
}

/** Takes an instant to the stretch before it; whatever lies between was asked for and was the same. */
function extend(stretches: Window[], next: Window): void {
  const last = stretches.pop();
  stretches.push(last === undefined ? next : { start: last.start, end: laterEnd(last.end, next.end) });
}

function laterEnd(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? null : Math.max(a, b);
}

/**
 * The first instant of a window and its last millisecond, each boundary between, and a millisecond to each side of those:
 * ascending, each once, all of them in the window. Boundaries of entries are among them for the first eight days.
 */
export function rehearsedInstants(placed: readonly Placed[], window: Window): Instant[] {
  const edges = boundaries(placed, window.start, window.start + ENTRY_REACH_MS);
  const near = [window.start, ...edges].flatMap((edge) => [edge - 1, edge, edge + 1]);
  const inside = near.filter((at) => at >= window.start && (window.end === null || at < window.end));
  return [...new Set([...inside, ...(window.end === null ? [] : [window.end - 1])])].sort((a, b) => a - b);
}

function neverFindings(
  candidate: Candidate,
  never: ReadonlyMap<Candidate | null, Folded>,
  whoOf: (zones: readonly ZoneName[]) => RehearsalFindingAudience,
): RehearsalFinding[] {
  if (never.size === 0) return [];
  const all = [...never.values()].reduce((sum, next) => {
    const sums = new Map([[null, sum]]);
    fold(sums, null, next.window, next.zones);
    return sums.get(null)!;
  });
  const who = whoOf(all.zones);
  const by = [...never.keys()];
  const message = `${whoWords(who)} never see the run: ${named(by.map(titleWords))} is shown instead throughout. Choose other dates, another tier or audience, or move what is shown instead.`;
  const otherRunId = by.find((one) => one !== null)?.runId;
  return [runFinding('RUN_NEVER_SHOWN', { message, window: all.window, who, ...(otherRunId && { otherRunId }) })];
}

function displacedFinding(
  run: Candidate,
  by: Candidate | null,
  window: Window,
  who: RehearsalFindingAudience,
): RehearsalFinding {
  const isHigher = by !== null && tierRank(by.tier) < tierRank(run.tier);
  const when = `from ${formatInstant(window.start)} to ${window.end === null ? 'no end' : formatInstant(window.end)}`;
  const next = isHigher
    ? 'That is what its higher tier is for; if it is not meant, move one of the two.'
    : 'Move one of the two, or narrow an audience.';
  return runFinding('RUN_DISPLACED', {
    severity: isHigher ? 'YELLOW' : 'RED',
    message: `${whoWords(who)} see ${titleWords(by)} instead of the run ${when}. ${next}`,
    window,
    who,
    ...(by !== null && { otherRunId: by.runId }),
  });
}

function bareFinding(window: Window, who: RehearsalFindingAudience): RehearsalFinding {
  const message = `${whoWords(who)} do not see the run at times from ${formatInstant(window.start)}: its entries have other days or hours. Give it an entry that is shown then, if that is not meant.`;
  return runFinding('PLAYLIST_EMPTY', { message, window, who });
}

function pausedFinding(window: Window, who: RehearsalFindingAudience): RehearsalFinding {
  const end = window.end === null ? 'until somebody resumes' : `until ${formatInstant(window.end)}`;
  const message = `${whoWords(who)} do not see the run from ${formatInstant(window.start)}: it is paused, or help only stands there, ${end}. Resume in time, or move the run.`;
  return runFinding('RUN_PAUSED', { message, window, who });
}

function titleWords(candidate: Candidate | null): string {
  if (candidate === null) return 'nothing at all';
  const title = candidate.texts[candidate.defaultLocale]?.title ?? candidate.slug;
  return `"${title}" (run ${candidate.runId}, tier ${candidate.tier})`;
}

/** `Viewers in GB, language en`, or all of them. */
function whoWords(who: RehearsalFindingAudience): string {
  const parts = [
    ['in', who.regions],
    ['with language', who.locales],
    ['on', who.platforms],
    ['with app version', who.appVersions],
    ['in zone', who.zones],
  ] as const;
  const words = parts.flatMap(([word, names]) => (names.length === 0 ? [] : [`${word} ${named(names)}`]));
  return words.length === 0 ? 'All viewers' : `Viewers ${words.join(', ').replaceAll('*', 'everything else')}`;
}

function isEmpty({ start, end }: Window): boolean {
  return end !== null && end <= start;
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
