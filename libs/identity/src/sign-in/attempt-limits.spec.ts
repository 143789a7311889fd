import { AttemptLimits } from './attempt-limits.js';

const RULE = { freely: 3, waitMsMax: 10_000 };

describe('limits of attempts', () => {
  let now: number;
  let limits: AttemptLimits;
  beforeEach(() => {
    now = 1_000;
    limits = new AttemptLimits(() => now);
  });
  const begin = (key = 'a') => limits.begin(key, RULE);

  it('let some pass, and make each further one wait twice as long, up to a bound', () => {
    const waits: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      const waitMs = begin();
      waits.push(waitMs);
      if (waitMs === 0) continue;
      now += waitMs - 1;
      expect(begin()).toBe(1);
      now += 1;
      expect(begin()).toBe(0);
    }
    expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('hold nothing against anybody else', () => {
    for (let i = 0; i < 100; i += 1) begin('attacker');
    expect(begin('attacker')).toBeGreaterThan(0);
    expect(begin('somebody')).toBe(0);
  });

  it('count attempts that are under way, and an attempt that comes too early does not make it worse', () => {
    expect(Array.from({ length: 6 }, () => begin())).toEqual([0, 0, 0, 1_000, 1_000, 1_000]);
  });

  it('begin anew after a success, and after an hour', () => {
    for (let i = 0; i < 4; i += 1) begin();
    limits.succeeded('a');
    expect(begin()).toBe(0);
    for (let i = 0; i < 4; i += 1) begin();
    expect(begin()).toBeGreaterThan(0);
    now += 3_600_000;
    expect([begin(), begin(), begin()]).toEqual([0, 0, 0]);
  });

  it('forget an attempt that told nothing', () => {
    for (let i = 0; i < 50; i += 1) {
      expect(begin()).toBe(0);
      limits.takeBack('a');
    }
  });

  it('are bounded, and keep who tried last', () => {
    for (let i = 0; i < 4; i += 1) begin('first');
    for (let i = 0; i < 50_000; i += 1) begin(`other ${i}`);
    expect(limits.size).toBe(50_000);
    expect(begin('first')).toBe(0);
  });
});
