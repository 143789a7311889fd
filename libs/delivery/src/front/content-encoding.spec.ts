import { acceptedEncodings } from './content-encoding.js';

describe('the encodings that a client takes', () => {
  it.each([
    [undefined, ['identity']],
    ['', ['identity']],
    ['gzip', ['gzip', 'identity']],
    ['x-gzip', ['gzip', 'identity']],
    ['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
    ['GZIP;q=1.0 , Br;Q=0.9', ['gzip', 'br', 'identity']],
    ['br;q=0, gzip;q=0.5', ['gzip', 'identity']],
    ['*', ['br', 'gzip', 'identity']],
    ['*;q=0', ['identity']],
    ['identity;q=0, gzip', ['gzip']],
    ['identity;q=0', ['identity']],
    ['gzip;q=0.1, *;q=0', ['gzip']],
    ['*;q=0.5, br;q=0', ['gzip', 'identity']],
    ['identity, gzip;q=0.5', ['identity', 'gzip']],
    ['gzip;q=nonsense, br;q=2', ['identity']],
    [';;;,,,', ['identity']],
    ['compress, deflate', ['identity']],
  ])('of "%s" are %j', (header, expected) => {
    expect(acceptedEncodings(header)).toEqual(expected);
    expect(acceptedEncodings(header)).toEqual(expected);
  });
});
