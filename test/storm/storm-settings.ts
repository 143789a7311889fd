import { randomInt } from 'node:crypto';

const SEED_MAX = 2 ** 31;

/** What `npm run storm` was asked for; see test/storm/run.mjs. */
export interface StormSettings {
  readonly rounds: number;
  /** Runs that begin at one instant; every second one ends a second later. */
  readonly runs: number;
  /** Of the first round; each next one has the next number. */
  readonly seed: number;
  /** How long a process is held. */
  readonly stopMs: number;
}

export function stormSettings(): StormSettings {
  const { MARQUEE_STORM_ROUNDS, MARQUEE_STORM_RUNS, MARQUEE_STORM_SEED, MARQUEE_STORM_STOP_SECONDS } = process.env;
  return {
    rounds: Number(MARQUEE_STORM_ROUNDS ?? 20),
    runs: Number(MARQUEE_STORM_RUNS ?? 10_000),
    seed: MARQUEE_STORM_SEED === undefined ? randomInt(1, SEED_MAX) : Number(MARQUEE_STORM_SEED),
    stopMs: 1_000 * Number(MARQUEE_STORM_STOP_SECONDS ?? 5),
  };
}
