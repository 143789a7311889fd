import type { Locale } from './locale.js';

/** Scripts that were looked up: there are few locales, and each is asked for with every text that is served. */
const known = new Map<Locale, string>();
const KNOWN_MAX = 1_000;

/**
 * The script of a locale (ISO 15924), said or the likely one of CLDR: `Hant` of `zh-Hant` and of `zh-HK`, `Hans` of `zh`.
 *
 * @returns `Zzzz`, the code for a script that is not known, when the tag is not well formed or CLDR has no likely one
 */
export function scriptOf(locale: Locale): string {
  const before = known.get(locale);
  if (before !== undefined) return before;
  const script = likelyScript(locale);
  // Viewers send what they like: the memory has an end, and starting again costs nothing that is seen.
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(locale, script);
  return script;
}

function likelyScript(locale: Locale): string {
  try {
    return new Intl.Locale(locale).maximize().script ?? 'Zzzz';
  } catch {
    return 'Zzzz';
  }
}
