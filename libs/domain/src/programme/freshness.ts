import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import type { ActiveAnswer } from './answer.js';
import type { Programme } from './programme.js';

/**
 * How sure a process is that its programme is still what the rows say.
 *
 * | state | since the rows were last found to be so | served |
 * |---|---|---|
 * | `LIVE` | at most `liveMs` | everything |
 * | `AGEING` | longer, and less than `limitMs` | everything |
 * | `EVERGREEN_ONLY` | `limitMs` or longer | help, guides, and the evergreen tier |
 *
 * The limit itself belongs to `EVERGREEN_ONLY`.
 */
export const FRESHNESS = ['LIVE', 'AGEING', 'EVERGREEN_ONLY'] as const;
export type Freshness = (typeof FRESHNESS)[number];

export interface FreshnessLimits {
  /** Longer than a process that reaches the rows ever goes without looking at them. */
  readonly liveMs: number;
  /** Null: however old, everything is served. */
  readonly limitMs: number | null;
}

/** @param ageMs since the rows were last found to be as they are in memory, from 0; null: they never were, there is nothing to serve */
export function freshness(ageMs: number | null, { liveMs, limitMs }: FreshnessLimits): Freshness {
  if (ageMs === null || (limitMs !== null && ageMs >= limitMs)) return 'EVERGREEN_ONLY';
  return ageMs <= liveMs ? 'LIVE' : 'AGEING';
}

/** Ends are told in steps, so that answers do not differ by when they were made; the longer one where it is a small part of the limit. */
const STEP_MS = MINUTE_MS;
const LONG_STEP_MS = 10 * MINUTE_MS;
const LONG_LIMIT_MS = 2 * HOUR_MS;

/**
 * The instant at which an answer given now ends at the latest, since nobody may know the rows any more: always after `at`; null: never.
 *
 * The whole ten minutes before the limit while that is still to come (of a limit under two hours the whole minute), then the whole
 * minute, then the limit.
 */
export function freshUntil(at: Instant, ageMs: number, { limitMs }: FreshnessLimits): Instant | null {
  if (limitMs === null) return null;
  const limit = Math.floor(at + limitMs - ageMs);
  for (const step of limitMs < LONG_LIMIT_MS ? [STEP_MS] : [LONG_STEP_MS, STEP_MS]) {
    const whole = Math.floor(limit / step) * step;
    if (whole > at) return whole;
  }
  return Math.max(limit, at + 1);
}

/** The same answer, ending at an instant at the latest: what it says of later times is left out. @param until null: as it is */
export function endingBy<Answer extends Pick<ActiveAnswer, 'validUntil' | 'next'>>(
  answer: Answer,
  until: Instant | null,
): Answer {
  if (until === null) return answer;
  const { validUntil, next } = answer;
  if (validUntil >= until) return { ...answer, validUntil: until, next: null };
  return next === null || next.until <= until ? answer : { ...answer, next: { ...next, until } };
}

/**
 * What is left of a programme of which nobody knows whether it still stands: everything but the campaigns above the evergreen tier.
 *
 * Also without its crisis tier: of all tiers it is the one that people change by the hour, and what was right six hours ago may do
 * harm now. Help and guides carry dates of their own, by which they are reviewed.
 */
export function evergreenOnly(programme: Programme): Programme {
  const surfaces = [...programme.surfaces].flatMap(([surface, candidates]) => {
    const left = candidates.filter(({ tier }) => tier === 'EVERGREEN');
    if (left.length === 0) return [];
    return [[surface, left.length === candidates.length ? candidates : left] as const];
  });
  return { ...programme, surfaces: new Map(surfaces) };
}
