import fc from 'fast-check';
import { plainForm } from './plain-form.js';
import { wordsOf } from './phrase.js';

const PIECES = [
  'don’t',
  'well-being',
  '3.5',
  '3,5',
  '24/7',
  'a.b',
  'e.g.',
  '(so)',
  '"x"',
  'x_y',
  '38kg',
  'é',
  'Ж',
  'я.',
  'ποτέ;',
];
const MORE = [
  "'tis",
  'rock’n’roll',
  'وزني',
  '٣٨',
  '自殺予防',
  'ก็',
  '\n',
  '\t',
  '…',
  '—',
  '👩‍👩‍👧',
  '5"',
  '::',
  'a:b',
  'क्षण',
  'ﬁ',
  'ß',
];

it('words are those of the segmenter, with or without the short way (property)', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES, ...MORE), { maxLength: 12 }),
      fc.constantFrom(' ', ' ', ''),
      fc.constantFrom('en', 'ja', 'ar', 'und'),
      (pieces, space, locale) => {
        const { text } = plainForm(pieces.join(space));
        const whole = Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(text))
          .filter(({ isWordLike }) => isWordLike)
          .map(({ segment, index }) => [segment, index]);
        expect(wordsOf(text, locale).map((word) => [word.text, word.start])).toEqual(whole);
      },
    ),
    { numRuns: 1_000 },
  );
});
