import { textDirection } from './direction.js';

describe('the direction of a text', () => {
  it.each([
    ['en', 'LTR'],
    ['ar', 'RTL'],
    ['ar-Latn', 'LTR'],
    ['he', 'RTL'],
    ['fa-IR', 'RTL'],
    ['ur', 'RTL'],
    ['yi', 'RTL'],
    ['pa', 'LTR'],
    ['pa-PK', 'RTL'],
    ['az-Arab', 'RTL'],
    ['ckb', 'RTL'],
    ['dv', 'RTL'],
    ['nqo', 'RTL'],
    ['zh-Hant', 'LTR'],
    ['not a locale', 'LTR'],
  ])('of %s is %s', (locale, expected) => {
    expect(textDirection(locale)).toBe(expected);
  });

  it('is the same however many locales were asked for meanwhile', () => {
    for (let i = 0; i < 2_500; i += 1) textDirection(`en-x-a${i}`);
    expect([textDirection('ar'), textDirection('en')]).toEqual(['RTL', 'LTR']);
  });
});
