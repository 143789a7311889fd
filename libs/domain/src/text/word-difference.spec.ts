import fc from 'fast-check';
import { wordDifference, WORD_EDITS_MAX, type TextPart } from './word-difference.js';

const shown = (parts: readonly TextPart[]) =>
  parts.map(({ kind, text }) => ({ SAME: text, REMOVED: `[-${text}-]`, ADDED: `{+${text}+}` })[kind]).join('');
const made = (parts: readonly TextPart[], other: 'REMOVED' | 'ADDED') =>
  parts
    .filter(({ kind }) => kind === 'SAME' || kind === other)
    .map(({ text }) => text)
    .join('');

describe('the difference of two texts', () => {
  it.each([
    ['', '', ''],
    ['same', 'same', 'same'],
    ['', 'new words', '{+new words+}'],
    ['old words', '', '[-old words-]'],
    ['Talk to a friend.', 'Talk to somebody.', 'Talk to [-a friend-]{+somebody+}.'],
    ['You are alone', 'You are not alone', 'You are {+not +}alone'],
    ['one two three', 'zero one three four', '{+zero +}one [-two -]three{+ four+}'],
    ['第一天', '第二天', '第[-一-]{+二+}天'],
    ['لست وحيدا', 'لست وحدك', 'لست [-وحيدا-]{+وحدك+}'],
  ])('from %j to %j reads %j', (before, after, expected) => {
    expect(shown(wordDifference(before, after))).toBe(expected);
  });

  it('makes both texts again to the letter, from whatever texts (property)', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'help', '線', '👩‍👩‍👧', '.'), { maxLength: 60 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const parts = wordDifference(a.join(''), b.join(''));
        expect([made(parts, 'REMOVED'), made(parts, 'ADDED')]).toEqual([a.join(''), b.join('')]);
        parts.slice(1).forEach((part, i) => expect(part.kind === 'SAME' && parts[i]!.kind === 'SAME').toBe(false));
      }),
    );
  });

  it('of texts that have hardly a word in common is all of both, in little time', () => {
    const long = (word: string) => Array.from({ length: 10_000 }, (_, i) => `${word}${i}`).join(' ');
    const parts = wordDifference(long('a'), long('b'));
    expect([made(parts, 'REMOVED'), made(parts, 'ADDED')]).toEqual([long('a'), long('b')]);
    expect(parts.length).toBeLessThan(WORD_EDITS_MAX);
  });
});
