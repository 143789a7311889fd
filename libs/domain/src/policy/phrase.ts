import { plainForm } from './plain-form.js';

/** A word of a text in plain form. */
export interface Word {
  readonly text: string;
  /** Into the plain form, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** A stretch of words, both ends included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** One place of a phrase: any of these words, or a beginning; or a gap. */
type Part = { readonly words: ReadonlySet<string>; readonly beginnings: readonly string[] } | 'GAP';

/** Phrases, found by the word they begin with. */
export interface PhraseIndex {
  readonly byWord: ReadonlyMap<string, readonly Phrase[]>;
  /** Those that begin with a beginning of a word. */
  readonly others: readonly Phrase[];
}
type Phrase = readonly Part[];

const GAP_WORDS_MAX = 2;
const NONE: readonly Phrase[] = [];
const NO_ENDS: readonly number[] = [];
const segmenters = new Map<string, Intl.Segmenter>();

/** What stands between spaces, of which no rule of any language makes one word with what is beyond them. */
const CHUNK = /\S+/g;
/** One word and what ends a sentence, by the same rules: letters of scripts that part words by spaces, or digits. */
const PLAIN_WORD = /^["'([]?([\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\u0621-\u064a]+|\d+)[.,;:!?)\]"']*$/u;

/** Words by the rules of the language, also where it parts them by no space; a number stays whole. */
export function wordsOf(plainText: string, locale: string): Word[] {
  const words: Word[] = [];
  for (const { 0: chunk, index } of plainText.matchAll(CHUNK)) {
    // The segmenter gives the same, a hundred times slower.
    const plain = PLAIN_WORD.exec(chunk)?.[1];
    if (plain !== undefined) {
      const start = index + (chunk.startsWith(plain) ? 0 : 1);
      words.push({ text: plain, start, end: start + plain.length });
      continue;
    }
    for (const { segment, index: at, isWordLike } of segmenterOf(locale).segment(chunk))
      if (isWordLike === true) words.push({ text: segment, start: index + at, end: index + at + segment.length });
  }
  return words;
}

function segmenterOf(locale: string): Intl.Segmenter {
  const segmenter = segmenters.get(locale) ?? new Intl.Segmenter(locale, { granularity: 'word' });
  segmenters.set(locale, segmenter);
  return segmenter;
}

/** Phrases of a pack, with their signs: `a|b`, `begin*`, `~`. */
export function phraseIndex(phrases: readonly string[], locale: string): PhraseIndex {
  return indexOf(phrases.map((phrase) => phraseParts(phrase, locale)));
}

/**
 * Names, word by word and without signs: nobody's name is a pattern. A name of one word alone stands for nothing, since a line
 * called Bridge would hide every bridge.
 */
export function nameIndex(names: readonly string[], locale: string): PhraseIndex {
  const parts = names.map((name) => wordsOf(plainForm(name).text, locale).map(({ text }) => oneOf([text])));
  return indexOf(parts.filter((words) => words.length > 1));
}

function indexOf(phrases: readonly Phrase[]): PhraseIndex {
  const byWord = new Map<string, Phrase[]>();
  const others: Phrase[] = [];
  for (const phrase of phrases) {
    const [first] = phrase;
    if (first === undefined) continue;
    if (first === 'GAP' || first.beginnings.length > 0) others.push(phrase);
    else for (const word of first.words) byWord.set(word, [...(byWord.get(word) ?? []), phrase]);
  }
  return { byWord, others };
}

function phraseParts(phrase: string, locale: string): Phrase {
  const parts = plainForm(phrase).text.split(/[\s&]+/);
  return parts
    .filter((part) => part !== '')
    .flatMap((part): Part[] => {
      if (part === '~') return ['GAP'];
      if (/[|*]/.test(part)) return [oneOf(part.split('|'))];
      return wordsOf(part, locale).map(({ text }) => oneOf([text]));
    });
}

function oneOf(words: readonly string[]): Exclude<Part, 'GAP'> {
  return {
    words: new Set(words.filter((word) => !word.endsWith('*'))),
    beginnings: words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)),
  };
}

/** The last word of each phrase of an index that begins at a word. */
export function phraseEnds({ byWord, others }: PhraseIndex, words: readonly Word[], first: number): readonly number[] {
  const candidates = byWord.get(words[first]!.text) ?? NONE;
  if (candidates.length === 0 && others.length === 0) return NO_ENDS;
  return [...candidates, ...others].flatMap((phrase) => {
    const last = phraseEnd(phrase, words, first);
    return last === null ? [] : [last];
  });
}

function phraseEnd(phrase: Phrase, words: readonly Word[], first: number): number | null {
  let at = first;
  let gap = 0;
  for (const part of phrase) {
    if (part === 'GAP') {
      gap = GAP_WORDS_MAX;
      continue;
    }
    let found = -1;
    for (let i = at; i <= at + gap && found < 0; i += 1) if (fits(words[i], part)) found = i;
    if (found < 0) return null;
    at = found + 1;
    gap = 0;
  }
  return at - 1;
}

function fits(word: Word | undefined, { words, beginnings }: Exclude<Part, 'GAP'>): boolean {
  if (word === undefined) return false;
  return words.has(word.text) || beginnings.some((beginning) => word.text.startsWith(beginning));
}

/** A single word among some, which may be beginnings: `weigh*`. */
export function isAny(word: Word | undefined, wanted: readonly string[]): boolean {
  if (word === undefined) return false;
  return wanted.some((one) => (one.endsWith('*') ? word.text.startsWith(one.slice(0, -1)) : word.text === one));
}
