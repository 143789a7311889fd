import fc from 'fast-check';
import { contains, covers, overlaps, type Window } from './instant.js';

const W: Window = { start: 10, end: 20 };
const OPEN: Window = { start: 10, end: null };

describe('half-open windows', () => {
  it.each([
    [W, 9, false],
    [W, 10, true],
    [W, 19, true],
    [W, 20, false],
    [OPEN, 10_000, true],
    [OPEN, 9, false],
  ])('%j contains %d: %s', (window, at, expected) => {
    expect(contains(window, at)).toBe(expected);
  });

  it.each([
    [{ start: 20, end: 30 }, false],
    [{ start: 0, end: 10 }, false],
    [{ start: 19, end: 30 }, true],
    [{ start: 0, end: 11 }, true],
    [{ start: 20, end: null }, false],
    [{ start: 19, end: null }, true],
  ])('10 to 20 overlaps %j: %s', (other, expected) => {
    expect([overlaps(W, other), overlaps(other, W)]).toEqual([expected, expected]);
  });

  it.each([
    [W, { start: 10, end: 20 }, true],
    [W, { start: 9, end: 20 }, false],
    [W, { start: 10, end: 21 }, false],
    [W, OPEN, false],
    [OPEN, OPEN, true],
  ])('%j covers %j: %s', (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected);
  });

  it('overlap exactly when they share an instant (property)', () => {
    const window = fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }))
      .map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(window, window, (a, b) => {
        const shared = Array.from({ length: 61 }, (_, at) => at).some((at) => contains(a, at) && contains(b, at));
        expect(overlaps(a, b)).toBe(shared);
      }),
    );
  });
});
