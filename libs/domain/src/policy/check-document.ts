import type { HelpRegistry } from '../care/help.js';
import { numberMatches } from '../care/number-match.js';
import { declaredSubjects } from '../content/sensitivity.js';
import type { ContentDocument, ContentText, Media } from '../content/document.js';
import { languageOf, type Locale } from '../text/locale.js';
import type { Instant } from '../time/instant.js';
import { checkHidden } from './check-hidden.js';
import { addressRules, checkLinks } from './check-links.js';
import { checkReading } from './check-reading.js';
import { checkStructure } from './check-structure.js';
import { matchesIn, readText, subjectIn, type ReadText } from './check-text.js';
import { ownMatch } from './own-rules.js';
import type { PolicyPack, TextField, TextMatch } from './policy-pack.js';

/** What a check says of a document: where, by which rule of which pack. It never repeats the text. */
export interface Finding extends TextMatch {
  readonly locale: Locale;
  /** Where in the document: `['localizations', 'en', 'media', '0', 'alt']`. */
  readonly path: readonly string[];
}

export interface DocumentCheck {
  /** By locale, then in the order of the document; what its shape says comes before what its words say. */
  readonly findings: readonly Finding[];
  /** Locales that no pack of their language reads: nothing found in them is no sign that all is well. */
  readonly unchecked: readonly Locale[];
  /** Locales whose packs are hints only. */
  readonly hintsOnly: readonly Locale[];
}

/** Who wrote a text, as far as rules ask. */
export interface CheckedBy {
  /** Names that are right wherever they stand: partners, helplines, awareness days. Kept by the caller: much is made of it once. */
  readonly safeNames: readonly string[];
  /** Verified domains of the partner; null: nobody knows them here. */
  readonly domains: readonly string[] | null;
  /** Against which numbers are held; left out: nobody knows it here, and no number is found. */
  readonly numbers?: KnownNumbers;
}

/** The helplines on file, and the instant at which their numbers are asked for. */
export interface KnownNumbers {
  readonly registry: HelpRegistry;
  readonly at: Instant;
}
export const NOBODY: CheckedBy = { safeNames: [], domains: null };

/** Reads every text of a document in every locale, with the packs of its language and those of any language. */
export function checkDocument(
  document: ContentDocument,
  packs: readonly PolicyPack[],
  by: CheckedBy = NOBODY,
): DocumentCheck {
  return checkLocales(Object.keys(document.localizations), packs, (locale) => [
    ...checkStructure(document, locale).map((match) => ({ ...match, locale })),
    ...wordFindings(documentTexts(document, locale), document, locale, packs, by),
  ]);
}

/** The check of any document with texts by locale. @param findingsOf one locale, what its shape says before what its words say */
export function checkLocales(
  offered: readonly Locale[],
  packs: readonly PolicyPack[],
  findingsOf: (locale: Locale) => readonly Finding[],
): DocumentCheck {
  const locales = [...offered].sort();
  const unchecked = locales.filter((locale) => readingPacks(locale, packs).length === 0);
  return {
    findings: locales.flatMap((locale) => [
      ...(unchecked.includes(locale) ? [uncheckedFinding(locale)] : []),
      ...findingsOf(locale),
    ]),
    unchecked,
    hintsOnly: locales.filter((locale) => {
      const own = readingPacks(locale, packs);
      return own.length > 0 && own.every(({ completeness }) => completeness === 'HINTS');
    }),
  };
}

/** What an answer, an acknowledgement or an override is given to: the same for as long as the text and the rule are. */
export function findingKey({ rule, pack, packVersion, path, start, end }: Finding): string {
  return `${rule}@${path.join('.')}:${start}-${end}/${pack}-${packVersion}`;
}

/** Packs of the language of a locale; a pack of methods or places alone does not make a language read. */
export function readingPacks(locale: Locale, packs: readonly PolicyPack[]): PolicyPack[] {
  const own = packs.filter((pack) => languageOf(pack.locale) === languageOf(locale));
  return own.some(({ subject }) => subject !== 'METHODS' && subject !== 'PLACES') ? own : [];
}

function uncheckedFinding(locale: Locale): Finding {
  return { ...ownMatch('locale.unchecked'), locale, path: ['localizations', locale] };
}

/** What the words of one locale say. @param about what holds for all of the document's texts */
export function wordFindings(
  texts: readonly PlacedText[],
  about: Pick<ContentDocument, 'topics' | 'rights'>,
  locale: Locale,
  packs: readonly PolicyPack[],
  by: CheckedBy,
): Finding[] {
  const found = texts.flatMap((placed) =>
    [...textFindings(placed, packs, by), ...numbersIn(placed, about, by)].map((match) => ({
      ...match,
      isDowngraded: match.isDowngraded || isAdvice(match, packs, about.topics),
      locale,
      path: placed.path,
    })),
  );
  return [...undeclaredSubjects(about, texts, packs, by).map((one) => ({ ...one, locale })), ...found];
}

/** What the words of one text say. */
export function textFindings(
  { text, field, locale, read }: PlacedText,
  packs: readonly PolicyPack[],
  by: CheckedBy,
): TextMatch[] {
  const language = languageOf(locale);
  const reading = packs.filter((pack) => pack.locale === 'und' || languageOf(pack.locale) === language);
  const isAddress = field === 'FILE_NAME';
  return [
    ...matchesIn(read, field, reading, by.safeNames),
    ...(isAddress ? addressRules(text, by.domains).map((rule) => ownMatch(rule)) : checkLinks(text, by.domains)),
    ...checkHidden(text),
    ...(field === 'BODY' && language === 'en' ? checkReading(text) : []),
    ...(isAddress ? [] : handlesIn(text)),
  ];
}

