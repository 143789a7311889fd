import { Temporal } from 'temporal-polyfill';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale, languageOf } from '../text/locale.js';
import { isSensitive } from './sensitivity.js';
import {
  CONTENT_KINDS,
  MEDIA_KINDS,
  type ContentDocument,
  type ContentText,
  type Media,
  type RightsWindow,
} from './document.js';

export const TITLE_LENGTH_MAX = 200;
export const SUMMARY_LENGTH_MAX = 1_000;
export const BODY_LENGTH_MAX = 50_000;
/** Of the text of one caption file or transcript. */
export const SPOKEN_LENGTH_MAX = 50_000;
export const NOTE_LENGTH_MAX = 500;
export const URL_LENGTH_MAX = 2_000;
export const LOCALES_MAX = 50;
export const MEDIA_MAX = 20;
export const TOPICS_MAX = 20;
/** ISO 3166-1 has 249 regions, and a few more are in use. */
export const REGIONS_MAX = 260;
/** Enough for every tag that RFC 5646 section 4.4 asks to make room for. */
export const LOCALE_LENGTH_MAX = 35;
export const AGE_MAX = 99;
const HELPLINES_MAX = 20;
const HELPLINE_SLUG = /^[a-z0-9]+(-[a-z0-9]+){0,20}$/;
const TOPIC = /^[a-z][a-z0-9_]{1,39}$/;
/**
 * Characters that hide or reorder text, or break it: C0 and C1 controls but tab and newline, among them the NUL that
 * PostgreSQL refuses; direction overrides; tag characters; half a surrogate pair.
 */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}\p{Surrogate}]/u;
const TAG = /<\s*\/?\s*[a-z!?]/i;
/** As it was written, not as a browser would repair it: no space, no backslash, nobody's name before the host. */
const HTTPS = /^https:\/\/[^\s\\/?#@]+([/?#][^\s\\]*)?$/i;

/**
 * What no draft may hold, whatever its state: values out of range, text with markup or hidden characters, links that are
 * not https. A draft may be unfinished; see `submissionRefusals` for what is missing before review.
 */
export function documentRefusals(document: ContentDocument, path: readonly string[]): Refusal[] {
  const locales = Object.keys(document.localizations);
  return [
    ...(CONTENT_KINDS.includes(document.kind)
      ? []
      : [invalidValue([...path, 'kind'], document.kind, CONTENT_KINDS.join(', '))]),
    ...topicRefusals(document.topics, [...path, 'topics']),
    ...helplineNameRefusals(document.helplines ?? [], [...path, 'helplines']),
    ...(ageAllowed(document.ageMin)
      ? []
      : [
          invalidValue([...path, 'ageMin'], String(document.ageMin), `a whole number from 0 to ${AGE_MAX}, or nothing`),
        ]),
    ...rightsRefusals(document.rights, [...path, 'rights']),
    ...tagRefusals(document.defaultLocale, [...path, 'defaultLocale']),
    ...eachRefusals(locales, LOCALES_MAX, 'locales', [...path, 'localizations'], (locale) =>
      localeRefusals(locale, document.localizations[locale]!, [
        ...path,
        'localizations',
        locale.slice(0, LOCALE_LENGTH_MAX),
      ]),
    ),
  ];
}

/** Topics of any text: few, and words that a program reads. */
export function topicRefusals(topics: readonly string[], path: readonly string[]): Refusal[] {
  return eachRefusals(topics, TOPICS_MAX, 'topics', path, (topic, at) =>
    TOPIC.test(topic)
      ? []
      : [invalidValue(at, topic, 'lower case words such as help_seeking, 2 to 40 letters, digits or _')],
  );
}

/** Names of helplines in a text: few, each once, and slugs; whether they are on file only the rows can say. */
export function helplineNameRefusals(slugs: readonly string[], path: readonly string[]): Refusal[] {
  return eachRefusals(slugs, HELPLINES_MAX, 'helplines', path, (slug, at) =>
    HELPLINE_SLUG.test(slug) && slugs.indexOf(slug) === Number(at.at(-1))
      ? []
      : [invalidValue(at, slug, 'the slug of a helpline such as samaritans-gb-ie, each once')],
  );
}

/** Why some names of helplines may not be handed in: nothing of that name is on file. */
export function unknownHelplineRefusals(unknown: readonly string[], path: readonly string[]): Refusal[] {
  return unknown.map((slug) =>
    invalidValue(path, slug, 'the slug of a helpline that is on file; ask staff for its name, or to put it on file'),
  );
}

/**
 * The count first: of a list that is too long nothing else is said, so that no input earns itself an endless answer.
 *
 * @param rule is given each thing with its own path, which ends in its place from 0
 */
export function eachRefusals<Item>(
  items: readonly Item[],
  max: number,
  what: string,
  path: readonly string[],
  rule: (item: Item, path: readonly string[]) => Refusal[],
): Refusal[] {
  if (items.length > max) return [invalidValue(path, `${items.length} ${what}`, `at most ${max}`)];
  return items.flatMap((item, index) => rule(item, [...path, String(index)]));
}

/** What is still missing before a document may be handed in: a title in each locale, its default locale, words for pictures and sound. */
export function submissionRefusals(document: ContentDocument, path: readonly string[]): Refusal[] {
  const locales = Object.keys(document.localizations);
  return [
    ...documentRefusals(document, path),
    ...(locales.includes(document.defaultLocale)
      ? []
      : [
          invalidValue(
            [...path, 'defaultLocale'],
            document.defaultLocale,
            `one of the document's locales (${locales.join(', ') || 'none yet: add one'})`,
          ),
        ]),
    ...(document.topics.length > 0
      ? []
      : [invalidValue([...path, 'topics'], null, 'at least one topic, such as help_seeking')]),
    ...(isSensitive(document) && document.ageMin === null
      ? [
          invalidValue(
            [...path, 'ageMin'],
            null,
            `the lowest age in years, 0 to ${AGE_MAX}, since the topics are sensitive`,
          ),
        ]
      : []),
    ...(locales.length > LOCALES_MAX
      ? []
      : locales.flatMap((locale) => completenessRefusals(document, locale, [...path, 'localizations', locale]))),
  ];
}

function ageAllowed(age: number | null): boolean {
  return age === null || (Number.isInteger(age) && age >= 0 && age <= AGE_MAX);
}

function rightsRefusals(rights: RightsWindow, path: readonly string[]): Refusal[] {
  const dates = (['from', 'to'] as const).filter((side) => rights[side] !== null && !isDate(rights[side]));
  return [
    ...dates.map((side) =>
      invalidValue([...path, side], rights[side], 'a date such as 2027-09-01, or nothing for no limit'),
    ),
    ...(dates.length === 0 && rights.from !== null && rights.to !== null && rights.to < rights.from
      ? [invalidValue([...path, 'to'], rights.to, `a date not before ${rights.from}, the first day of the rights`)]
      : []),
    ...eachRefusals(rights.regions, REGIONS_MAX, 'regions', [...path, 'regions'], (region, at) =>
      /^[A-Z]{2}$/.test(region)
        ? []
        : [invalidValue(at, region, 'ISO 3166-1 codes such as GB; an empty list means everywhere')],
    ),
  ];
}

/** True for an RFC 3339 full date that the calendar has. */
export function isDate(value: string): boolean {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(value) && Temporal.PlainDate.from(value, { overflow: 'reject' }) !== null;
  } catch {
    return false;
  }
}

