import { createHash } from 'node:crypto';
import { checksum } from './checksum.js';
import { readAnswer, stampOf } from './answer.js';
import { OPERATION, OPERATION_SHA256 } from './operation.js';

describe('what the package carries along', () => {
  it('has the hash of its operation', () => {
    expect(createHash('sha256').update(OPERATION).digest('hex')).toBe(OPERATION_SHA256);
  });

  it('has the checksum everybody has', () => {
    // Known value of CRC-32 over the bytes 1 0 2 0, for the text of the units 1 and 2.
    expect(checksum('')).toBe('00000000');
    expect(checksum('\u3231\u3433\u3635\u3837')).toBe('9ae0daaf');
    expect(checksum('a')).not.toBe(checksum('b'));
  });

  it.each([
    ['12.abc', 12],
    ['0', 0],
    ['', -1],
    ['v1', -1],
  ])('reads of the version %j the stamp %s', (version, stamp) => {
    expect(stampOf(version)).toBe(stamp);
  });

  it.each([null, 1, [], {}, { help: {} }])('takes %j for no answer', (value) => {
    expect(readAnswer(value)).toBeNull();
  });
});
