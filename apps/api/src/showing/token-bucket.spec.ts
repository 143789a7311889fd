import { TokenBucket } from './token-bucket.js';

describe('a bucket of 3 that fills with 2 a second', () => {
  it.each<[readonly number[], readonly boolean[]]>([
    [
      [0, 0, 0, 0],
      [true, true, true, false],
    ],
    [
      [0, 0, 0, 499, 500, 501],
      [true, true, true, false, true, false],
    ],
    [
      [0, 0, 0, 60_000, 60_000, 60_000, 60_000],
      [true, true, true, true, true, true, false],
    ],
  ])('asked at %j ms gives %j', (asked, given) => {
    const bucket = new TokenBucket(3, 2);
    expect(asked.map((now) => bucket.take(now))).toEqual(given);
  });
});
