import { canonicalLocale, localeMatches, lookupLocale } from './locale.js';

describe('locales', () => {
  it.each([
    ['en', 'en'],
    ['EN-gb', 'en-GB'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['not a locale', null],
    ['', null],
    ['e', null],
  ])('%j in canonical form is %j', (tag, expected) => {
    expect(canonicalLocale(tag)).toBe(expected);
  });

  it.each([
    ['the very one', 'pt-BR', ['en', 'pt-BR'], 'pt-BR'],
    ['its language', 'es-MX', ['en', 'es'], 'es'],
    ['a longer tag by its parts', 'zh-Hant-TW', ['en', 'zh-Hant'], 'zh-Hant'],
    ['a sister of the same language', 'pt-BR', ['en', 'pt-PT'], 'pt-PT'],
    ['Traditional Chinese for Hong Kong, by its script', 'zh-Hant-HK', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['Traditional Chinese for Hong Kong, by its likely script', 'zh-HK', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['Simplified Chinese for what says no script', 'zh-CN', ['zh-Hant', 'zh'], 'zh'],
    ['the fallback rather than Simplified for Traditional', 'zh-Hant', ['zh-Hans', 'en'], 'en'],
    ['the fallback rather than what is likely Simplified', 'zh-Hant-HK', ['zh', 'en'], 'en'],
    ['the fallback rather than Cyrillic for Latin', 'sr-Latn', ['sr', 'en'], 'en'],
    ['a longer tag without its private part', 'en-GB-x-app', ['de', 'en-GB'], 'en-GB'],
    ['the fallback for another language', 'de', ['en', 'es'], 'en'],
    ['the fallback when nothing is wanted', null, ['es', 'en'], 'en'],
  ])('offers %s', (_, wanted, offered, expected) => {
    expect(lookupLocale(wanted, offered, 'en')).toBe(expected);
  });

  it.each([
    ['en', 'en-GB', true],
    ['en-GB', 'en', false],
    ['en', 'eng', false],
    ['pt-BR', 'pt-br', true],
  ])('a list that says %s means a viewer with %s: %s', (listed, locale, expected) => {
    expect(localeMatches(listed, locale)).toBe(expected);
  });
});
