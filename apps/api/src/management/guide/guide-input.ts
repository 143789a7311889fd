import { invalidValue, LOCALES_MAX, refused, type GuideDocument, type GuideText, type Outcome } from '#domain';
import type * as Api from '../../generated/management.js';

/** A document as it was sent; refused when two texts claim one locale, since one of them would be lost. */
export function readGuideDocument(input: Api.GuideDocumentInput): GuideDocument | Outcome<never> {
  const locales = input.localizations.map(({ locale }) => locale);
  const twice = new Set(locales.filter((locale, index) => locales.indexOf(locale) < index));
  if (twice.size > 0)
    return refused(
      [...twice]
        .slice(0, LOCALES_MAX)
        .map((locale) => invalidValue(['input', 'document', 'localizations'], locale, 'each locale once')),
    );
  const { audience, topics, partners, defaultLocale } = input;
  const localizations = Object.fromEntries(input.localizations.map((text) => [text.locale, readText(text)]));
  const named = input.helplines.length === 0 ? {} : { helplines: input.helplines };
  return { audience, topics, partners, ...named, defaultLocale, localizations };
}

export function isRefusedGuide(document: GuideDocument | Outcome<never>): document is Outcome<never> {
  return 'refusals' in document;
}

function readText({ title, disclaimer, sections, reviewedOn, reviewBy }: Api.GuideTextInput): GuideText {
  return {
    title,
    disclaimer,
    sections: sections.map(({ slot, heading, body }) => ({ slot, heading, body })),
    reviewedOn,
    reviewBy,
  };
}