/** A language tag that is not well formed, not in canonical form, or longer than any that is in use. */
export function tagRefusals(tag: string, path: readonly string[]): Refusal[] {
  const canonical = tag.length > LOCALE_LENGTH_MAX ? null : canonicalLocale(tag);
  if (canonical === tag) return [];
  const allowed = `a BCP 47 tag of at most ${LOCALE_LENGTH_MAX} characters such as en or pt-BR`;
  return [invalidValue(path, tag, canonical === null ? allowed : `its canonical form: ${canonical}`)];
}

function localeRefusals(locale: string, text: ContentText, path: readonly string[]): Refusal[] {
  return [
    ...tagRefusals(locale, path),
    ...textRefusals(text.title, TITLE_LENGTH_MAX, [...path, 'title']),
    ...textRefusals(text.summary, SUMMARY_LENGTH_MAX, [...path, 'summary']),
    ...textRefusals(text.body, BODY_LENGTH_MAX, [...path, 'body']),
    ...textRefusals(text.contentNote?.text ?? null, NOTE_LENGTH_MAX, [...path, 'contentNote', 'text']),
    ...textRefusals(text.contentNote?.alternative ?? null, NOTE_LENGTH_MAX, [...path, 'contentNote', 'alternative']),
    ...eachRefusals(text.media, MEDIA_MAX, 'media', [...path, 'media'], mediaRefusals),
  ];
}

/**
 * What no text of ours may hold, wherever it is shown: more than `lengthMax` UTF-16 units, markup, hidden characters, half
 * a surrogate pair. Null is no text, and allowed here. The text itself is not repeated, only where in it the fault stands.
 */
