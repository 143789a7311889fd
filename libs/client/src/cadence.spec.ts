import fc from 'fast-check';
import {
  ASKED_MS_MAX,
  BACKOFF_MS_MIN,
  CADENCE,
  FIRST_BACKOFF_MS,
  pauseAfterAnswer,
  pauseAfterFailure,
  QUIET_MS,
} from './cadence.js';

const draw = fc.double({ min: 0, max: 0.999999, noNaN: true });

describe('the pause after an answer', () => {
  it.each([
    ['the poll, early', 0, null, [0], 90_000],
    ['the poll, late', 0, null, [0.999999], 150_000],
    ['no more often than caches have something new', 300_000, null, [0], 225_000],
    ['at most an hour for a server that says a year', 31_536_000_000, null, [0.999999], 4_500_000],
    ['the poll when it comes well before the boundary', 0, 125_001, [0.25], 105_000],
    ['after the boundary when the poll would come later', 0, 60_000, [0.25, 0.5], 120_000],
    ['after the boundary when the poll would come just before it', 0, 107_000, [0.25, 0], 107_000],
    ['spread over the jitter when the boundary is over', 0, -5_000, [0.25, 0.5], 60_000],
  ])('is %s', (_, maxAgeMs, boundaryInMs, draws, expected) => {
    const left = [...draws];
    expect(pauseAfterAnswer(CADENCE, maxAgeMs, boundaryInMs, () => left.shift()!)).toBeCloseTo(expected, -1);
  });

  it('never ends in the quiet time before the boundary (property)', () => {
    fc.assert(
      fc.property(draw, draw, fc.integer({ min: 0, max: 600_000 }), (first, second, boundary) => {
        const draws = [first, second];
        const pause = pauseAfterAnswer(CADENCE, 0, boundary, () => draws.shift()!);
        expect(pause < boundary - QUIET_MS || pause >= boundary).toBe(true);
      }),
    );
  });
});

describe('the pause after failures', () => {
  it.each([
    ['the first', 1, null, false, 120_000],
    ['the second', 2, null, false, 240_000],
    ['the fourth and all after it', 4, null, false, 600_000],
    ['the thousandth', 1_000, null, false, 600_000],
    ['the first of a device that holds nothing', 1, null, true, FIRST_BACKOFF_MS],
    ['one that says when to come back', 1, 900_000, false, 1_350_000],
    ['one that says never', 1, Number.MAX_SAFE_INTEGER, false, 1.5 * ASKED_MS_MAX],
  ])('after %s is below its ceiling', (_, failures, retryAfterMs, isEmptyHanded, ceiling) => {
    const at = (random: number) => pauseAfterFailure(CADENCE, failures, retryAfterMs, isEmptyHanded, () => random);
    expect(at(0.999999)).toBeLessThanOrEqual(ceiling);
    expect(at(0.999999)).toBeGreaterThan(ceiling * 0.99);
    expect(at(0)).toBe(Math.max(BACKOFF_MS_MIN, Math.min(retryAfterMs ?? 0, ASKED_MS_MAX)));
  });
});
