import { refuse, type Refusal } from '../refusal.js';
import type { Instant, Window } from '../time/instant.js';

/**
 * A run's life. `DRAFT`: planned, not promised. `SCHEDULED`: approved to go on air by itself. `ACTIVE` and `RETIRED` are
 * what the scheduler recorded; what a viewer sees follows from the window alone. `CANCELLED`: taken back by people.
 */
export const RUN_STATES = ['DRAFT', 'SCHEDULED', 'ACTIVE', 'RETIRED', 'CANCELLED'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A reschedule of a run on air starts a new schedule version in `SCHEDULED`; its activation is recorded anew. */
export const RUN_TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  DRAFT: ['DRAFT', 'SCHEDULED', 'CANCELLED'],
  SCHEDULED: ['SCHEDULED', 'ACTIVE', 'CANCELLED'],
  ACTIVE: ['SCHEDULED', 'RETIRED', 'CANCELLED'],
  RETIRED: [],
  CANCELLED: [],
};

/** States in which a run holds its slot and is on air whenever its window says so. */
export const AIRING_STATES: readonly RunState[] = ['SCHEDULED', 'ACTIVE'];

export function runStateRefusals(from: RunState, to: RunState, path: readonly string[]): Refusal[] {
  if (RUN_TRANSITIONS[from].includes(to)) return [];
  const allowedStates = RUN_STATES.filter((state) => RUN_TRANSITIONS[state].includes(to));
  return [
    refuse('WRONG_STATE', path, {
      message: `The run is ${from}; it can become ${to} only from ${allowedStates.join(' or ')}. Read it again, or plan a new run.`,
      state: from,
      allowedStates,
    }),
  ];
}

export const TRANSITION_KINDS = ['ACTIVATED', 'RETIRED'] as const;
export type TransitionKind = (typeof TRANSITION_KINDS)[number];

/** A run as the scheduler sees it: its window is the whole one on Earth, from the first instant to the last. */
export interface DueRun {
  readonly id: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly window: Window;
  /** When it got the dates of this schedule version; null: before that was written down. */
  readonly scheduledAt: Instant | null;
  /** True: its window was over when its beginning was recorded. */
  readonly isMissed: boolean;
}

export interface DueTransition {
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly kind: TransitionKind;
  /** The instant that was meant: the boundary itself, however late it is recorded. */
  readonly meantAt: Instant;
  /** Since when an answer could be right: the boundary, or the moment at which it was scheduled, if that was later. */
  readonly answerableAt: Instant;
  /** The window was over when the beginning was recorded: nobody saw it. Its end is missed with it. */
  readonly isMissed: boolean;
}

/**
 * Everything due at an instant, in the order in which it was meant: by instant, retirements before activations at the
 * same one (a hand-over ends before it begins), then by run. A run that began and ended while nobody looked gets both.
 *
 * @param now boundaries at `now` are due
 * @param until those after it are left for later; at most `now`
 */
export function dueTransitions(runs: readonly DueRun[], now: Instant, until: Instant = now): DueTransition[] {
  return runs
    .flatMap((run) => dueOf(run, now).filter(({ meantAt }) => meantAt <= until))
    .sort(
      (a, b) =>
        a.meantAt - b.meantAt ||
        (a.kind === b.kind ? 0 : a.kind === 'RETIRED' ? -1 : 1) ||
        (a.runId < b.runId ? -1 : 1),
    );
}

function dueOf(run: DueRun, now: Instant): DueTransition[] {
  const { id, state, scheduleVersion, window, scheduledAt } = run;
  const begins = state === 'SCHEDULED' && window.start <= now;
  const ends = (begins || state === 'ACTIVE') && window.end !== null && window.end <= now;
  const isMissed = begins ? ends : run.isMissed;
  const of = (kind: TransitionKind, meantAt: Instant) => {
    const answerableAt = Math.max(meantAt, scheduledAt ?? meantAt);
    return { runId: id, scheduleVersion, kind, meantAt, answerableAt, isMissed };
  };
  return [...(begins ? [of('ACTIVATED', window.start)] : []), ...(ends ? [of('RETIRED', window.end)] : [])];
}

/** What a batch of due runs lets one record, and whether more may be due behind it. */
export interface DueBatch {
  /** In the order of `dueTransitions`. */
  readonly transitions: readonly DueTransition[];
  readonly isFull: boolean;
}

/**
 * What may be recorded of a batch, so that the batches of a long backlog, one after the other, record exactly what
 * `dueTransitions` of all runs together would, in the same order.
 *
 * A list that is full may have left runs behind it, so nothing is recorded that was meant later than its last run: a run
 * that began and ended long ago is not retired before another that began in between is activated. At the instant of the
 * last run itself, whatever comes behind its retirement waits while others may have been left behind. The last run's own
 * transition always stays, so that every batch gets on.
 *
 * @param beginning runs in SCHEDULED whose window has begun, by start and then id
 * @param ending runs in ACTIVE whose window has ended, by end and then id
 * @param runsMax where each of the two lists was cut off
 * @param now boundaries at `now` are due
 */
export function dueBatch(
  beginning: readonly DueRun[],
  ending: readonly DueRun[],
  runsMax: number,
  now: Instant,
): DueBatch {
  const lastStart = beginning.length < runsMax ? null : beginning.at(-1)!.window.start;
  const lastEnding = ending.length < runsMax ? null : ending.at(-1)!;
  const lastEnd = lastEnding?.window.end ?? null;
  const transitions = dueTransitions([...beginning, ...ending], now, Math.min(now, lastStart ?? now, lastEnd ?? now));
  return {
    transitions: transitions.filter(
      (due) => lastEnding === null || due.meantAt < lastEnd! || (due.kind === 'RETIRED' && due.runId <= lastEnding.id),
    ),
    isFull: lastStart !== null || lastEnd !== null,
  };
}
