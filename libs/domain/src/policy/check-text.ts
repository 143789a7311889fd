import {
  isAny,
  nameIndex,
  phraseEnds,
  phraseIndex,
  wordsOf,
  type PhraseIndex,
  type Stretch,
  type Word,
} from './phrase.js';
import { plainForm, type PlainForm } from './plain-form.js';
import type { NumberMatch, PhraseMatch, PolicyPack, PolicyRule, TextField, TextMatch } from './policy-pack.js';

const EXAMPLE_REACH_WORDS = 3;
const NEAR_WORDS = 4;
const NUMBER = /^\d+([.,]\d+)?$/;
const NUMBER_WITH_UNIT = /^(\d+(?:[.,]\d+)?)(\p{L}+)$/u;

/** A text cut into words, as rules read it; made once, however many ask. */
export interface ReadText {
  readonly plain: PlainForm;
  readonly words: readonly Word[];
  readonly locale: string;
}

/**
 * Everything that packs find in one text, in the order in which it stands.
 *
 * @param packs of one language, and those of any
 * @param safe names that are right wherever they stand: partners, helplines, awareness days; besides those of the packs
 */
export function checkText(
  text: string,
  field: TextField,
  packs: readonly PolicyPack[],
  safe: readonly string[] = [],
): TextMatch[] {
  const locale = packs.find((pack) => pack.locale !== 'und')?.locale ?? 'und';
  return matchesIn(readText(text, locale), field, packs, safe);
}

/** The same, of a text that was read before. */
export function matchesIn(
  read: ReadText,
  field: TextField,
  packs: readonly PolicyPack[],
  safe: readonly string[],
): TextMatch[] {
  const names = namesIn(read, safe);
  return packs
    .flatMap((pack) => {
      const compiled = compiledPack(pack);
      const hidden = maskedWords(read.words, compiled.safe, names);
      return compiled.rules
        .filter(({ rule }) => rule.fields === undefined || rule.fields.includes(field))
        .flatMap((rule) => matchesOf(rule, compiled, read, hidden));
    })
    .sort((a, b) => a.start - b.start || (a.rule < b.rule ? -1 : 1));
}

/** Where a text speaks of the subject of a pack for the first time, outside of every safe phrase; null: nowhere. */
export function subjectIn(
  read: ReadText,
  pack: PolicyPack,
  safe: readonly string[],
): Pick<TextMatch, 'start' | 'end'> | null {
  if (pack.subjectWords === undefined) return null;
  const compiled = compiledPack(pack);
  const hidden = maskedWords(read.words, compiled.safe, namesIn(read, safe));
  for (let first = 0; first < read.words.length; first += 1) {
    const [last] = phraseEnds(compiled.subject, read.words, first);
    if (last !== undefined && !hidden.has(first) && !hidden.has(last)) return placeOf({ first, last }, read);
  }
  return null;
}

/** Cuts a text by the rules of a language. */
export function readText(text: string, locale: string): ReadText {
  const plain = plainForm(text);
  return { plain, words: wordsOf(plain.text, locale), locale };
}

interface CompiledRule {
  readonly rule: PolicyRule;
  readonly phrases: PhraseIndex | null;
}
interface CompiledPack {
  readonly pack: PolicyPack;
  readonly safe: PhraseIndex;
  readonly marks: PhraseIndex;
  readonly subject: PhraseIndex;
  readonly rules: readonly CompiledRule[];
}

/** Packs never change, so that what is made of one holds as long as it does; so do the lists of names that a caller keeps. */
const compiledPacks = new WeakMap<PolicyPack, CompiledPack>();
const compiledNames = new WeakMap<readonly string[], Map<string, PhraseIndex>>();

function compiledPack(pack: PolicyPack): CompiledPack {
  const known = compiledPacks.get(pack);
  if (known !== undefined) return known;
  const index = (phrases: readonly string[]) => phraseIndex(phrases, pack.locale);
  const compiled = {
    pack,
    safe: index(pack.safePhrases),
    marks: index(pack.exampleMarks),
    subject: index(pack.subjectWords ?? []),
    rules: pack.rules.map((rule) => ({
      rule,
      phrases: rule.match.kind === 'PHRASES' ? index(rule.match.phrases) : null,
    })),
  };
  compiledPacks.set(pack, compiled);
  return compiled;
}

/** Words that belong to the name of somebody. */
function namesIn({ words, locale }: ReadText, safe: readonly string[]): ReadonlySet<number> {
  const byLocale = compiledNames.get(safe) ?? new Map<string, PhraseIndex>();
  compiledNames.set(safe, byLocale);
  const index = byLocale.get(locale) ?? nameIndex(safe, locale);
  byLocale.set(locale, index);
  return maskedWords(words, index, new Set());
}

