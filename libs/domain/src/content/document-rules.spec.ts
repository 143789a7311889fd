import fc from 'fast-check';
import { ARTICLE, articleWith, mediumWith, TEXT, textWith, VIDEO_MEDIUM } from './content-fixtures.js';
import type { ContentDocument } from './document.js';
import {
  BODY_LENGTH_MAX,
  documentRefusals,
  isDate,
  LOCALES_MAX,
  submissionRefusals,
  textRefusals,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
  urlRefusals,
} from './document-rules.js';

const paths = (document: ContentDocument) => documentRefusals(document, []).map(({ path }) => path.join('.'));
const missing = (document: ContentDocument) => submissionRefusals(document, []).map(({ path }) => path.join('.'));
const rights = (overrides: Partial<ContentDocument['rights']>) =>
  articleWith({ rights: { from: null, to: null, regions: [], ...overrides } });
const many = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, i) => item(i));
const locales = (count: number) =>
  articleWith({ localizations: Object.fromEntries(many(count, (i) => [i === 0 ? 'en' : `en-x-${i}`, TEXT])) });

describe('a draft', () => {
  it('is accepted when whole', () => {
    expect(paths(ARTICLE)).toEqual([]);
    expect(paths(mediumWith({}))).toEqual([]);
  });

  it('is accepted when hardly begun', () => {
    const begun = articleWith({ topics: [], ageMin: null, localizations: {} });
    expect(paths(begun)).toEqual([]);
    expect(paths(textWith({ title: '', body: null, media: [] }))).toEqual([]);
  });

  it.each<[string, ContentDocument, string]>([
    ['of a kind that does not exist', articleWith({ kind: 'SONG' as 'VIDEO' }), 'kind'],
    ['with a topic in capitals', articleWith({ topics: ['grief', 'Grief'] }), 'topics.1'],
    ['with a topic of one letter', articleWith({ topics: ['g'] }), 'topics.0'],
    ['with too many topics', articleWith({ topics: many(21, (i) => `topic_${i}`) }), 'topics'],
    ['below the lowest age', articleWith({ ageMin: -1 }), 'ageMin'],
    ['above the highest age', articleWith({ ageMin: 100 }), 'ageMin'],
    ['with half a year of age', articleWith({ ageMin: 12.5 }), 'ageMin'],
    ['with an age that is no number', articleWith({ ageMin: NaN }), 'ageMin'],
    ['with rights from a day that does not exist', rights({ from: '2027-02-29' }), 'rights.from'],
    ['with rights to an instant', rights({ to: '2027-09-01T00:00:00Z' }), 'rights.to'],
    ['with rights that end before they begin', rights({ from: '2027-09-02', to: '2027-09-01' }), 'rights.to'],
    ['with a region in small letters', rights({ regions: ['GB', 'ie'] }), 'rights.regions.1'],
    ['with a region of three letters', rights({ regions: ['GBR'] }), 'rights.regions.0'],
    ['with more regions than there are', rights({ regions: many(261, () => 'GB') }), 'rights.regions'],
    ['with no readable default locale', articleWith({ defaultLocale: 'english!' }), 'defaultLocale'],
    ['with a default locale not in canonical form', articleWith({ defaultLocale: 'EN' }), 'defaultLocale'],
    ['in no readable locale', articleWith({ localizations: { en_US: TEXT } }), 'localizations.en_US'],
    ['in a locale not in canonical form', articleWith({ localizations: { 'pt-br': TEXT } }), 'localizations.pt-br'],
    [
      'in a locale that is a name of JavaScript',
      articleWith({ localizations: Object.fromEntries([['__proto__', TEXT]]) }),
      'localizations.__proto__',
    ],
    ['in 51 locales', locales(LOCALES_MAX + 1), 'localizations'],
    ['with a title too long', textWith({ title: 'x'.repeat(TITLE_LENGTH_MAX + 1) }), 'localizations.en.title'],
    ['with a summary too long', textWith({ summary: 'x'.repeat(1_001) }), 'localizations.en.summary'],
    ['with a body too long', textWith({ body: 'x'.repeat(BODY_LENGTH_MAX + 1) }), 'localizations.en.body'],
    ['with markup', textWith({ body: 'Talk <b>now</b>' }), 'localizations.en.body'],
    [
      'with markup in its note',
      textWith({ contentNote: { text: '<!-- -->', alternative: 'Rest' } }),
      'localizations.en.contentNote.text',
    ],
    [
      'with a NUL in what to do instead',
      textWith({ contentNote: { text: 'Loss', alternative: '\0' } }),
      'localizations.en.contentNote.alternative',
    ],
    ['with too many media', textWith({ media: many(21, () => VIDEO_MEDIUM) }), 'localizations.en.media'],
    ['with a medium of no kind', mediumWith({ kind: 'GAME' as 'VIDEO' }), 'localizations.en.media.0.kind'],
    ['with a medium that is not https', mediumWith({ url: 'http://a.org' }), 'localizations.en.media.0.url'],
    ['with a transcript that is not https', mediumWith({ transcript: 'talk' }), 'localizations.en.media.0.transcript'],
    [
      'with captions in no language',
      mediumWith({ captions: [{ locale: 'E', url: 'https://a.org' }] }),
      'localizations.en.media.0.captions.0.locale',
    ],
    [
      'with captions nowhere',
      mediumWith({ captions: [{ locale: 'en', url: '' }] }),
      'localizations.en.media.0.captions.0.url',
    ],
    [
      'with captions without end',
      mediumWith({ captions: many(51, () => ({ locale: 'en', url: 'https://a.org' })) }),
      'localizations.en.media.0.captions',
    ],
    ['with markup for a picture', mediumWith({ alt: '<img>' }), 'localizations.en.media.0.alt'],
    ['with a medium of no length', mediumWith({ durationSeconds: 0 }), 'localizations.en.media.0.durationSeconds'],
    [
      'with a medium of parts of a second',
      mediumWith({ durationSeconds: 1.5 }),
      'localizations.en.media.0.durationSeconds',
    ],
    [
      'with a medium longer than a day',
      mediumWith({ durationSeconds: 86_401 }),
      'localizations.en.media.0.durationSeconds',
    ],
  ])('is refused %s', (_, document, path) => {
    expect(paths(document)).toEqual([path]);
  });

  it('is accepted at every bound', () => {
    expect(paths(locales(LOCALES_MAX))).toEqual([]);
    expect(paths(articleWith({ ageMin: 0 }))).toEqual([]);
    expect(paths(articleWith({ ageMin: 99, topics: many(20, (i) => `topic_${i}`) }))).toEqual([]);
    expect(paths(rights({ from: '2027-09-01', to: '2027-09-01' }))).toEqual([]);
    expect(paths(textWith({ title: 'x'.repeat(TITLE_LENGTH_MAX), body: 'x'.repeat(BODY_LENGTH_MAX) }))).toEqual([]);
    expect(paths(mediumWith({ durationSeconds: 86_400 }))).toEqual([]);
  });

  it('tells the canonical form of a locale', () => {
    expect(documentRefusals(articleWith({ localizations: { 'pt-br': TEXT } }), [])).toMatchObject([
      { code: 'INVALID_VALUE', value: 'pt-br', allowed: 'its canonical form: pt-BR' },
    ]);
  });

  it('in a locale without end is refused with an answer that ends', () => {
    const locale = `en-x-${many(50_000, () => 'abcdefgh').join('-')}`;
    const refusals = documentRefusals(textWith({ title: '<b>' }), []).length;
    const long = articleWith({ localizations: { [locale]: { ...TEXT, title: '<b>' } } });
    expect(documentRefusals(long, [])).toHaveLength(refusals + 1);
    expect(JSON.stringify(documentRefusals(long, [])).length).toBeLessThan(2_000);
  });

  it('with a hundred thousand wrong things of one sort is refused with one reason', () => {
    const wrong = many(100_000, () => '!');
    expect(documentRefusals(articleWith({ topics: wrong }), [])).toHaveLength(1);
    expect(documentRefusals(rights({ regions: wrong }), [])).toHaveLength(1);
    expect(submissionRefusals(locales(2_000), [])).toHaveLength(1);
  });

  it('is refused for everything at once, with the place of each', () => {
    const document = articleWith({
      ageMin: 200,
      topics: ['OK'],
      rights: { from: 'x', to: 'y', regions: ['z'] },
      localizations: { en: { ...TEXT, title: '<i>', body: '\0' }, fr: { ...TEXT, summary: '\ud800' } },
    });
    expect(documentRefusals(document, ['input', 'document']).map(({ path }) => path.slice(2).join('.'))).toEqual([
      'topics.0',
      'ageMin',
      'rights.from',
      'rights.to',
      'rights.regions.0',
      'localizations.en.title',
      'localizations.en.body',
      'localizations.fr.summary',
    ]);
  });

  it('is not modified by being judged', () => {
    const before = JSON.stringify(ARTICLE);
    submissionRefusals(ARTICLE, []);
    expect(JSON.stringify(ARTICLE)).toBe(before);
  });
});

