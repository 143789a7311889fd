import { languageOf, localePrefixes, type Locale } from './locale.js';
import { scriptOf } from './script.js';

/**
 * The locales that some lookups can tell apart: those that texts are offered in, audiences list and helplines speak. Immutable.
 */
export class LocaleTerms {
  /** In small letters. */
  private readonly tags = new Set<string>();
  /** By language. */
  private readonly scripts = new Map<string, Set<string>>();

  constructor(locales: Iterable<Locale>) {
    for (const locale of locales) {
      if (this.tags.has(locale.toLowerCase())) continue;
      this.tags.add(locale.toLowerCase());
      const language = languageOf(locale);
      this.scripts.set(language, (this.scripts.get(language) ?? new Set()).add(scriptOf(locale)));
    }
  }

  has(tag: string): boolean {
    return this.tags.has(tag);
  }

  hasLanguage(language: string): boolean {
    return this.scripts.has(language);
  }

  hasScript(language: string, script: string): boolean {
    return this.scripts.get(language)?.has(script) ?? false;
  }
}

/** Languages that nobody speaks: of ISO 639 "undetermined", then those for private use. */
const NO_LANGUAGES: readonly Locale[] = ['und', 'qaa', 'qab', 'qac', 'qad', 'qae', 'qaf', 'qag'];

/**
 * The representative of all locales that `lookupLocale`, `localeMatches` and a comparison of languages cannot tell from this one, as long
 * as all they are asked about is among `terms`. The same one in every process.
 *
 * Such a lookup sees of a locale its language, whether that is written in a script of what is offered, and which of the offered tags it
 * begins with; where nothing of its language is offered, nothing at all.
 */
export function localeClass(locale: Locale, terms: readonly LocaleTerms[]): Locale {
  const language = languageOf(locale);
  const isKnown = (one: string) => terms.some((term) => term.hasLanguage(one));
  if (!isKnown(language)) return NO_LANGUAGES.find((one) => !isKnown(one)) ?? locale;
  const seen = seenOf(locale, terms);
  // The shortest first. Not every prefix is a tag, but each is looked up as one would be.
  const prefixes = localePrefixes(locale).map(({ length }) => locale.slice(0, length));
  const candidates = [...prefixes.reverse(), `${language}-${scriptOf(locale)}`];
  return candidates.find((one) => seenOf(one, terms) === seen) ?? locale;
}

/** True for the representative of locales of which nothing is on offer. */
export function isNoLanguage(locale: Locale, terms: readonly LocaleTerms[]): boolean {
  return !terms.some((term) => term.hasLanguage(languageOf(locale)));
}

function seenOf(locale: Locale, terms: readonly LocaleTerms[]): string {
  const language = languageOf(locale);
  const script = scriptOf(locale);
  const isWritten = terms.some((term) => term.hasScript(language, script));
  const tags = localePrefixes(locale).filter((tag) => terms.some((term) => term.has(tag)));
  return `${language} ${isWritten ? script : ''} ${tags.join()}`;
}
