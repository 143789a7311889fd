import { historyPlan } from './history-settings.js';
import { playHistory } from './history.js';

const plan = historyPlan();
const PLAY_MS_MAX = 6 * 3_600_000;
/** What issue and docs promise of a takedown, from its acknowledgement to the last process; without what the processes waited for a core. */
const REFUSED_MS_P99 = 200;
/** Of fewer there is no 99th of a hundred. */
const REFUSALS_MIN = 100;

/** The value below which a part of the list lies; null of an empty one. */
function quantile(list: readonly number[], part: number): number | null {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? null;
}

it(
  `a history of ${plan.reads} reads holds (seed ${plan.seed})`,
  async () => {
    const figures = await playHistory(plan, (line) => process.stdout.write(`${line}\n`));
    const { refusals, examples, ...rest } = figures;
    const quantiles = (list: readonly number[]) =>
      Object.fromEntries([0.5, 0.99, 1].map((part) => [part === 1 ? 'max' : `p${part * 100}`, quantile(list, part)]));
    const stillShownMs = quantiles(refusals.map((one) => one.afterMs));
    const ownMs = quantiles(refusals.map((one) => one.ownMs));
    process.stdout.write(
      `${JSON.stringify({ ...rest, offAir: refusals.length, stillShownMs, ownMs, examples }, null, 2)}\n`,
    );
    expect(figures.counts).toEqual({});
    if (refusals.length >= REFUSALS_MIN) expect(ownMs.p99).toBeLessThanOrEqual(REFUSED_MS_P99);
  },
  PLAY_MS_MAX,
);
