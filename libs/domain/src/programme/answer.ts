import { resolveHelp, type Help } from '../care/help.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { resolveViewer, type Viewer, type ViewerClues } from '../time/viewer.js';
import { capacityOf, type Programme } from './programme.js';
import { placedFor, resolve, timeline, type Placed, type Segment, type Shown } from './resolve.js';

/** An answer is good for a day at most: a client that was asleep longer asks again. */
export const VALIDITY_MAX_MS = DAY_MS;

/** A segment whose ends are known. */
export interface AnswerSegment {
  readonly from: Instant;
  readonly until: Instant;
  readonly onAir: Shown | null;
  /** On a shared surface, what else is on air at once, in the order of precedence. */
  readonly alsoOnAir: readonly Shown[];
}

export interface ActiveAnswer {
  readonly viewer: Viewer;
  readonly help: Help;
  readonly servedAt: Instant;
  /** The first instant after `servedAt` at which this answer may change by schedule, at most a day away. */
  readonly validUntil: Instant;
  readonly onAir: Shown | null;
  /** On a shared surface, what else is on air at once, in the order of precedence. */
  readonly alsoOnAir: readonly Shown[];
  /** What follows at `validUntil`; null when that is not known, embargoed or further than a day away. */
  readonly next: AnswerSegment | null;
}

/**
 * What a surface shows a viewer at an instant, how long that holds and what follows.
 *
 * `validUntil` counts every boundary, also those of embargoed runs and of help; `next` tells of no embargoed run, and for a viewer of
 * whom only the date is known of no boundary on their own clock: they must ask again, since another midnight is theirs.
 */
export function activeAnswer(programme: Programme, surface: string, clues: ViewerClues, at: Instant): ActiveAnswer {
  return activeAnswerFor(programme, surface, resolveViewer(clues, at), at);
}

/** The same for a viewer who is resolved already, or stands for a class of them. */
export function activeAnswerFor(programme: Programme, surface: string, viewer: Viewer, at: Instant): ActiveAnswer {
  const { stage, now, ...standing } = standingFor(programme, surface, viewer, at);
  const { validUntil } = standing;
  return {
    ...standing,
    onAir: now.onAir,
    alsoOnAir: now.alsoOnAir,
    next: validUntil < at + VALIDITY_MAX_MS ? following(stage, viewer, at, validUntil) : null,
  };
}

/** A surface as it stands for one viewer. */
interface Stage {
  readonly placed: readonly Placed[];
  readonly capacity: number;
}

/** What every answer stands on, and until when it does. */
function standingFor(programme: Programme, surface: string, viewer: Viewer, at: Instant) {
  const stage = { placed: placedFor(programme, surface, viewer), capacity: capacityOf(programme, surface) };
  const now = resolve(stage.placed, at, stage.capacity);
  const { help, until } = resolveHelp(programme.help, viewer.region, viewer.locale, at, {
    subdivision: viewer.subdivision ?? null,
    ...aboutOf(now),
  });
  const horizon = at + VALIDITY_MAX_MS;
  const validUntil = Math.min(horizon, until ?? horizon, now.until ?? horizon);
  return { viewer, stage, now, help, servedAt: at, validUntil };
}

/** Of everything that is shown: help that it names comes first, then help on the same. */
function aboutOf({ onAir, alsoOnAir }: Segment): { topics: string[]; named: string[] } {
  const documents = [onAir, ...alsoOnAir].flatMap((one) => one?.entries.map(({ document }) => document) ?? []);
  const distinct = (words: readonly string[]) => [...new Set(words)];
  return {
    topics: distinct(documents.flatMap(({ topics }) => topics)),
    named: distinct(documents.flatMap(({ helplines = [] }) => helplines)),
  };
}

function following(stage: Stage, viewer: Viewer, at: Instant, from: Instant): AnswerSegment | null {
  const { placed, capacity } = stage;
  const { onAir, alsoOnAir } = resolve(placed, from, capacity);
  if ([onAir, ...alsoOnAir].some((shown) => shown !== null && isSecret(shown, stage, at))) return null;
  if (
    !viewer.zoneIsKnown &&
    placed.some(
      ({ candidate, window }) =>
        candidate.isTimed ||
        (candidate.intent.mode === 'VIEWER_LOCAL' && (window.start === from || window.end === from)),
    )
  )
    return null;
  const open = withoutSecrets(stage, at);
  return { from, until: resolve(open, from, capacity).until ?? from + VALIDITY_MAX_MS, onAir, alsoOnAir };
}

export interface ProgrammeAnswer {
  readonly viewer: Viewer;
  readonly help: Help;
  readonly servedAt: Instant;
  /** Until when these segments and this help stand by schedule, as `validUntil` of `ActiveAnswer`. */
  readonly validUntil: Instant;
  readonly segments: readonly AnswerSegment[];
}

/** The answers of the hours to come, in order, without gap or overlap; an embargoed run appears only once it is on air. */
export function programmeAnswer(
  programme: Programme,
  surface: string,
  clues: ViewerClues,
  at: Instant,
  durationMs: number,
): ProgrammeAnswer {
  return programmeAnswerFor(programme, surface, resolveViewer(clues, at), at, durationMs);
}

/** The same for a viewer who is resolved already, or stands for a class of them. */
export function programmeAnswerFor(
  programme: Programme,
  surface: string,
  viewer: Viewer,
  at: Instant,
  durationMs: number,
): ProgrammeAnswer {
  const { stage, now: _, ...standing } = standingFor(programme, surface, viewer, at);
  const segments = timeline(withoutSecrets(stage, at), at, at + durationMs, stage.capacity).map(
    ({ from, until, onAir, alsoOnAir }: Segment): AnswerSegment => ({ from: from!, until: until!, onAir, alsoOnAir }),
  );
  return { ...standing, segments };
}

function withoutSecrets(stage: Stage, at: Instant): Placed[] {
  return stage.placed.filter((one) => !isSecret(one, stage, at));
}

/**
 * Embargoed and not yet on air: for a public answer it does not exist. One whose window began under a higher tier has not
 * been seen by anybody, and stays secret until it is.
 */
function isSecret({ candidate, window }: Placed, { placed, capacity }: Stage, at: Instant): boolean {
  if (!candidate.embargoed) return false;
  if (window.start > at) return true;
  return !timeline(placed, window.start, at + 1, capacity).some(({ onAir, alsoOnAir }) =>
    [onAir, ...alsoOnAir].some((shown) => shown?.candidate === candidate),
  );
}
