import fc from 'fast-check';
import { articleWith, ARTICLE, mediumWith, TEXT, textWith } from './content-fixtures.js';
import { canonicalHash, contentHash } from './content-hash.js';
import type { ContentDocument } from './document.js';

describe('the hash of a value', () => {
  it('is SHA-256 of its RFC 8785 JSON', () => {
    expect(canonicalHash({ b: [1, 'ü'], a: null })).toBe(
      '6bafd57c7869b3aca54e576a5157b40cc195c8486124cab93d52f1b59556838e',
    );
  });

  it('does not depend on the order of keys (property)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalHash(turned)).toBe(canonicalHash(value));
      }),
    );
  });

  it('of nothing is that of null', () => {
    expect(canonicalHash(undefined)).toBe(canonicalHash(null));
  });
});

describe('what an approval is bound to', () => {
  it('is the same for the same content, however often it is asked and put together', () => {
    const again = JSON.parse(JSON.stringify(ARTICLE)) as ContentDocument;
    expect(contentHash(again, 'en')).toBe(contentHash(ARTICLE, 'en'));
    expect(contentHash(ARTICLE, 'en')).toMatch(/^[0-9a-f]{64}$/);
  });

  const english = textWith({});
  const video = mediumWith({});
  it.each<[string, ContentDocument, ContentDocument]>([
    ['the title', english, textWith({ title: 'You are not alone.' })],
    ['the summary', english, textWith({ summary: null })],
    ['the body, by one space', english, textWith({ body: `${TEXT.body} ` })],
    ['the content note', english, textWith({ contentNote: null })],
    ['the kind', english, { ...english, kind: 'LINK' }],
    ['a topic', english, { ...english, topics: ['help_seeking', 'grief'] }],
    ['the lowest age', english, { ...english, ageMin: 14 }],
    ['the first day of the rights', english, { ...english, rights: { ...english.rights, from: null } }],
    ['the last day of the rights', english, { ...english, rights: { ...english.rights, to: '2027-10-01' } }],
    ['the regions of the rights', english, { ...english, rights: { ...english.rights, regions: ['GB'] } }],
    ['a medium', english, textWith({ media: video.localizations['en']!.media })],
    ['the file of a medium', video, mediumWith({ url: 'https://media.example.org/other.mp4' })],
    ['a caption', video, mediumWith({ captions: [] })],
    ['the words for a picture', video, mediumWith({ alt: 'Two people on a bench' })],
    ['a transcript', video, mediumWith({ transcript: 'https://media.example.org/talk.txt' })],
    ['whether it stays blurred', video, mediumWith({ blurred: true })],
  ])('changes with %s', (_, before, after) => {
    expect(contentHash(after, 'en')).not.toBe(contentHash(before, 'en'));
  });

  it('differs between locales with the very same text', () => {
    const document = articleWith({ localizations: { en: TEXT, 'en-GB': TEXT } });
    expect(contentHash(document, 'en-GB')).not.toBe(contentHash(document, 'en'));
  });

  it('of one locale does not change with the text of another', () => {
    const document = articleWith({ localizations: { ...ARTICLE.localizations, es: TEXT } });
    expect(contentHash(document, 'en')).toBe(contentHash(ARTICLE, 'en'));
  });
});
