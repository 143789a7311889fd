import { resolveHelp, type Help } from '../care/help.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { resolveViewer, type Viewer, type ViewerClues } from '../time/viewer.js';
import type { Programme } from './programme.js';
import { onAirAt, placedFor, resolve, timeline, type Placed, type Segment } from './resolve.js';

/** An answer is good for a day at most: a client that was asleep longer asks again. */
export const VALIDITY_MAX_MS = DAY_MS;

/** A segment whose ends are known. */
export interface AnswerSegment {
  readonly from: Instant;
  readonly until: Instant;
  readonly onAir: Placed | null;
}

export interface ActiveAnswer {
  readonly viewer: Viewer;
  readonly help: Help;
  readonly servedAt: Instant;
  /** The first instant after `servedAt` at which this answer may change by schedule, at most a day away. */
  readonly validUntil: Instant;
  readonly onAir: Placed | null;
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
  const { placed, ...standing } = standingFor(programme, surface, clues, at);
  const { viewer, validUntil } = standing;
  return {
    ...standing,
    onAir: onAirAt(placed, at),
    next: validUntil < at + VALIDITY_MAX_MS ? following(placed, viewer, at, validUntil) : null,
  };
}

/** What every answer stands on, and until when it does. */
function standingFor(programme: Programme, surface: string, clues: ViewerClues, at: Instant) {
  const viewer = resolveViewer(clues, at);
  const placed = placedFor(programme, surface, viewer);
  const { help, until } = resolveHelp(programme.help, viewer.region, viewer.locale, at);
  const horizon = at + VALIDITY_MAX_MS;
  const validUntil = Math.min(horizon, until ?? horizon, resolve(placed, at).until ?? horizon);
  return { viewer, placed, help, servedAt: at, validUntil };
}

function following(placed: readonly Placed[], viewer: Viewer, at: Instant, from: Instant): AnswerSegment | null {
  const segment = resolve(placed, from);
  if (segment.onAir !== null && isSecret(segment.onAir, placed, at)) return null;
  if (
    !viewer.zoneIsKnown &&
    placed.some(
      ({ candidate, window }) =>
        candidate.intent.mode === 'VIEWER_LOCAL' && (window.start === from || window.end === from),
    )
  )
    return null;
  const open = withoutSecrets(placed, at);
  return { from, until: resolve(open, from).until ?? from + VALIDITY_MAX_MS, onAir: segment.onAir };
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
  const { placed, ...standing } = standingFor(programme, surface, clues, at);
  const segments = timeline(withoutSecrets(placed, at), at, at + durationMs).map((segment: Segment): AnswerSegment => ({
    from: segment.from!,
    until: segment.until!,
    onAir: segment.onAir,
  }));
  return { ...standing, segments };
}

function withoutSecrets(placed: readonly Placed[], at: Instant): Placed[] {
  return placed.filter((one) => !isSecret(one, placed, at));
}

/**
 * Embargoed and not yet on air: for a public answer it does not exist. One whose window began under a higher tier has not
 * been seen by anybody, and stays secret until it is.
 */
function isSecret({ candidate, window }: Placed, placed: readonly Placed[], at: Instant): boolean {
  if (!candidate.embargoed) return false;
  if (window.start > at) return true;
  return !timeline(placed, window.start, at + 1).some(({ onAir }) => onAir?.candidate === candidate);
}
