import type { ContentDocument, ContentText, Media } from '../content/document.js';
import type { Actor } from '../identity/actor.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { languageOf, type Locale } from '../text/locale.js';
import { checkText } from './check-text.js';
import type { PolicyPack, TextField, TextMatch } from './policy-pack.js';

/** What a check says of a document: where, by which rule of which pack. It never repeats the text. */
export interface Finding extends TextMatch {
  readonly locale: Locale;
  /** Where in the document: `['localizations', 'en', 'media', '0', 'alt']`. */
  readonly path: readonly string[];
}

export interface DocumentCheck {
  /** By locale, then in the order of the document. */
  readonly findings: readonly Finding[];
  /** Locales that no pack of their language reads: nothing found in them is no sign that all is well. */
  readonly unchecked: readonly Locale[];
  /** Locales whose packs are hints only. */
  readonly hintsOnly: readonly Locale[];
}

/**
 * Reads every text of a document in every locale, with the packs of its language and those of any language.
 *
 * @param safe names that are right wherever they stand: partners, helplines, awareness days
 */
export function checkDocument(
  document: ContentDocument,
  packs: readonly PolicyPack[],
  safe: readonly string[] = [],
): DocumentCheck {
  const locales = Object.keys(document.localizations).sort();
  const ownPacks = (locale: Locale) => packs.filter((pack) => languageOf(pack.locale) === languageOf(locale));
  const neutral = packs.filter((pack) => pack.locale === 'und');
  return {
    findings: locales.flatMap((locale) =>
      textsOf(document.localizations[locale]!, ['localizations', locale]).flatMap(({ text, field, path }) =>
        checkText(text, field, [...ownPacks(locale), ...neutral], safe).map((match) => ({ ...match, locale, path })),
      ),
    ),
    unchecked: locales.filter((locale) => ownPacks(locale).length === 0),
    hintsOnly: locales.filter((locale) => {
      const own = ownPacks(locale);
      return own.length > 0 && own.every(({ completeness }) => completeness === 'HINTS');
    }),
  };
}

interface PlacedText {
  readonly text: string;
  readonly field: TextField;
  readonly path: readonly string[];
}

function textsOf(text: ContentText, path: readonly string[]): PlacedText[] {
  const { title, summary, body, contentNote, media } = text;
  const placed = (value: string | null, field: TextField, ...place: string[]): PlacedText[] =>
    value === null || value === '' ? [] : [{ text: value, field, path: [...path, ...place] }];
  return [
    ...placed(title, 'TITLE', 'title'),
    ...placed(summary, 'SUMMARY', 'summary'),
    ...placed(body, 'BODY', 'body'),
    ...placed(contentNote?.text ?? null, 'NOTE', 'contentNote', 'text'),
    ...placed(contentNote?.alternative ?? null, 'NOTE', 'contentNote', 'alternative'),
    ...media.flatMap((medium, index) => mediaTexts(medium, [...path, 'media', String(index)])),
  ];
}

/** The words for a picture, and the names of files, which people see as well. */
function mediaTexts(medium: Media, path: readonly string[]): PlacedText[] {
  const name = (url: string | null, ...place: string[]): PlacedText[] =>
    url === null ? [] : [{ text: fileName(url), field: 'FILE_NAME', path: [...path, ...place] }];
  return [
    ...(medium.alt === null ? [] : [{ text: medium.alt, field: 'ALT' as const, path: [...path, 'alt'] }]),
    ...name(medium.url, 'url'),
    ...medium.captions.flatMap((caption, index) => name(caption.url, 'captions', String(index), 'url')),
    ...name(medium.transcript, 'transcript'),
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

/**
 * Why a document may not be approved in some locales as it stands: what blocks needs a safety reviewer, and their reason.
 *
 * @param path of the decision; the reason's is beside it
 */
export function blockingRefusals(
  check: DocumentCheck,
  locales: readonly Locale[],
  reviewer: { readonly role: Actor['role']; readonly reason: string | null },
  path: readonly string[],
): Refusal[] {
  const blocking = check.findings.filter((finding) => locales.includes(finding.locale) && blocks(finding));
  if (blocking.length === 0) return [];
  const rules = [...new Set(blocking.map(({ rule }) => rule))];
  if (reviewer.role === 'SAFETY_REVIEWER') {
    if ((reviewer.reason ?? '').trim() !== '') return [];
    return [
      invalidValue([...path, 'reason'], null, `why it may pass all the same (${rules.join(', ')}), in your words`),
    ];
  }
  const places = [...new Set(blocking.map((finding) => finding.path.join('.')))];
  const message = `The check found what only a SAFETY_REVIEWER may let pass, in writing: ${rules.join(', ')} in ${places.join(', ')}. Ask for changes, or leave it to one.`;
  return [refuse('FINDINGS_BLOCK', [...path, 'revisionId'], { message, rules, places })];
}
