import { resolveHelp, type Help } from '../care/help.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { resolveViewer, type Viewer, type ViewerClues } from '../time/viewer.js';
import type { Programme } from './programme.js';
import { placedFor, resolve, timeline, type Placed, type Segment } from './resolve.js';

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
  const viewer = resolveViewer(clues, at);
  const placed = placedFor(programme, surface, viewer);
  const { help, until: helpUntil } = resolveHelp(programme.help, viewer.region, viewer.locale, at);
  const segment = resolve(placed, at);
  const horizon = at + VALIDITY_MAX_MS;
  const validUntil = Math.min(horizon, helpUntil ?? horizon, segment.until ?? horizon);
  return {
    viewer,
    help,
    servedAt: at,
    validUntil,
    onAir: segment.onAir,
    next: validUntil < horizon ? following(placed, viewer, at, validUntil) : null,
  };
}

function following(placed: readonly Placed[], viewer: Viewer, at: Instant, from: Instant): AnswerSegment | null {
  const segment = resolve(placed, from);
  if (segment.onAir !== null && isSecret(segment.onAir, at)) return null;
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
  const viewer = resolveViewer(clues, at);
  const open = withoutSecrets(placedFor(programme, surface, viewer), at);
  const segments = timeline(open, at, at + durationMs).map((segment: Segment): AnswerSegment => ({
    from: segment.from!,
    until: segment.until!,
    onAir: segment.onAir,
  }));
  return { viewer, help: resolveHelp(programme.help, viewer.region, viewer.locale, at).help, servedAt: at, segments };
}

function withoutSecrets(placed: readonly Placed[], at: Instant): Placed[] {
  return placed.filter((one) => !isSecret(one, at));
}

/** Embargoed and not begun: for a public answer it does not exist yet. */
function isSecret({ candidate, window }: Placed, at: Instant): boolean {
  return candidate.embargoed && window.start > at;
}
