import fc from 'fast-check';
import { cacheControl } from './cache-policy.js';

const T = Date.UTC(2026, 8, 10);

describe('what caches are told', () => {
  it.each([
    [null, 'no-store'],
    [-1, 'no-store'],
    [0, 'no-store'],
    [999, 'no-store'],
    [1_000, 'public, max-age=1, s-maxage=0'],
    [59_999, 'public, max-age=59, s-maxage=58'],
    [60_000, 'public, max-age=60, s-maxage=59'],
    [61_000, 'public, max-age=60, s-maxage=60'],
    [62_000, 'public, max-age=60, s-maxage=60, stale-while-revalidate=1, stale-if-error=1'],
    [120_000, 'public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=59'],
    [86_400_000, 'public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=3600'],
  ])('with %s ms left is %s', (left, expected) => {
    expect(cacheControl(left === null ? null : T + left, T)).toBe(expected);
  });

  it('adds up to no more than what is left, fresh and stale together (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000_000 }), (left) => {
        const said = cacheControl(T + left, T);
        const of = (name: string) => Number(new RegExp(`(?:^|[ ,])${name}=(\\d+)`).exec(said)?.[1] ?? 0);
        const stale = Math.max(of('stale-while-revalidate'), of('stale-if-error'));
        expect((of('max-age') + stale) * 1_000).toBeLessThanOrEqual(Math.max(0, left));
        // A cache that counts whole seconds is up to one late.
        expect((of('s-maxage') + stale + 1) * 1_000).toBeLessThanOrEqual(Math.max(1_000, left));
      }),
      { numRuns: 10_000 },
    );
  });
});