/** Numbers that nobody answers where the document has its rights: asked for from their first day, or from now on if that is past. */
function numbersIn(
  { read }: PlacedText,
  { rights }: Pick<ContentDocument, 'rights'>,
  { numbers }: CheckedBy,
): TextMatch[] {
  if (numbers === undefined) return [];
  const start = Math.max(numbers.at, rights.from === null ? -Infinity : Date.parse(rights.from));
  const place = { regions: rights.regions, window: { start, end: start + 1 } };
  return numberMatches(read.plain, numbers.registry, place).map((match) =>
    ownMatch('help.numbermatch', match.start, match.end),
  );
}

/** Accounts of people: `@somebody`, not an e-mail address. */
function handlesIn(text: string): TextMatch[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}._%+-])@[\p{L}\p{N}_][\p{L}\p{N}_.]{2,}/gu)].map(({ 0: handle, index }) =>
    ownMatch('priv.thirdparty', index, index + handle.length),
  );
}

/** What is said to people who care for somebody is advice, by a rule that knows it: what to notice is what is hidden. */
function isAdvice(match: TextMatch, packs: readonly PolicyPack[], topics: readonly string[]): boolean {
  const rule = packs.find(({ id }) => id === match.pack)?.rules.find(({ id }) => id === match.rule);
  return (rule?.adviceTopics ?? []).some((beginning) => topics.some((topic) => topic.startsWith(beginning)));
}

/** One finding for each subject of which a text speaks and no topic does. */
function undeclaredSubjects(
  { topics }: Pick<ContentDocument, 'topics'>,
  texts: readonly PlacedText[],
  packs: readonly PolicyPack[],
  { safeNames }: CheckedBy,
): (TextMatch & { path: readonly string[] })[] {
  const declared: readonly string[] = declaredSubjects(topics);
  const subjects = new Map<string, TextMatch & { path: readonly string[] }>();
  for (const { read, field, locale, path } of texts)
    for (const pack of packs) {
      if (field === 'FILE_NAME' || declared.includes(pack.subject) || subjects.has(pack.subject)) continue;
      if (languageOf(pack.locale) !== languageOf(locale)) continue;
      const place = subjectIn(read, pack, safeNames);
      if (place !== null) subjects.set(pack.subject, { ...ownMatch('meta.subject', place.start, place.end), path });
    }
  return [...subjects.values()];
}

export interface PlacedText {
  readonly text: string;
  readonly field: TextField;
  /** In which it is written: captions may be in another than their document. */
  readonly locale: Locale;
  readonly path: readonly string[];
  /** As rules read it; of an address, its last part in words. */
  readonly read: ReadText;
}

/** A text in its place, read once. */
export function placedText(text: string, field: TextField, locale: Locale, path: readonly string[]): PlacedText {
  const shown = field === 'FILE_NAME' ? fileName(text) : text;
  return { text, field, locale, path, read: readText(shown, languageOf(locale)) };
}

/** Every text of a locale in its place, in the order of the document. */
export function documentTexts({ localizations }: ContentDocument, locale: Locale): PlacedText[] {
  const { title, summary, body, contentNote, media }: ContentText = localizations[locale]!;
  const path = ['localizations', locale];
  const placed = (value: string | null, field: TextField, ...place: string[]): PlacedText[] =>
    value === null || value === '' ? [] : [placedText(value, field, locale, [...path, ...place])];
  return [
    ...placed(title, 'TITLE', 'title'),
    ...placed(summary, 'SUMMARY', 'summary'),
    ...placed(body, 'BODY', 'body'),
    ...placed(contentNote?.text ?? null, 'NOTE', 'contentNote', 'text'),
    ...placed(contentNote?.alternative ?? null, 'NOTE', 'contentNote', 'alternative'),
    ...media.flatMap((medium, index) => mediaTexts(medium, locale, [...path, 'media', String(index)])),
  ];
}

/** The words for a picture, what is spoken, and the names of files, which people see as well. */
function mediaTexts(medium: Media, locale: Locale, path: readonly string[]): PlacedText[] {
  const placed = (text: string | null | undefined, field: TextField, in_: Locale, ...place: string[]): PlacedText[] =>
    text === null || text === undefined || text === '' ? [] : [placedText(text, field, in_, [...path, ...place])];
  return [
    ...placed(medium.alt, 'ALT', locale, 'alt'),
    ...placed(medium.url, 'FILE_NAME', locale, 'url'),
    ...medium.captions.flatMap((caption, index) => [
      ...placed(caption.url, 'FILE_NAME', locale, 'captions', String(index), 'url'),
      ...placed(caption.text, 'CAPTION', caption.locale, 'captions', String(index), 'text'),
    ]),
    ...placed(medium.transcript, 'FILE_NAME', locale, 'transcript'),
    ...placed(medium.transcriptText, 'TRANSCRIPT', locale, 'transcriptText'),
  ];
}

/** The last part of an address, its words parted by spaces; offsets of findings count in this form. */
function fileName(url: string): string {
  const last = url.split(/[?#]/, 1)[0]!.split('/').at(-1)!;
  try {
    return decodeURIComponent(last).replace(/[-_.+]/g, ' ');
  } catch {
    return last.replace(/[-_.+%]/g, ' ');
  }
}

/** True when a safety reviewer must override it in writing before the text may be approved. */
export function blocks({ severity, isDowngraded }: TextMatch): boolean {
  return severity === 'BLOCK' && !isDowngraded;
}

/** True for what anybody who approves has to acknowledge: a warning, or what would block if it were not an example. */
export function warns({ severity, isDowngraded }: TextMatch): boolean {
  return severity === 'BLOCK' ? isDowngraded : severity === 'WARN' && !isDowngraded;
}
