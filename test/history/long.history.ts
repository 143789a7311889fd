import { historyPlan } from './history-settings.js';
import { playHistory } from './history.js';

const plan = historyPlan();
const PLAY_MS_MAX = 6 * 3_600_000;

/** The value below which a part of the list lies; null of an empty one. */
function quantile(list: readonly number[], part: number): number | null {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? null;
}

it(
  `a history of ${plan.reads} reads holds (seed ${plan.seed})`,
  async () => {
    const figures = await playHistory(plan, (line) => process.stdout.write(`${line}\n`));
    const { refusedAfterMs, examples, ...rest } = figures;
    const refused = Object.fromEntries(
      [0.5, 0.99, 1].map((part) => [part === 1 ? 'max' : `p${part * 100}`, quantile(refusedAfterMs, part)]),
    );
    process.stdout.write(
      `${JSON.stringify({ ...rest, offAir: refusedAfterMs.length, stillShownMs: refused, examples }, null, 2)}\n`,
    );
    expect(figures.counts).toEqual({});
  },
  PLAY_MS_MAX,
);
