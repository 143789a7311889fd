import { AIRING_STATES, type RunState } from '../campaign/run.js';
import { DAY_MS, formatInstant, HOUR_MS, type Instant, type Window } from '../time/instant.js';
import { earthWindow, type WindowIntent } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';
import { compile } from './compile.js';
import type { Programme } from './programme.js';
import type { ProgrammeRows } from './programme-rows.js';
import { airFindings } from './rehearsal-air.js';
import { contentFindings, type MediaAnswers } from './rehearsal-content.js';
import { capped, runFinding, type RehearsalFinding, type RehearsalResult } from './rehearsal-finding.js';
import { helpFindings } from './rehearsal-help.js';

/** The three rehearsals that time asks for before each run, the nearest to the start first, and one that a person asks for. */
export const REHEARSAL_KINDS = ['ONE_HOUR', 'ONE_DAY', 'SEVEN_DAYS', 'ASKED'] as const;
export type RehearsalKind = (typeof REHEARSAL_KINDS)[number];
export type TimedRehearsalKind = Exclude<RehearsalKind, 'ASKED'>;

/** How long before the first instant of a run on Earth a rehearsal is due, milliseconds; days of 24 hours on Earth. */
export const REHEARSAL_LEAD_MS: Readonly<Record<TimedRehearsalKind, number>> = {
  ONE_HOUR: HOUR_MS,
  ONE_DAY: DAY_MS,
  SEVEN_DAYS: 7 * DAY_MS,
};

/** States in which a run may still go on air, or go on to be: there is something to rehearse. */
export const REHEARSABLE_STATES: readonly RunState[] = ['DRAFT', ...AIRING_STATES];

/** What a rehearsal is asked with. */
export interface RehearsalQuestion {
  /** Everything approved and dated, and the run itself even if it is a draft. */
  readonly rows: ProgrammeRows;
  /** `rows` compiled; of a draft it need not know. */
  readonly programme: Programme;
  readonly runId: string;
  /** What is past is not looked at. */
  readonly now: Instant;
  /** Every zone whose viewers are to be asked for; those in which everything falls alike are asked for once. */
  readonly zones: readonly ZoneName[];
  /** What a probe said of the media, by URL; a URL that is not there was not asked. */
  readonly media: MediaAnswers;
}

/**
 * A run as it would air: for each class of its audience and each zone that differs, at every instant of its window at which
 * anything changes, with the resolver that answers viewers. A draft is rehearsed as if it were scheduled.
 *
 * @returns null when the rows have no run with this id
 */
export function rehearse(question: RehearsalQuestion): RehearsalResult | null {
  const row = question.rows.runs.find(({ runId }) => runId === question.runId);
  if (row === undefined) return null;
  const never = neverFinding(row.intent, question.now);
  if (never !== null) return capped([never]);
  const isAiring = AIRING_STATES.includes(row.state);
  const asScheduled = { ...row, state: 'SCHEDULED' as const };
  const programme = isAiring
    ? question.programme
    : compile({ ...question.rows, runs: question.rows.runs.map((one) => (one === row ? asScheduled : one)) });
  const candidate = programme.surfaces.get(row.surface)?.find(({ runId }) => runId === row.runId) ?? null;
  const content = contentFindings(row, question.media);
  // Without anything to show the run is not in the programme, and nothing more can be asked of it.
  if (candidate === null) return capped(content);
  const left = { ...candidate.earth, start: Math.max(candidate.earth.start, question.now) };
  return capped([
    ...content,
    ...airFindings({ ...question, programme, candidate, surface: row.surface }),
    ...helpFindings(programme, candidate, left, question.rows.waivers ?? []),
  ]);
}

/** Why a window is in force for nobody from now on, whatever else is on air; null: it is. */
function neverFinding(intent: WindowIntent, now: Instant): RehearsalFinding | null {
  const window = earthOrNull(intent);
  if (window === null) {
    const message = `This process does not know the zone ${intent.zone}, so the run is shown to nobody. Update the zone data, or choose another zone.`;
    return runFinding('RUN_NEVER_SHOWN', { message, window: { start: now, end: null } });
  }
  if (window.end === null || window.end > now) return null;
  const message = `The window ended ${formatInstant(window.end)}, so nobody will see the run. Give it dates in the future.`;
  return runFinding('RUN_NEVER_SHOWN', { message, window });
}

function earthOrNull(intent: WindowIntent): Window | null {
  try {
    return earthWindow(intent);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
