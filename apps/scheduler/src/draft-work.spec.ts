import { jest } from '@jest/globals';
import { createLogger } from '#operations';
import type { DraftingOutcome, DraftRecurringRuns } from '#scheduling';
import { draftWork } from './draft-work.js';

const NOTHING: DraftingOutcome = { drafted: [], skipped: [], failed: [], isMoreDue: false };
const ONE: DraftingOutcome = { ...NOTHING, drafted: [{ campaignId: 'c', year: 2027, runId: 'r' }] };
const HOUR_MS = 3_600_000;

describe('the drafting loop', () => {
  let passes: number;
  let woken: number;
  let isLookedAt: boolean;
  let outcome: () => DraftingOutcome;
  let tick: () => Promise<0 | null>;
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2027, 5, 1) });
    [passes, woken, isLookedAt, outcome] = [0, 0, true, () => NOTHING];
    const drafting = {
      execute: async () => {
        passes += 1;
        return outcome();
      },
    } as Partial<DraftRecurringRuns> as DraftRecurringRuns;
    tick = draftWork(
      drafting,
      createLogger({ name: 'test', level: 'silent' }),
      () => void (woken += 1),
      () => isLookedAt,
    );
  });
  afterEach(() => jest.useRealTimers());
  const later = async (ms: number) => {
    jest.setSystemTime(Date.now() + ms);
    await tick();
  };

  it('passes at the start, and then once an hour', async () => {
    await tick();
    await later(HOUR_MS - 1);
    expect(passes).toBe(1);
    await later(1);
    expect(passes).toBe(2);
  });

  it('waits for the look at zone data at the start, and not longer than an hour', async () => {
    isLookedAt = false;
    await tick();
    jest.advanceTimersByTime(HOUR_MS - 1);
    await tick();
    expect(passes).toBe(0);
    jest.advanceTimersByTime(1);
    await tick();
    expect(passes).toBe(1);
  });

  it('passes as soon as the look is over', async () => {
    isLookedAt = false;
    await tick();
    isLookedAt = true;
    await tick();
    expect(passes).toBe(1);
  });

  it('tries again with the next tick when a pass failed', async () => {
    outcome = () => {
      throw new Error('the database is down');
    };
    await expect(tick()).rejects.toThrow('the database is down');
    outcome = () => NOTHING;
    await later(1_000);
    await later(1_000);
    expect(passes).toBe(2);
  });

  it('does not wait longer because the clock was set back', async () => {
    await tick();
    await later(-24 * HOUR_MS);
    expect(passes).toBe(2);
  });

  it('goes on at once while more is due', async () => {
    outcome = () => ({ ...ONE, isMoreDue: true });
    expect(await tick()).toBe(0);
    outcome = () => ONE;
    expect(await tick()).toBeNull();
    expect(await tick()).toBeNull();
    expect(passes).toBe(2);
  });

  it('wakes the relay only when something was drafted', async () => {
    await tick();
    expect(woken).toBe(0);
    outcome = () => ONE;
    await later(HOUR_MS);
    expect(woken).toBe(1);
  });
});
