import { plainForm, type PlainForm } from './plain-form.js';
import type { NumberMatch, PhraseMatch, PolicyPack, PolicyRule, TextField, TextMatch } from './policy-pack.js';

/** A word of a text in plain form. */
interface Word {
  readonly text: string;
  /** Into the plain form, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** A stretch of words, both ends included. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

const GAP_WORDS_MAX = 2;
const EXAMPLE_REACH_WORDS = 3;
const NEAR_WORDS = 4;
const NUMBER = /^\d+([.,]\d+)?$/;
const NUMBER_WITH_UNIT = /^(\d+(?:[.,]\d+)?)(\p{L}+)$/u;

/**
 * Everything that packs find in one text, in the order in which it stands.
 *
 * @param safe names that are right wherever they stand: partners, helplines, awareness days; besides those of the packs
 */
export function checkText(
  text: string,
  field: TextField,
  packs: readonly PolicyPack[],
  safe: readonly string[] = [],
): TextMatch[] {
  const plain = plainForm(text);
  return packs
    .flatMap((pack) => {
      const words = wordsOf(plain.text, pack.locale);
      const hidden = maskedWords(words, [...pack.safePhrases, ...safe]);
      return pack.rules
        .filter((rule) => rule.fields === undefined || rule.fields.includes(field))
        .flatMap((rule) => matchesOf(rule, pack, words, hidden, plain));
    })
    .sort((a, b) => a.start - b.start || (a.rule < b.rule ? -1 : 1));
}

function matchesOf(
  rule: PolicyRule,
  pack: PolicyPack,
  words: readonly Word[],
  hidden: ReadonlySet<number>,
  plain: PlainForm,
): TextMatch[] {
  const stretches =
    rule.match.kind === 'PHRASES' ? phraseStretches(rule.match, words) : numberStretches(rule.match, words);
  return stretches
    .filter(({ first, last }) => !hidden.has(first) && !hidden.has(last))
    .map((stretch) => ({
      rule: rule.id,
      pack: pack.id,
      packVersion: pack.version,
      severity: rule.severity,
      isDowngraded: isExample(stretch, words, pack.exampleMarks, plain.text),
      message: rule.message,
      advice: rule.advice,
      start: plain.starts[words[stretch.first]!.start]!,
      end: plain.ends[words[stretch.last]!.end - 1]!,
    }));
}

const segmenters = new Map<string, Intl.Segmenter>();

/** Words by the rules of the language, also where it parts them by no space; a number stays whole. */
function wordsOf(text: string, locale: string): Word[] {
  const segmenter = segmenters.get(locale) ?? new Intl.Segmenter(locale, { granularity: 'word' });
  segmenters.set(locale, segmenter);
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ text: segment, start: index, end: index + segment.length }));
}

/** Words that belong to a safe phrase. */
function maskedWords(words: readonly Word[], phrases: readonly string[]): ReadonlySet<number> {
  const hidden = new Set<number>();
  for (const phrase of phrases) {
    const parts = phraseParts(phrase);
    words.forEach((_, first) => {
      const last = phraseEnd(parts, words, first);
      for (let i = first; last !== null && i <= last; i += 1) hidden.add(i);
    });
  }
  return hidden;
}

function phraseStretches({ phrases, unlessNear = [] }: PhraseMatch, words: readonly Word[]): Stretch[] {
  const seen = new Set<number>();
  return phrases.flatMap((phrase) => {
    const parts = phraseParts(phrase);
    return words.flatMap((_, first) => {
      const last = seen.has(first) ? null : phraseEnd(parts, words, first);
      if (last === null || isNear(words, { first, last }, unlessNear, NEAR_WORDS)) return [];
      seen.add(first);
      return [{ first, last }];
    });
  });
}

function numberStretches({ units, after, context, within }: NumberMatch, words: readonly Word[]): Stretch[] {
  return words.flatMap((word, index) => {
    const joined = NUMBER_WITH_UNIT.exec(word.text);
    const isNumber = NUMBER.test(word.text);
    if (!isNumber && joined === null) return [];
    const unitBehind = isNumber && isAny(words[index + 1], units);
    const hasUnit = units.length === 0 ? isNumber : unitBehind || (joined !== null && units.includes(joined[2]!));
    const isAfter =
      after.length === 0 || words.slice(Math.max(0, index - NEAR_WORDS), index).some((one) => isAny(one, after));
    const stretch = { first: index, last: units.length > 0 && unitBehind ? index + 1 : index };
    const isInContext = context.length === 0 || isNear(words, stretch, context, within);
    return hasUnit && isAfter && isInContext ? [stretch] : [];
  });
}

function isNear(words: readonly Word[], { first, last }: Stretch, wanted: readonly string[], within: number): boolean {
  return words
    .slice(Math.max(0, first - within), last + 1 + within)
    .some(
      (word, index) =>
        (index < Math.min(first, within) || index > last - Math.max(0, first - within)) && isAny(word, wanted),
    );
}

/** Behind a mark in the same sentence: what is taught, not said. */
function isExample(stretch: Stretch, words: readonly Word[], marks: readonly string[], text: string): boolean {
  const from = Math.max(0, stretch.first - EXAMPLE_REACH_WORDS - 2);
  return marks.some((mark) => {
    const parts = phraseParts(mark);
    for (let first = from; first < stretch.first; first += 1) {
      const last = phraseEnd(parts, words, first);
      if (last === null || last >= stretch.first || stretch.first - last > EXAMPLE_REACH_WORDS) continue;
      if (!/[.!?]\s/.test(text.slice(words[last]!.end, words[stretch.first]!.start))) return true;
    }
    return false;
  });
}

function phraseParts(phrase: string): readonly (readonly string[])[] {
  return phrase
    .toLowerCase()
    .split(/[\s&]+/)
    .filter((part) => part !== '')
    .map((part) => part.split('|'));
}

/** The last word of a phrase that begins at a word, or null. */
function phraseEnd(parts: readonly (readonly string[])[], words: readonly Word[], first: number): number | null {
  let at = first;
  let gap = 0;
  for (const part of parts) {
    if (part[0] === '~') {
      gap = GAP_WORDS_MAX;
      continue;
    }
    let found = -1;
    for (let i = at; i <= at + gap && found < 0; i += 1) if (isAny(words[i], part)) found = i;
    if (found < 0) return null;
    at = found + 1;
    gap = 0;
  }
  return at - 1;
}

function isAny(word: Word | undefined, wanted: readonly string[]): boolean {
  if (word === undefined) return false;
  return wanted.some((one) => (one.endsWith('*') ? word.text.startsWith(one.slice(0, -1)) : word.text === one));
}
