import { describe, expect, it } from '@jest/globals';
import { purgeBackoffMs } from './purge-backoff.js';

describe('the rest before a cache is told again', () => {
  it.each([
    [1, null, 0, 250],
    [1, null, 1, 500],
    [2, null, 1, 1_000],
    [3, null, 0.5, 1_500],
    [7, null, 1, 30_000],
    [7, null, 0, 15_000],
    [2_000_000, null, 1, 30_000],
    [1, 7_000, 1, 7_000],
    [7, 1_000, 1, 30_000],
    [1, 86_400_000, 0, 120_000],
    [1, -5, 0, 250],
  ])('after %d failures, asked for %j ms, by chance %d: %d ms', (failures, retryAfterMs, chance, expected) => {
    expect(purgeBackoffMs(failures, retryAfterMs, chance)).toBe(expected);
  });
});
