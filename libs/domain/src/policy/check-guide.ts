import type { GuideDocument } from '../care/guide.js';
import { isSensitive } from '../content/sensitivity.js';
import type { Locale } from '../text/locale.js';
import {
  checkLocales,
  NOBODY,
  placedText,
  wordFindings,
  type CheckedBy,
  type DocumentCheck,
  type Finding,
  type PlacedText,
} from './check-document.js';
import { ownMatch, type OwnRuleId } from './own-rules.js';
import type { PolicyPack, TextField } from './policy-pack.js';

/**
 * A guide is read everywhere, and no number is answered everywhere: each one is found, as it would be in a region that has none. What is
 * right for a reader's own region stands beside the guide.
 */
const NO_ONE_REGION = { from: null, to: null, regions: ['ZZ'] };

/** Reads every text of a guide in every locale, by the same rules as those of content. */
export function checkGuide(guide: GuideDocument, packs: readonly PolicyPack[], by: CheckedBy = NOBODY): DocumentCheck {
  return checkLocales(Object.keys(guide.localizations), packs, (locale) => [
    ...shapeFindings(guide, locale),
    ...wordFindings(guideTexts(guide, locale), { topics: topicsOf(guide), rights: NO_ONE_REGION }, locale, packs, by),
  ]);
}

/** What no guide goes without, and the questions that only a person answers. */
function shapeFindings(guide: GuideDocument, locale: Locale): Finding[] {
  const { disclaimer, sections } = guide.localizations[locale]!;
  const placed = (rule: OwnRuleId, ...place: string[]): Finding => ({
    ...ownMatch(rule),
    locale,
    path: ['localizations', locale, ...place],
  });
  return [
    ...(guide.topics.length === 0 ? [{ ...ownMatch('meta.topic'), locale, path: ['topics'] }] : []),
    ...(disclaimer.trim() === '' ? [placed('disc.information', 'disclaimer')] : []),
    ...(sections.some(({ slot, body }) => slot === 'EMERGENCY' && body.trim() !== '')
      ? []
      : [placed('help.emergency', 'sections')]),
    ...(isSensitive(guide) ? [placed('hope.present'), placed('lang.cause'), placed('celebrity.recent')] : []),
  ];
}

/** Who supports somebody is told what to notice: rules that know advice read it as such. */
function topicsOf({ audience, topics }: GuideDocument): readonly string[] {
  const isForOthers = audience === 'SUPPORTING_SOMEONE' || audience === 'CAREGIVER' || audience === 'EDUCATOR';
  return isForOthers ? [...topics, 'supporting_others'] : topics;
}

function guideTexts(guide: GuideDocument, locale: Locale): PlacedText[] {
  const { title, disclaimer, sections } = guide.localizations[locale]!;
  const placed = (text: string, field: TextField, ...place: string[]): PlacedText[] =>
    text === '' ? [] : [placedText(text, field, locale, ['localizations', locale, ...place])];
  return [
    ...placed(title, 'TITLE', 'title'),
    ...placed(disclaimer, 'SUMMARY', 'disclaimer'),
    ...sections.flatMap(({ heading, body }, index) => [
      ...placed(heading, 'TITLE', 'sections', String(index), 'heading'),
      ...placed(body, 'BODY', 'sections', String(index), 'body'),
    ]),
  ];
}