export function textRefusals(text: string | null, lengthMax: number, path: readonly string[]): Refusal[] {
  if (text === null) return [];
  if (text.length > lengthMax)
    return [invalidValue(path, `${text.length} characters`, `at most ${lengthMax} characters`)];
  const hidden = text.search(HIDDEN);
  if (hidden >= 0) {
    const name = text.codePointAt(hidden)!.toString(16).toUpperCase().padStart(4, '0');
    const allowed = 'text without control characters (lines end in U+000A), direction overrides or half surrogates';
    return [invalidValue(path, `U+${name} at offset ${hidden}`, allowed)];
  }
  const tag = text.search(TAG);
  if (tag < 0) return [];
  return [invalidValue(path, `markup at offset ${tag}`, 'plain or structured text; HTML is never kept')];
}

function mediaRefusals(media: Media, path: readonly string[]): Refusal[] {
  const duration = media.durationSeconds;
  return [
    ...(MEDIA_KINDS.includes(media.kind) ? [] : [invalidValue([...path, 'kind'], media.kind, MEDIA_KINDS.join(', '))]),
    ...urlRefusals(media.url, [...path, 'url']),
    ...urlRefusals(media.transcript, [...path, 'transcript']),
    ...eachRefusals(media.captions, LOCALES_MAX, 'captions', [...path, 'captions'], (caption, at) => [
      ...tagRefusals(caption.locale, [...at, 'locale']),
      ...urlRefusals(caption.url, [...at, 'url']),
      ...textRefusals(caption.text ?? null, SPOKEN_LENGTH_MAX, [...at, 'text']),
    ]),
    ...textRefusals(media.transcriptText ?? null, SPOKEN_LENGTH_MAX, [...path, 'transcriptText']),
    ...textRefusals(media.alt, NOTE_LENGTH_MAX, [...path, 'alt']),
    ...(duration === null || (Number.isInteger(duration) && duration > 0 && duration <= 86_400)
      ? []
      : [invalidValue([...path, 'durationSeconds'], String(duration), 'whole seconds from 1 to 86400')]),
  ];
}

/** Only https, with a host and without a name or password in it: anything else could carry a viewer somewhere else. */
export function urlRefusals(url: string | null, path: readonly string[]): Refusal[] {
  if (url === null) return [];
  const allowed = `an https address of at most ${URL_LENGTH_MAX} characters, without a user name`;
  if (url.length > URL_LENGTH_MAX) return [invalidValue(path, `${url.length} characters`, allowed)];
  const isWhole = HTTPS.test(url) && !HIDDEN.test(url) && URL.canParse(url) && !isNumberInDisguise(url);
  return isWhole ? [] : [invalidValue(path, url, allowed)];
}

/** A number that is read as the address of a machine: https://1 leads to 0.0.0.1. */
function isNumberInDisguise(url: string): boolean {
  const { host } = new URL(url);
  return /^\d+(\.\d+){3}(:|$)/.test(host) && !url.slice('https://'.length).startsWith(host);
}

/** WCAG 1.1.1, 1.2.1, 1.2.2: what carries meaning in sound or picture is there in words, too. */
function completenessRefusals(document: ContentDocument, locale: string, path: readonly string[]): Refusal[] {
  const text = document.localizations[locale]!;
  const needs: Refusal[] =
    text.title.trim() === ''
      ? [invalidValue([...path, 'title'], null, `a title of 1 to ${TITLE_LENGTH_MAX} characters`)]
      : [];
  if (document.kind === 'ARTICLE' && (text.body ?? '').trim() === '')
    needs.push(invalidValue([...path, 'body'], null, 'the body of the article'));
  if (document.kind !== 'ARTICLE' && !text.media.some((media) => media.kind === document.kind)) {
    needs.push(invalidValue([...path, 'media'], null, `at least one medium of kind ${document.kind}`));
  }
  if (text.contentNote === null && isSensitive(document))
    needs.push(invalidValue([...path, 'contentNote'], null, 'a content note, since the topics are sensitive'));
  if (
    text.contentNote !== null &&
    (text.contentNote.text.trim() === '' || text.contentNote.alternative.trim() === '')
  ) {
    needs.push(invalidValue([...path, 'contentNote'], null, 'a note with its text and something else to do'));
  }
  text.media.forEach((media, index) => {
    const at = [...path, 'media', String(index)];
    if (media.kind === 'IMAGE' && (media.alt ?? '').trim() === '')
      needs.push(invalidValue([...at, 'alt'], null, 'the picture in words'));
    if (media.kind === 'VIDEO' && !media.captions.some((caption) => languageOf(caption.locale) === languageOf(locale)))
      needs.push(
        invalidValue([...at, 'captions'], null, `captions in the language of the text, ${languageOf(locale)}`),
      );
    if (media.kind === 'AUDIO' && media.transcript === null)
      needs.push(invalidValue([...at, 'transcript'], null, 'a transcript'));
  });
  return needs;
}