describe('what is handed in', () => {
  it.each<[string, ContentDocument]>([
    ['a whole article', ARTICLE],
    ['a video with captions', mediumWith({})],
    [
      'a link',
      articleWith({ kind: 'LINK', localizations: { en: { ...TEXT, media: [{ ...VIDEO_MEDIUM, kind: 'LINK' }] } } }),
    ],
    ['an article without summary and note', textWith({ summary: null, contentNote: null })],
  ])('is accepted: %s', (_, document) => {
    expect(missing(document)).toEqual([]);
  });

  it.each<[string, ContentDocument, readonly string[]]>([
    ['without a locale', articleWith({ localizations: {} }), ['defaultLocale']],
    ['without its default locale', articleWith({ defaultLocale: 'fr' }), ['defaultLocale']],
    ['without a topic', articleWith({ topics: [] }), ['topics']],
    ['with a blank title', textWith({ title: ' \n' }), ['localizations.en.title']],
    ['as an article without body', textWith({ body: null }), ['localizations.en.body']],
    ['as an article with a blank body', textWith({ body: ' ' }), ['localizations.en.body']],
    ['as a video without one', articleWith({ kind: 'VIDEO' }), ['localizations.en.media', 'localizations.es.media']],
    ['as audio with a video only', { ...mediumWith({}), kind: 'AUDIO' }, ['localizations.en.media']],
    [
      'with a note that offers nothing else to do',
      textWith({ contentNote: { text: 'Loss', alternative: ' ' } }),
      ['localizations.en.contentNote'],
    ],
    ['with a video without captions', mediumWith({ captions: [] }), ['localizations.en.media.0.captions']],
    [
      'with sound without a transcript',
      { ...mediumWith({ kind: 'AUDIO' }), kind: 'AUDIO' },
      ['localizations.en.media.0.transcript'],
    ],
    [
      'with a picture without words',
      textWith({ media: [{ ...VIDEO_MEDIUM, kind: 'IMAGE', alt: ' ' }] }),
      ['localizations.en.media.0.alt'],
    ],
  ])('is refused %s', (_, document, expected) => {
    expect(missing(document)).toEqual(expected);
  });

  it('is refused for all that is missing and all that is wrong at once, in each locale', () => {
    const document = articleWith({
      topics: [],
      ageMin: -1,
      defaultLocale: 'fr',
      localizations: { en: { ...TEXT, title: '', body: null }, es: { ...TEXT, title: '', body: '<p>' } },
    });
    expect(missing(document)).toEqual([
      'ageMin',
      'localizations.es.body',
      'defaultLocale',
      'topics',
      'localizations.en.title',
      'localizations.en.body',
      'localizations.es.title',
    ]);
  });
});

