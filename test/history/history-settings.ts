import { randomInt } from 'node:crypto';

const SEED_MAX = 2 ** 31;

/** What `npm run history` was asked for; see test/history/run.mjs. */
export interface HistoryPlan {
  /** Reads at least. */
  readonly reads: number;
  /** For so long at least. */
  readonly minutes: number;
  readonly seed: number;
  readonly connections: number;
}

export function historyPlan(): HistoryPlan {
  const { MARQUEE_HISTORY_READS, MARQUEE_HISTORY_MINUTES, MARQUEE_HISTORY_SEED } = process.env;
  return {
    reads: Number(MARQUEE_HISTORY_READS ?? 10_000_000),
    minutes: Number(MARQUEE_HISTORY_MINUTES ?? 1),
    seed: MARQUEE_HISTORY_SEED === undefined ? randomInt(1, SEED_MAX) : Number(MARQUEE_HISTORY_SEED),
    connections: 64,
  };
}
