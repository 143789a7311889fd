import { jest } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { RESYNC_GAP_MS, Ticker } from './ticker.js';

describe('a ticker', () => {
  let begun: number[];
  let atWork: number;
  let overlapped: boolean;
  let workMs: number;
  let wanted: number | null;
  let trouble: Error | null;
  let gaps: number[];
  let failures: unknown[];
  let ticked: number;
  let ticker: Ticker;
  let registry: SchedulerRegistry;
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    [begun, gaps, failures] = [[], [], []];
    [atWork, workMs, ticked] = [0, 0, 0];
    [overlapped, wanted, trouble] = [false, null, null];
    registry = new SchedulerRegistry();
    ticker = new Ticker(registry, {
      name: 'test',
      restMs: 1_000,
      work,
      reports: {
        ticked: () => void (ticked += 1),
        failed: (error) => void failures.push(error),
        resynced: (gapMs) => void gaps.push(gapMs),
      },
    });
  });
  afterEach(async () => {
    const stopped = ticker.stop();
    await jest.advanceTimersByTimeAsync(workMs);
    await stopped;
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
  async function work(): Promise<number | null> {
    begun.push(Date.now());
    atWork += 1;
    overlapped ||= atWork > 1;
    if (workMs > 0) await new Promise((resolve) => setTimeout(resolve, workMs));
    atWork -= 1;
    if (trouble !== null) throw trouble;
    return wanted;
  }
  /** Instants are counted from the first tick, which comes a millisecond after the start. */
  const start = () => {
    jest.setSystemTime(-1);
    ticker.start();
    jest.advanceTimersByTime(1);
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('begins at once and comes again after its rest', async () => {
    start();
    await pass(3_000);
    expect(begun).toEqual([0, 1_000, 2_000, 3_000]);
    expect(ticked).toBe(4);
  });

  it.each([
    ['sooner when the work asks for it', 250, [0, 250, 500]],
    ['never later than its rest, whatever the work asks for', 86_400_000 * 30, [0, 1_000, 2_000]],
    ['at once for a boundary that is past', -5, [0, 1, 2]],
  ])('comes again %s', async (_, wantedMs, expected) => {
    wanted = wantedMs;
    start();
    for (let timers = 0; timers < 2; timers += 1) await jest.advanceTimersToNextTimerAsync();
    expect(begun).toEqual(expected);
  });

  it('rests between the end of one tick and the begin of the next, so that none overlap', async () => {
    workMs = 2_500;
    start();
    await pass(7_000);
    expect(begun).toEqual([0, 3_500, 7_000]);
    expect(overlapped).toBe(false);
  });

  it('reports an error and goes on', async () => {
    trouble = new Error('the database is down');
    start();
    await pass(1_000);
    expect(failures).toEqual([trouble, trouble]);
    expect(ticked).toBe(0);
    trouble = null;
    await pass(1_000);
    expect(ticked).toBe(1);
  });

  it('tells since when it has not ended well, and since when it has not ended', async () => {
    trouble = new Error('the database is down');
    start();
    await pass(3_000);
    expect(ticker.sinceSucceededMs()).toBe(3_001);
    expect(ticker.sinceFinishedMs()).toBe(0);
    workMs = 20_000;
    await pass(17_000);
    expect(ticker.sinceFinishedMs()).toBe(17_000);
  });

  it('is woken from its rest', async () => {
    start();
    await pass(300);
    ticker.wake();
    await pass(1);
    expect(begun).toEqual([0, 301]);
  });

  it('rests as short as can be when it is woken at work', async () => {
    workMs = 100;
    start();
    await pass(50);
    ticker.wake();
    await pass(51);
    expect(begun).toEqual([0, 101]);
  });

  it('reports a gap when the machine slept, on whatever clock it shows', async () => {
    start();
    await pass(500);
    jest.setSystemTime(Date.now() + 3_600_000);
    await pass(500);
    expect(gaps).toEqual([3_601_000]);
    jest.setSystemTime(Date.now() - 3_600_000);
    await pass(1_000);
    expect(gaps).toHaveLength(2);
  });

  it('reports no gap for a tick that took long, nor for one just in bounds', async () => {
    workMs = 10_000;
    start();
    await pass(12_000);
    jest.setSystemTime(Date.now() + RESYNC_GAP_MS - 1_000);
    await pass(20_000);
    expect(gaps).toEqual([]);
  });

  it('stops at once while it rests, and begins no tick any more', async () => {
    start();
    await pass(100);
    await ticker.stop();
    ticker.wake();
    await pass(5_000);
    expect(begun).toEqual([0]);
    expect(registry.getTimeouts()).toEqual([]);
  });

  it('stops when the tick at work has ended', async () => {
    workMs = 400;
    start();
    await pass(100);
    let hasStopped = false;
    const stopping = ticker.stop().then(() => (hasStopped = true));
    await pass(299);
    expect(hasStopped).toBe(false);
    await pass(1);
    await stopping;
    await pass(5_000);
    expect(begun).toEqual([0]);
    expect(ticked).toBe(1);
  });

  it('is started once', async () => {
    start();
    expect(() => ticker.start()).toThrow('The ticker test was started twice.');
  });
});
