import fc from 'fast-check';
import { languageOf, localeMatches, lookupLocale, type Locale } from './locale.js';
import { localeClass, LocaleTerms } from './locale-class.js';

const LOCALES: readonly Locale[] = (
  'en en-GB en-US en-AU EN-gb en-u-ca-buddhist es es-MX es-419 es-ES pt pt-BR pt-PT pt-AO und qaa tlh i-klingon ja ja-Latn ' +
  'zh zh-Hant zh-Hans zh-HK zh-TW zh-Hant-HK zh-CN zh-Latn-pinyin zh-HK-x-mine zh-min-nan sr sr-Latn sr-Cyrl sr-RS ' +
  'sr-Latn-RS sr-ME pa pa-PK az-Arab az ar-EG de-1996 de de-CH-x-phonebk'
).split(' ');

describe('a locale stands for those that no lookup can tell from it', () => {
  it.each([
    ['pt-BR', ['en'], 'und'],
    ['en-AU', ['en', 'es'], 'en'],
    ['es-MX', ['en', 'es'], 'es'],
    ['es-MX', ['en', 'es-MX'], 'es-MX'],
    ['pt-AO', ['pt-PT'], 'pt'],
    ['zh-HK', ['zh-Hans'], 'zh-HK'],
    ['zh-HK-x-mine', ['zh', 'zh-Hant'], 'zh-HK'],
    ['en-GB', ['en', 'und'], 'en'],
    ['tlh', ['en', 'und'], 'qaa'],
  ])('%s, where %j are offered: %s', (locale, offered, expected) => {
    expect(localeClass(locale, [new LocaleTerms(offered)])).toBe(expected);
  });

  it('in every lookup among the terms, and for itself (property)', () => {
    const some = fc.uniqueArray(fc.constantFrom(...LOCALES), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), some, some, fc.nat(), (locale, first, second, picks) => {
        const terms = [new LocaleTerms(first), new LocaleTerms(second)];
        const one = localeClass(locale, terms);
        expect(localeClass(one, terms)).toBe(one);
        const known = [...first, ...second];
        for (const listed of known) {
          expect(localeMatches(listed, one)).toBe(localeMatches(listed, locale));
          expect(languageOf(listed) === languageOf(one)).toBe(languageOf(listed) === languageOf(locale));
        }
        const offered = known.filter((_, index) => ((picks >> (index % 20)) & 1) === 1);
        expect(lookupLocale(one, offered, 'fallback')).toBe(lookupLocale(locale, offered, 'fallback'));
      }),
      { numRuns: 3_000 },
    );
  });
});