describe('text', () => {
  it.each([
    ['a NUL', 'a\0', 'U+0000 at offset 1'],
    ['a carriage return', 'a\r\n', 'U+000D at offset 1'],
    ['an escape', '\u001b[0m', 'U+001B at offset 0'],
    ['a C1 control', '\u0085', 'U+0085 at offset 0'],
    ['a direction override', 'abc\u202e', 'U+202E at offset 3'],
    ['a direction isolate', '\u2066', 'U+2066 at offset 0'],
    ['a tag character', 'x\u{e0041}', 'U+E0041 at offset 1'],
    ['the first half of a pair', 'x\ud83d', 'U+D83D at offset 1'],
    ['the second half of a pair', '\ude00x', 'U+DE00 at offset 0'],
    ['a tag', 'a <b>', 'markup at offset 2'],
    ['a closing tag', '</p', 'markup at offset 0'],
    ['a comment', '<!--', 'markup at offset 0'],
    ['a processing instruction', '<?xml', 'markup at offset 0'],
    ['a script', '\n<sCript>', 'markup at offset 1'],
    ['one character too many', 'x'.repeat(11), '11 characters'],
  ])('is refused with %s, and the text is not repeated', (_, text, value) => {
    expect(textRefusals(text, 10, ['body'])).toMatchObject([{ code: 'INVALID_VALUE', path: ['body'], value }]);
  });

  it.each(['I <3 you', '5 < 6 > 4', 'a\tb\nc', '👩‍👩‍👧', 'نص عربي', '\u200fעברית', 'ไทย', 'é', ''])(
    '%j is accepted',
    (text) => {
      expect(textRefusals(text, 100, ['body'])).toEqual([]);
    },
  );

  it('is refused exactly when it is not well formed, whatever else it holds (property)', () => {
    const letters = fc.stringMatching(/^[a-z \n]{0,20}$/);
    fc.assert(
      fc.property(letters, letters, fc.integer({ min: 0xd800, max: 0xdfff }), (before, after, half) => {
        expect(textRefusals(before + after, 100, [])).toEqual([]);
        expect(textRefusals(before + String.fromCharCode(half) + after, 100, [])).toHaveLength(1);
      }),
    );
  });

  it('that is accepted is stored and read back unchanged, and is never markup (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        if (textRefusals(text, 100, []).length > 0) return;
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text))).toBe(text);
        expect(text).not.toMatch(/\0|<[a-z/!?]/i);
      }),
    );
  });
});

