import { scriptOf } from './script.js';

/** A BCP 47 language tag in canonical case: `en`, `es`, `pt-BR`, `zh-Hant-TW`. */
export type Locale = string;

/** The locale of last resort: every compiled-in text exists in it. */
export const DEFAULT_LOCALE: Locale = 'en';

/** The canonical form of a language tag, or null when it is not well formed BCP 47. Never throws. */
export function canonicalLocale(tag: string): Locale | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/** The language of a tag: `pt` of `pt-BR`. */
export function languageOf(locale: Locale): string {
  return locale.split('-', 1)[0]!.toLowerCase();
}

/**
 * The best of the offered locales for a wanted one: RFC 4647 lookup (`pt-BR`, then `pt`; `zh-Hant-HK`, then `zh-Hant`), then any
 * offered locale of the same language (`pt-PT` for `pt-BR`), then `fallback`. Nobody is given their language in another script
 * than their own by this, said or likely: not `zh-Hans`, nor `zh` which is written so, for `zh-Hant` or `zh-HK`. Text may fall
 * back like this, and whoever serves it says which locale it was; helpline numbers never do.
 *
 * @param offered at least one; the order decides among regional variants
 * @param fallback a member of `offered`
 */
export function lookupLocale(wanted: Locale | null, offered: readonly Locale[], fallback: Locale): Locale {
  if (wanted === null) return fallback;
  const isSameScript = (locale: Locale) => scriptOf(locale) === scriptOf(wanted);
  for (let range = wanted; range !== ''; range = shorter(range)) {
    const found = offered.find((locale) => locale.toLowerCase() === range.toLowerCase());
    if (found !== undefined && (range === wanted || isSameScript(found))) return found;
  }
  return offered.find((locale) => languageOf(locale) === languageOf(wanted) && isSameScript(locale)) ?? fallback;
}

/** Every tag that a tag begins with, itself first, in small letters: `zh-hant-tw`, `zh-hant`, `zh`. All that a lookup of it or an audience can find. */
export function localePrefixes(locale: Locale): string[] {
  const prefixes = [locale.toLowerCase()];
  for (let end = locale.lastIndexOf('-'); end > 0; end = locale.lastIndexOf('-', end - 1))
    prefixes.push(prefixes[0]!.slice(0, end));
  return prefixes;
}

/** RFC 4647, 3.4: without its last subtag, and without a single letter that would then be the last. */
function shorter(range: Locale): Locale {
  const cut = range.includes('-') ? range.slice(0, range.lastIndexOf('-')) : '';
  return /(^|-)[A-Za-z0-9]$/.test(cut) ? shorter(cut) : cut;
}

/** True when a viewer with `locale` is meant by a list of locales: `en` means `en-GB` too, `en-GB` means only itself. */
export function localeMatches(listed: Locale, locale: Locale): boolean {
  const [a, b] = [listed.toLowerCase(), locale.toLowerCase()];
  return b === a || b.startsWith(`${a}-`);
}
