import { resolveHelp, type Help } from '../care/help.js';
import { DAY_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { resolveViewer, type Viewer, type ViewerClues } from '../time/viewer.js';
import type { Programme } from './programme.js';
import type { Placed, Segment, Shown, Stage } from './resolve.js';
import { stageOf } from './surface-scope.js';

/** An answer is good for a day at most: a client that was asleep longer asks again. */
export const VALIDITY_MAX_MS = DAY_MS;
/** Where nothing else ends an answer its end is a multiple of this, so that it does not differ by when it was made. */
export const VALIDITY_STEP_MS = 10 * MINUTE_MS;

/** The end of an answer that nothing ends before: at most a day after `at`, and less than VALIDITY_STEP_MS short of it. */
export function horizonAt(at: Instant): Instant {
  return Math.floor((at + VALIDITY_MAX_MS) / VALIDITY_STEP_MS) * VALIDITY_STEP_MS;
}

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
  const { stage, shown, ...standing } = standingFor(programme, surface, viewer, at);
  const { validUntil } = standing;
  return {
    ...standing,
    onAir: shown[0] ?? null,
    alsoOnAir: shown.slice(1),
    next: validUntil < horizonAt(at) ? following(stage, viewer, at, validUntil) : null,
  };
}

/** What every answer stands on, and until when it does. */
function standingFor(programme: Programme, surface: string, viewer: Viewer, at: Instant) {
  const stage = stageOf(programme, surface, viewer);
  const shown = stage.shownAt(at);
  const { help, until } = resolveHelp(programme.help, viewer.region, viewer.locale, at, {
    subdivision: viewer.subdivision ?? null,
    ...aboutOf(shown),
  });
  const horizon = horizonAt(at);
  const validUntil = Math.min(horizon, until ?? horizon, stage.untilAt(at) ?? horizon);
  return { viewer, stage, shown, help, servedAt: at, validUntil };
}

/** Of everything that is shown: help that it names comes first, then help on the same. */
function aboutOf(shown: readonly Shown[]): { topics: string[]; named: string[] } {
  const documents = shown.flatMap(({ entries }) => entries.map(({ document }) => document));
  const distinct = (words: readonly string[]) => [...new Set(words)];
  return {
    topics: distinct(documents.flatMap(({ topics }) => topics)),
    named: distinct(documents.flatMap(({ helplines = [] }) => helplines)),
  };
}

function following(stage: Stage, viewer: Viewer, at: Instant, from: Instant): AnswerSegment | null {
  const shown = stage.shownAt(from);
  if (shown.some((one) => stage.isSecret(one, at))) return null;
  if (!viewer.zoneIsKnown && stage.placed.some((one) => isOnOwnClock(one, from))) return null;
  const until = stage.withoutSecrets(at).untilAt(from) ?? from + VALIDITY_MAX_MS;
  return { from, until, onAir: shown[0] ?? null, alsoOnAir: shown.slice(1) };
}

/** Whether an instant may be a boundary by the viewer's own clock. */
function isOnOwnClock({ candidate, window }: Placed, at: Instant): boolean {
  return candidate.isTimed || (candidate.intent.mode === 'VIEWER_LOCAL' && (window.start === at || window.end === at));
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
  const { stage, shown: _, ...standing } = standingFor(programme, surface, viewer, at);
  const segments = stage
    .withoutSecrets(at)
    .timeline(at, at + durationMs)
    .map(({ from, until, onAir, alsoOnAir }: Segment): AnswerSegment => ({
      from: from!,
      until: until!,
      onAir,
      alsoOnAir,
    }));
  return { ...standing, segments };
}
