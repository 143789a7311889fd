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
 * The best of the offered locales for a wanted one: RFC 4647 lookup (`pt-BR`, then `pt`), then any offered locale of
 * the same language (`pt-PT` for `pt-BR`), then `fallback`. Text may fall back like this; helpline numbers never do.
 *
 * @param offered at least one; the order decides among regional variants
 * @param fallback a member of `offered`
 */
export function lookupLocale(wanted: Locale | null, offered: readonly Locale[], fallback: Locale): Locale {
  if (wanted === null) return fallback;
  for (let range = wanted; range !== ''; range = range.includes('-') ? range.slice(0, range.lastIndexOf('-')) : '') {
    const exact = offered.find((locale) => locale.toLowerCase() === range.toLowerCase());
    if (exact !== undefined) return exact;
  }
  return offered.find((locale) => languageOf(locale) === languageOf(wanted)) ?? fallback;
}

/** True when a viewer with `locale` is meant by a list of locales: `en` means `en-GB` too, `en-GB` means only itself. */
export function localeMatches(listed: Locale, locale: Locale): boolean {
  const [a, b] = [listed.toLowerCase(), locale.toLowerCase()];
  return b === a || b.startsWith(`${a}-`);
}
