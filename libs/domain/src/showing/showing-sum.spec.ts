import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SHOWING_FLOOR, SHOWING_HELD_BACK_MAX, SHOWING_STEP, shownShowings } from './showing-sum.js';

describe('the figure of a sum', () => {
  it.each([
    [0, 0, null],
    [19, 0, null],
    [20, 0, 20],
    [24, 0, 20],
    [25, 0, 25],
    [20, 1, null],
    [28, 9, null],
    [29, 9, 20],
    [1_000_003, 3, 1_000_000],
  ])('of %d with %d held back is %j', (sum, heldBack, expected) => {
    expect(shownShowings(sum, heldBack)).toBe(expected);
  });

  const sums = fc.integer({ min: 0, max: 2_000_000_000 });
  const draws = fc.integer({ min: 0, max: SHOWING_HELD_BACK_MAX - 1 });

  it('is at least the floor, never more than what was reported, and a step (property)', () => {
    fc.assert(
      fc.property(sums, draws, (sum, heldBack) => {
        const figure = shownShowings(sum, heldBack);
        if (figure === null) return expect(sum - heldBack).toBeLessThan(SHOWING_FLOOR);
        expect(figure).toBeGreaterThanOrEqual(SHOWING_FLOOR);
        expect(figure % SHOWING_STEP).toBe(0);
        expect(sum - figure).toBeGreaterThanOrEqual(0);
        expect(sum - figure).toBeLessThan(SHOWING_HELD_BACK_MAX + SHOWING_STEP - 1);
      }),
    );
  });

  it('lets whoever adds counts until it moves learn no sum: as many draws as there are answer alike (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 10_000 }), (sum) => {
        // The same figures for every further count, for each of so many sums, under some draw each.
        const seen = (real: number, heldBack: number) =>
          Array.from({ length: 20 }, (_, added) => shownShowings(real + added, heldBack)).join();
        const alike = Array.from({ length: SHOWING_HELD_BACK_MAX }, (_, draw) => seen(sum + draw, draw));
        expect(new Set(alike).size).toBe(1);
      }),
    );
  });
});
