/**
 * Which part of an answer is shown at an instant that is known to lie between two bounds.
 *
 * HELP_ONLY  no answer is held. Left by an answer.
 * UNSURE     an answer is held, the server's time is not known: nothing of a window is shown. Left by a response.
 * ON_AIR     the answer's own campaign (or its word that nothing is on), in [servedAt, validUntil). Left when validUntil may have come.
 * SEAM       validUntil may have come, `next.from` need not have: neither is shown, for no longer than the uncertainty of the
 *            clock is wide. Left when `next.from` must have come.
 * NEXT       what follows, in [next.from, next.until), without a request. Left when next.until may have come.
 * RUN_OUT    past what the answer knows (or what follows is embargoed): nothing is shown until there is another answer.
 *
 * Help is shown in every one of them.
 */
import type { Answer } from './answer.js';
import type { Between } from './server-clock.js';

export const PHASES = ['HELP_ONLY', 'UNSURE', 'ON_AIR', 'SEAM', 'NEXT', 'RUN_OUT'] as const;
export type Phase = (typeof PHASES)[number];

export interface Air {
  readonly phase: Phase;
  /** Milliseconds until it changes by itself, as this clock sees it; null: it does not. */
  readonly changesInMs: number | null;
}

export function airAt(answer: Answer | null, now: Between | null): Air {
  if (answer === null) return { phase: 'HELP_ONLY', changesInMs: null };
  if (now === null) return { phase: 'UNSURE', changesInMs: null };
  const validUntil = Date.parse(answer.validUntil);
  if (now.hiMs < validUntil) return { phase: 'ON_AIR', changesInMs: validUntil - now.hiMs };
  const { next } = answer;
  if (next === null) return { phase: 'RUN_OUT', changesInMs: null };
  const [from, until] = [Date.parse(next.from), Date.parse(next.until)];
  if (now.hiMs >= until) return { phase: 'RUN_OUT', changesInMs: null };
  if (now.loMs < from) return { phase: 'SEAM', changesInMs: Math.min(from - now.loMs, until - now.hiMs) };
  return { phase: 'NEXT', changesInMs: until - now.hiMs };
}
