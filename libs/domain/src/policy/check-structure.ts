import type { ContentDocument, ContentText } from '../content/document.js';
import { isSensitive } from '../content/sensitivity.js';
import { languageOf, type Locale } from '../text/locale.js';
import { ownMatch, type OwnRuleId } from './own-rules.js';
import type { TextMatch } from './policy-pack.js';

/** What a rule found, and where in the document. */
export interface PlacedMatch extends TextMatch {
  readonly path: readonly string[];
}

/**
 * What the shape of a document says by itself in one locale, without reading a word: notes, words for pictures and sound, metadata;
 * and the questions that only a person answers. Paths begin at the document.
 */
export function checkStructure(document: ContentDocument, locale: Locale): PlacedMatch[] {
  const text = document.localizations[locale]!;
  const path = ['localizations', locale];
  const placed = (rule: OwnRuleId, ...place: string[]): PlacedMatch => ({
    ...ownMatch(rule),
    path: [...path, ...place],
  });
  const sensitive = isSensitive(document);
  const isStory = document.topics.some((topic) => topic.startsWith('lived_experience'));
  return [
    ...metadataRules(document, sensitive).map((place) => ({ ...ownMatch('meta.topic'), path: [place] })),
    ...(sensitive && text.contentNote === null ? [placed('warn.note', 'contentNote')] : []),
    ...mediaRules(text, locale).map(({ rule, place }) => placed(rule, 'media', ...place)),
    ...(sensitive ? [placed('hope.present'), placed('lang.cause'), placed('celebrity.recent')] : []),
    ...(isStory ? [placed('priv.minor')] : []),
  ];
}

function metadataRules({ topics, ageMin }: ContentDocument, sensitive: boolean): string[] {
  return [...(topics.length === 0 ? ['topics'] : []), ...(sensitive && ageMin === null ? ['ageMin'] : [])];
}

/** WCAG 1.1.1, 1.2.1, 1.2.2; and files that nobody but a person can have read. */
function mediaRules(
  { media }: ContentText,
  locale: Locale,
): { readonly rule: OwnRuleId; readonly place: readonly string[] }[] {
  return media.flatMap((medium, index) => {
    const at = String(index);
    const found: { rule: OwnRuleId; place: string[] }[] = [];
    if (medium.kind === 'IMAGE' && (medium.alt ?? '').trim() === '')
      found.push({ rule: 'a11y.alt', place: [at, 'alt'] });
    const isSpoken = medium.captions.some((caption) => languageOf(caption.locale) === languageOf(locale));
    if (medium.kind === 'VIDEO' && !isSpoken) found.push({ rule: 'a11y.captions', place: [at, 'captions'] });
    if (medium.kind === 'AUDIO' && medium.transcript === null)
      found.push({ rule: 'a11y.transcript', place: [at, 'transcript'] });
    medium.captions.forEach((caption, number) => {
      if (caption.text === undefined)
        found.push({ rule: 'text.unread', place: [at, 'captions', String(number), 'url'] });
    });
    if (medium.transcript !== null && medium.transcriptText === undefined)
      found.push({ rule: 'text.unread', place: [at, 'transcript'] });
    return found;
  });
}
