import { slugRefusals } from '../campaign/campaign.js';
import {
  BODY_LENGTH_MAX,
  isDate,
  SUMMARY_LENGTH_MAX,
  textRefusals,
  TITLE_LENGTH_MAX,
} from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale } from '../text/locale.js';
import { GUIDE_AUDIENCES, type Guide, type GuideLocalization } from './guide.js';

export const SECTIONS_MAX = 30;

/** Everything that forbids a guide, all at once; without its information-only notice in each locale it is never published. */
export function guideRefusals(guide: Guide, path: readonly string[]): Refusal[] {
  const locales = Object.keys(guide.localizations);
  return [
    ...slugRefusals(guide.slug, [...path, 'slug']),
    ...(GUIDE_AUDIENCES.includes(guide.audience)
      ? []
      : [invalidValue([...path, 'audience'], guide.audience, GUIDE_AUDIENCES.join(', '))]),
    ...(locales.includes(guide.defaultLocale)
      ? []
      : [
          invalidValue(
            [...path, 'defaultLocale'],
            guide.defaultLocale,
            `one of the guide's locales (${locales.join(', ') || 'none yet'})`,
          ),
        ]),
    ...locales.flatMap((locale) =>
      localizationRefusals(locale, guide.localizations[locale]!, [...path, 'localizations', locale]),
    ),
  ];
}

function localizationRefusals(locale: string, text: GuideLocalization, path: readonly string[]): Refusal[] {
  const required = (value: string, lengthMax: number, field: string) =>
    value.trim() === ''
      ? [invalidValue([...path, field], null, `1 to ${lengthMax} characters`)]
      : textRefusals(value, lengthMax, [...path, field]);
  return [
    ...(canonicalLocale(locale) === locale ? [] : [invalidValue(path, locale, 'a BCP 47 tag such as en or pt-BR')]),
    ...required(text.title, TITLE_LENGTH_MAX, 'title'),
    ...required(text.disclaimer, SUMMARY_LENGTH_MAX, 'disclaimer'),
    ...(text.sections.length > 0 && text.sections.length <= SECTIONS_MAX
      ? []
      : [invalidValue([...path, 'sections'], `${text.sections.length} sections`, `1 to ${SECTIONS_MAX}`)]),
    ...text.sections.flatMap((section, index) => [
      ...required(section.heading, TITLE_LENGTH_MAX, `sections.${index}.heading`),
      ...required(section.body, BODY_LENGTH_MAX, `sections.${index}.body`),
    ]),
    ...(['reviewedOn', 'reviewBy'] as const)
      .filter((field) => !isDate(text[field]))
      .map((field) => invalidValue([...path, field], text[field], 'a date such as 2026-11-23')),
    ...(text.reviewBy < text.reviewedOn
      ? [
          invalidValue(
            [...path, 'reviewBy'],
            text.reviewBy,
            `a date not before ${text.reviewedOn}, the day of its review`,
          ),
        ]
      : []),
  ];
}