describe('an address', () => {
  it.each([
    'https://example.org',
    'https://example.org/a?b=c#d',
    'https://example.org:8443/',
    'https://example.org/@name',
    'HTTPS://example.org/%20',
    'https://пример.испытание/',
    'https://[2001:db8::1]/',
  ])('%s is accepted', (url) => {
    expect(urlRefusals(url, [])).toEqual([]);
  });

  it.each([
    'http://example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    '//example.org',
    'https:example.org',
    'https:\\\\example.org',
    'https:///example.org',
    ' https://example.org',
    'https://example.org/a b',
    'https://exa\nmple.org',
    'https://example.org/\t',
    'https://example.org/\0',
    'https://example.org/\u202e',
    'https://example.org/\ud800',
    'https://name@example.org',
    'https://name:pw@example.org',
    'https://@example.org',
    'https://example.org\\@other.org',
    'https://',
    'https://exa mple.org',
    'https://999.1.1.1.1',
    '',
    `https://example.org/${'x'.repeat(URL_LENGTH_MAX)}`,
  ])('%j is refused', (url) => {
    expect(urlRefusals(url, ['url'])).toHaveLength(1);
  });

  it.each(['https://1', 'https://0x7f.1/', 'https://017700000001', 'https://127.1'])(
    '%s, a number in disguise, is none',
    (url) => {
      expect(urlRefusals(url, ['url'])).toHaveLength(1);
    },
  );

  it('that is accepted leads where it says: https, the same host, nobody named (property)', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'https:/\\@?#a.\t\n []1'.split('')), maxLength: 15 });
    fc.assert(
      fc.property(noise, (text) => {
        const url = `https:${text}`;
        if (urlRefusals(url, []).length > 0) return;
        const { protocol, username, password, host } = new URL(url);
        expect([protocol, username, password]).toEqual(['https:', '', '']);
        expect(new RegExp(`^https://${host.replace(/[.[\]]/g, '\\$&')}`).test(url)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a date', () => {
  it.each([
    ['2027-09-01', true],
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2027-13-01', false],
    ['2027-00-10', false],
    ['2027-9-1', false],
    ['+002027-09-01', false],
    ['2027-09-01[u-ca=hebrew]', false],
    ['2027-09-01T00:00', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isDate(text)).toBe(expected);
  });
});
