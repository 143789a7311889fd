import type { WindowIntent } from '#domain';
import type { Draws } from '../../support/draws.js';
import { STANDING } from './fixture.js';
import type { RunFact } from './ledger.js';
import type { Edit } from './operators.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Runs beyond these make a seed slow and find nothing new. */
const RUNS_MAX = 14;
const STARTS = [
  -HOUR,
  -SECOND,
  0,
  500,
  SECOND,
  SECOND,
  2 * SECOND,
  3 * SECOND,
  4 * SECOND,
  HOUR,
  DAY + HOUR,
  3 * DAY,
  26 * DAY,
];
const LENGTHS = [1, 500, SECOND, 2 * SECOND, 3 * SECOND, 5 * SECOND, HOUR, DAY, 5 * DAY, 26 * DAY, 60 * DAY];
const ZONES = ['Europe/London', 'America/New_York', 'Asia/Tokyo'];

/** What a person does next, near the boundaries that are close: most faults live there. */
export function drawEdit(draws: Draws, runs: readonly RunFact[], now: number): Edit {
  const open = runs.filter((run) => run.state === 'SCHEDULED' || run.state === 'ACTIVE');
  const kind =
    open.length === 0
      ? 'schedule'
      : draws.weighted({ schedule: open.length < RUNS_MAX ? 6 : 0, reschedule: 4, cancel: 2 });
  if (kind === 'schedule') return { kind, campaign: draws.from(STANDING).slug, window: drawWindow(draws, open, now) };
  const near = open.filter(
    (run) => Math.abs(run.start - now) < 5 * SECOND || Math.abs((run.end ?? 0) - now) < 5 * SECOND,
  );
  const runId = draws.from(near.length > 0 && draws.below(3) > 0 ? near : open).id;
  return kind === 'cancel' ? { kind, runId } : { kind, runId, window: drawWindow(draws, open, now) };
}

function drawWindow(draws: Draws, open: readonly RunFact[], now: number): WindowIntent {
  const mode = draws.weighted({ INSTANT: 8, VIEWER_LOCAL: 3, ZONED: 1 });
  if (mode !== 'INSTANT') return drawDates(draws, mode, now);
  const edges = open.flatMap((run) => (run.end === null ? [run.start] : [run.start, run.end]));
  const isShared = edges.length > 0 && draws.below(3) === 0;
  const second = Math.floor(now / SECOND) * SECOND;
  const start = isShared ? draws.from(edges) : second + draws.from(STARTS);
  const end = draws.below(6) === 0 ? null : Math.max(start, start < now ? now : start) + draws.from(LENGTHS);
  const text = (at: number) => new Date(at).toISOString();
  return { mode, zone: null, start: text(start), end: end === null ? null : text(end) };
}

function drawDates(draws: Draws, mode: 'VIEWER_LOCAL' | 'ZONED', now: number): WindowIntent {
  const first = now + draws.below(4) * DAY - DAY;
  const date = (at: number) => new Date(at).toISOString().slice(0, 10);
  const end = draws.below(5) === 0 ? null : date(first + (1 + draws.below(4)) * DAY);
  return { mode, zone: mode === 'ZONED' ? draws.from(ZONES) : null, start: date(first), end };
}
