import type { WindowIntent } from '#domain';
import type { RunFact } from './ledger.js';

/**
 * What is right, said a second time and as plainly as can be: windows from dates with Intl alone, and who is on air by
 * going through all runs. It shares no code with the resolver that it judges.
 */
export interface PlainWindow {
  readonly start: number;
  readonly end: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An answer that nothing else ends ends at the whole ten minutes before a day is over. */
const STEP_MS = HOUR_MS / 6;
/** The highest first. */
const TIER_ORDER = ['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN'];

const clocks = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, number>();

/** The instant at which a zone's clock shows a wall time that exists once there. */
function instantOf(zone: string, wall: number): number {
  const key = `${zone} ${wall}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  let at = wall;
  for (let i = 0; i < 3; i += 1) at += wall - shownBy(zone, at);
  known.set(key, at);
  return at;
}

function shownBy(zone: string, at: number): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  clocks.set(zone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!);
}

function wallWindow({ start, end }: WindowIntent): PlainWindow {
  return { start: Date.parse(`${start}T00:00Z`), end: end === null ? null : Date.parse(`${end}T00:00Z`) + DAY_MS };
}

/** The window of dates for somebody whose clock is that of `zone`. */
export function plainWindow(intent: WindowIntent, zone: string): PlainWindow {
  if (intent.mode === 'INSTANT')
    return { start: Date.parse(intent.start), end: intent.end === null ? null : Date.parse(intent.end) };
  const wall = wallWindow(intent);
  const clock = intent.mode === 'ZONED' ? intent.zone! : zone;
  return { start: instantOf(clock, wall.start), end: wall.end === null ? null : instantOf(clock, wall.end) };
}

/** From the first instant on Earth to the last. */
export function plainEarth(intent: WindowIntent): PlainWindow {
  if (intent.mode !== 'VIEWER_LOCAL') return plainWindow(intent, 'UTC');
  const wall = wallWindow(intent);
  return { start: wall.start - 14 * HOUR_MS, end: wall.end === null ? null : wall.end + 12 * HOUR_MS };
}

/** True when two runs cannot both hold their slots, looking only at what is still to come. */
export function overlapping(a: RunFact, b: RunFact, now: number): boolean {
  if (a.campaign.tier !== b.campaign.tier) return false;
  const [mine, other] = [a.campaign.regions, b.campaign.regions];
  if (mine.length > 0 && other.length > 0 && !mine.some((region) => other.includes(region))) return false;
  const isPast = (run: RunFact) => (plainEarth(run.intent).end ?? Infinity) <= now;
  if (isPast(a) || isPast(b)) return false;
  const bothLocal = a.intent.mode === 'VIEWER_LOCAL' && b.intent.mode === 'VIEWER_LOCAL';
  const [x, y] = [a, b].map((run) => (bothLocal ? wallWindow(run.intent) : plainEarth(run.intent)));
  return x!.start < (y!.end ?? Infinity) && y!.start < (x!.end ?? Infinity);
}

/** Of whom an answer depends on, as the oracle sees them. */
export interface PlainViewer {
  readonly region: string | null;
  readonly zone: string;
}

/** A run with its window for one viewer. */
export interface Standing {
  readonly run: RunFact;
  readonly window: PlainWindow;
}

/** The runs of a surface that a viewer may come to see. */
export function standingFor(runs: readonly RunFact[], surface: string, viewer: PlainViewer): Standing[] {
  return runs
    .filter(({ state, campaign }) => {
      // What was retired has ended for everybody: its window says so by itself.
      if (state === 'DRAFT' || state === 'CANCELLED') return false;
      if (campaign.surface !== surface) return false;
      return campaign.regions.length === 0 || (viewer.region !== null && campaign.regions.includes(viewer.region));
    })
    .map((run) => ({ run, window: plainWindow(run.intent, viewer.zone) }));
}

/** Who is shown at an instant: the id of the run, or null. */
export function shownAt(standing: readonly Standing[], at: number): string | null {
  return allShownAt(standing, at)[0] ?? null;
}

/** Who is shown at an instant where a surface has places for all: the ids of the runs, the first one first. */
function allShownAt(standing: readonly Standing[], at: number): string[] {
  return standing
    .filter(({ window }) => at >= window.start && (window.end === null || at < window.end))
    .sort((a, b) => (beats(a, b) ? -1 : 1))
    .map(({ run }) => run.id);
}

function beats(a: Standing, b: Standing): boolean {
  const [x, y] = [a, b].map((one) => TIER_ORDER.indexOf(one.run.campaign.tier));
  if (x !== y) return x! < y!;
  if (a.window.start !== b.window.start) return a.window.start > b.window.start;
  return a.run.id < b.run.id;
}

/** Every instant at which something begins or ends for these, ascending. */
export function edgesOf(standing: readonly Standing[]): number[] {
  const edges = standing.flatMap(({ window }) => (window.end === null ? [window.start] : [window.start, window.end]));
  return [...new Set(edges)].sort((a, b) => a - b);
}

/** Until when what is shown at `at` stays, a day at most; on a shared surface that is all that is on air. */
export function staysUntil(standing: readonly Standing[], edges: readonly number[], at: number): number {
  const isShared = standing[0]?.run.campaign.surface === 'search';
  const answer = (instant: number) => (isShared ? allShownAt(standing, instant).join() : shownAt(standing, instant));
  const shown = answer(at);
  const change = edges.find((edge) => edge > at && answer(edge) !== shown);
  return Math.min(Math.floor((at + DAY_MS) / STEP_MS) * STEP_MS, change ?? Infinity);
}
