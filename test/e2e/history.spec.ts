import { historyPlan } from '../history/history-settings.js';
import type { HistoryBounds } from '../history/history-checker.js';
import { playHistory } from '../history/history.js';

/** What `npm run history` plays for minutes, in seconds. */
const PLAN = { ...historyPlan(), reads: 20_000, minutes: 0.2, connections: 16 };
/** Other tests have the cores at the same time: everything is heard later, and clocks are known less well. */
const BUSY: HistoryBounds = { boundMs: 10_000, cutOffMs: 20_000, recoveryMs: 20_000, clocksMs: 2_000 };
const PLAY_MS_MAX = 300_000;

describe('what client apps are told while processes, the database and the network are cut', () => {
  it(
    `is never outside of its window, never older than before, and never without help (seed ${PLAN.seed})`,
    async () => {
      const done: string[] = [];
      const figures = await playHistory(PLAN, (line) => void done.push(line), BUSY);
      const { counts, examples, reads } = figures;
      // What was done stands beside what went wrong.
      expect({ counts, examples: examples.slice(0, 3), done: Object.keys(counts).length > 0 ? done : [] }).toEqual({
        counts: {},
        examples: [],
        done: [],
      });
      expect(reads).toBeGreaterThanOrEqual(PLAN.reads);
    },
    PLAY_MS_MAX,
  );
});
