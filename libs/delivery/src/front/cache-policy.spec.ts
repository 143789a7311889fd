import fc from 'fast-check';
import { cacheControl } from './cache-policy.js';

const T = Date.UTC(2026, 8, 10);

describe('what caches are told', () => {
  it.each([
    [null, 'no-store'],
    [-1, 'no-store'],
    [0, 'no-store'],
    [999, 'no-store'],
    [1_999, 'no-store'],
    [2_000, 'public, max-age=1, s-maxage=1'],
    [59_999, 'public, max-age=58, s-maxage=58'],
    [60_000, 'public, max-age=59, s-maxage=59'],
    [61_000, 'public, max-age=60, s-maxage=60'],
    [62_999, 'public, max-age=60, s-maxage=60'],
    [63_000, 'public, max-age=60, s-maxage=60, stale-while-revalidate=1, stale-if-error=1'],
    [120_000, 'public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=58'],
    [86_400_000, 'public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=3600'],
  ])('with %s ms left is %s', (left, expected) => {
    expect(cacheControl(left === null ? null : T + left, T)).toBe(expected);
  });

  it('ends a second before what is left, and what is stale by then two (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000_000 }), (left) => {
        const said = cacheControl(T + left, T);
        const of = (name: string) => Number(new RegExp(`(?:^|[ ,])${name}=(\\d+)`).exec(said)?.[1] ?? 0);
        const stale = Math.max(of('stale-while-revalidate'), of('stale-if-error'));
        const early = stale > 0 ? 2_000 : 1_000;
        for (const fresh of [of('max-age'), of('s-maxage')])
          expect((fresh + stale) * 1_000).toBeLessThanOrEqual(Math.max(0, left - early));
      }),
      { numRuns: 10_000 },
    );
  });
});