function maskedWords(words: readonly Word[], phrases: PhraseIndex, masked: ReadonlySet<number>): ReadonlySet<number> {
  const hidden = new Set(masked);
  words.forEach((_, first) => {
    for (const last of phraseEnds(phrases, words, first)) for (let i = first; i <= last; i += 1) hidden.add(i);
  });
  return hidden;
}

function matchesOf(
  { rule, phrases }: CompiledRule,
  { pack, marks }: CompiledPack,
  read: ReadText,
  hidden: ReadonlySet<number>,
): TextMatch[] {
  const { words } = read;
  const stretches =
    rule.match.kind === 'PHRASES' ? phraseStretches(rule.match, phrases!, words) : numberStretches(rule.match, words);
  return stretches
    .filter(({ first, last }) => !hidden.has(first) && !hidden.has(last))
    .map((stretch) => ({
      rule: rule.id,
      pack: pack.id,
      packVersion: pack.version,
      severity: rule.severity,
      isDowngraded: isExample(stretch, read, marks) || (rule.severity === 'WARN' && isQuoted(stretch, read)),
      message: rule.message,
      advice: rule.advice,
      ...placeOf(stretch, read),
    }));
}

function placeOf({ first, last }: Stretch, { plain, words }: ReadText): Pick<TextMatch, 'start' | 'end'> {
  return { start: plain.starts[words[first]!.start]!, end: plain.ends[words[last]!.end - 1]! };
}

function phraseStretches({ unlessNear = [] }: PhraseMatch, phrases: PhraseIndex, words: readonly Word[]): Stretch[] {
  return words.flatMap((_, first) => {
    const [last] = phraseEnds(phrases, words, first);
    return last === undefined || isNear(words, { first, last }, unlessNear, NEAR_WORDS) ? [] : [{ first, last }];
  });
}

function numberStretches({ units, after, context, within }: NumberMatch, words: readonly Word[]): Stretch[] {
  return words.flatMap((word, index) => {
    const joined = NUMBER_WITH_UNIT.exec(word.text);
    const isNumber = NUMBER.test(word.text);
    if (!isNumber && joined === null) return [];
    const unitBehind = isNumber && isAny(words[index + 1], units);
    const hasUnit = units.length === 0 ? isNumber : unitBehind || (joined !== null && units.includes(joined[2]!));
    if (!hasUnit) return [];
    const isAfter =
      after.length === 0 || words.slice(Math.max(0, index - NEAR_WORDS), index).some((one) => isAny(one, after));
    if (!isAfter) return [];
    const stretch = { first: index, last: units.length > 0 && unitBehind ? index + 1 : index };
    const isInContext = context.length === 0 || isNear(words, stretch, context, within);
    return isInContext ? [stretch] : [];
  });
}

function isNear(words: readonly Word[], { first, last }: Stretch, wanted: readonly string[], within: number): boolean {
  if (wanted.length === 0) return false;
  return [...words.slice(Math.max(0, first - within), first), ...words.slice(last + 1, last + 1 + within)].some(
    (word) => isAny(word, wanted),
  );
}

/** Behind a mark in the same sentence: what is taught, not said. */
function isExample(stretch: Stretch, { words, plain }: ReadText, marks: PhraseIndex): boolean {
  for (let first = Math.max(0, stretch.first - EXAMPLE_REACH_WORDS - 2); first < stretch.first; first += 1) {
    for (const last of phraseEnds(marks, words, first)) {
      if (last >= stretch.first || stretch.first - last > EXAMPLE_REACH_WORDS) continue;
      if (!/[.!?]\s/.test(plain.text.slice(words[last]!.end, words[stretch.first]!.start))) return true;
    }
  }
  return false;
}

/** Between quotation marks of one line: somebody's words, told as theirs. A quotation never takes the sting out of a `BLOCK`. */
function isQuoted({ first, last }: Stretch, { words, plain: { text } }: ReadText): boolean {
  const lineStart = text.lastIndexOf('\n', words[first]!.start - 1) + 1;
  const lineEnd = text.indexOf('\n', words[last]!.end);
  const before = text.slice(lineStart, words[first]!.start).split('"').length - 1;
  const inside = text.slice(words[first]!.start, words[last]!.end);
  const behind = text.slice(words[last]!.end, lineEnd < 0 ? text.length : lineEnd);
  return before % 2 === 1 && !inside.includes('"') && behind.includes('"');
}
