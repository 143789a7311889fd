import { LOCALE_LENGTH_MAX, textRefusals } from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale, lookupLocale, type Locale } from '../text/locale.js';

/** A text in the best of its locales; English is preferred where nothing of the viewer's language exists. */
export function textOf(texts: Readonly<Record<Locale, string>>, locale: Locale | null): string {
  const locales = Object.keys(texts);
  return texts[lookupLocale(locale, locales, locales.includes('en') ? 'en' : locales[0]!)]!;
}

/** The same, or null where there is none in any locale. */
export function textOrNull(texts: Readonly<Record<Locale, string>> | undefined, locale: Locale | null): string | null {
  return texts === undefined || Object.keys(texts).length === 0 ? null : textOf(texts, locale);
}

/** A text per locale: canonical tags, no markup, within its length; `REQUIRED`: at least one. */
export function localeTextRefusals(
  texts: Readonly<Record<string, string>>,
  lengthMax: number,
  path: readonly string[],
  need: 'REQUIRED' | 'OPTIONAL',
): Refusal[] {
  const locales = Object.keys(texts);
  return [
    ...(need === 'REQUIRED' && locales.length === 0
      ? [invalidValue(path, null, 'the text in at least one locale')]
      : []),
    ...locales.flatMap((locale) => {
      const at = [...path, locale.slice(0, LOCALE_LENGTH_MAX)];
      return [
        ...(canonicalLocale(locale) === locale ? [] : [invalidValue(at, locale, 'a BCP 47 tag such as en or pt-BR')]),
        ...(texts[locale]!.trim() === ''
          ? [invalidValue(at, null, `1 to ${lengthMax} characters`)]
          : textRefusals(texts[locale]!, lengthMax, at)),
      ];
    }),
  ];
}
