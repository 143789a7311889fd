import { noneMatchHits, weakTag } from './entity-tag.js';

const TAG = weakTag('content');
const OPAQUE = TAG.slice(2);

describe('the tag of an answer', () => {
  it('is weak, the same for the same content, and another for another', () => {
    expect(TAG).toMatch(/^W\/"[\w-]{22}"$/);
    expect(weakTag('content')).toBe(TAG);
    expect(weakTag('contents')).not.toBe(TAG);
  });

  it.each([
    [TAG, true],
    [OPAQUE, true],
    ['*', true],
    [' * ', true],
    [`"a", ${TAG}`, true],
    [`W/"a",W/"b" ,${OPAQUE}`, true],
    [`"with, comma", ${TAG}`, true],
    ['W/"a"', false],
    ['', false],
    [OPAQUE.replaceAll('"', ''), false],
    [`"${OPAQUE.replaceAll('"', '')}x"`, false],
    ['"*"', false],
  ])('is named by %s: %s', (header, expected) => {
    expect(noneMatchHits(header, TAG)).toBe(expected);
  });
});
