import { buildScheduler, type BuiltScheduler } from '../e2e/built-scheduler.js';
import { HeldRuns } from '../e2e/held-runs.js';
import { contradictions } from '../support/schedulers.js';
import { stormSettings } from './storm-settings.js';

const { rounds } = stormSettings();
const ROUND_MS_MAX = 60_000;
/** Five seconds, and what a busy machine takes to look. */
const FREE_WITHIN_MS = 5_000 + 1_500;

describe('a client that is held by its system in mid-transaction', () => {
  let built: BuiltScheduler;
  beforeAll(async () => {
    built = await buildScheduler();
  });
  afterAll(() => built.remove());

  it(
    'held: its runs are free within 5 s, and it records nothing when it goes on',
    async () => {
      const freeMs: number[] = [];
      for (let i = 0; i < rounds; i += 1) {
        const stage = await HeldRuns.stage(built.script);
        try {
          const child = await stage.hold('idle');
          child.kill('SIGSTOP');
          freeMs.push(Math.round(await stage.takenOver()));
          child.kill('SIGCONT');
          expect(await contradictions(stage.database)).toEqual([]);
        } finally {
          await stage.end();
        }
      }
      process.stdout.write(`held: ${rounds} rounds, free after ${Math.min(...freeMs)} to ${Math.max(...freeMs)} ms.\n`);
      expect(Math.max(...freeMs)).toBeLessThan(FREE_WITHIN_MS);
    },
    rounds * ROUND_MS_MAX,
  );
});
