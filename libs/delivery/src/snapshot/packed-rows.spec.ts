import fc from 'fast-check';
import { pureSha256 } from '#domain';
import { sha256Of } from './packed-rows.js';

describe('the platform’s SHA-256', () => {
  it('is that of the domain for every text, half characters included (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(sha256Of(text)).toBe(pureSha256(text));
      }),
    );
    for (const text of ['', 'ü', '\u{1F49A}', '\uD83D', '\uDC9A\uD83D', '\0'])
      expect([text, sha256Of(text)]).toEqual([text, pureSha256(text)]);
  });
});
