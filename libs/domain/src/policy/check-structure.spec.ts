import { articleWith, mediumWith, TEXT, textWith, VIDEO_MEDIUM } from '../content/content-fixtures.js';
import type { ContentDocument } from '../content/document.js';
import { checkDocument } from './check-document.js';
import { checkHidden } from './check-hidden.js';
import { addressRules, checkLinks } from './check-links.js';
import { checkReading } from './check-reading.js';
import { checkMedia, mediaHash, type MediaSign } from './media-attestation.js';
import { POLICY_PACKS } from './packs/index.js';

const rules = (document: ContentDocument) =>
  checkDocument(document, POLICY_PACKS).findings.map(({ rule, path }) => `${rule} ${path.slice(2).join('.')}`.trim());
const SENSITIVE = { topics: ['suicide_prevention'], localizations: { en: TEXT } };

describe('the shape of a document', () => {
  it.each<[string, ContentDocument, readonly string[]]>([
    ['asks nothing of a plain article', textWith({}), []],
    [
      'asks three questions of a sensitive one',
      articleWith(SENSITIVE),
      ['hope.present', 'lang.cause', 'celebrity.recent'],
    ],
    [
      'wants a content note of a sensitive one',
      articleWith({ ...SENSITIVE, localizations: { en: { ...TEXT, contentNote: null } } }),
      ['warn.note contentNote', 'hope.present', 'lang.cause', 'celebrity.recent'],
    ],
    [
      'wants the lowest age of a sensitive one',
      articleWith({ ...SENSITIVE, ageMin: null }),
      ['meta.topic', 'hope.present', 'lang.cause', 'celebrity.recent'],
    ],
    ['wants topics', articleWith({ topics: [], localizations: { en: TEXT } }), ['meta.topic']],
    [
      'asks of a story whether somebody under age is in it',
      articleWith({ topics: ['lived_experience'], localizations: { en: TEXT } }),
      ['priv.minor'],
    ],
    [
      'wants captions in the language of the text',
      mediumWith({ captions: [{ locale: 'es', url: 'https://media.example.org/a.vtt', text: 'Hola' }] }),
      ['a11y.captions media.0.captions'],
    ],
    ['asks who read captions without their text', mediumWith({}), ['text.unread media.0.captions.0.url']],
    [
      'reads captions that come with their text, in their own language',
      mediumWith({
        captions: [
          { locale: 'en', url: 'https://media.example.org/a.vtt', text: 'Hello' },
          {
            locale: 'es',
            url: 'https://media.example.org/b.vtt',
            text: 'La prevención del suicidio. Cometió suicidio.',
          },
        ],
        transcript: 'https://media.example.org/a.txt',
        transcriptText: 'He commited suicide',
      }),
      [
        'meta.subject media.0.captions.1.text',
        'lang.commit media.0.captions.1.text',
        'lang.commit media.0.transcriptText',
      ],
    ],
    [
      'reads a title, and notices that its subject is not among the topics',
      textWith({ title: 'After a suicide' }),
      ['meta.subject title', 'lang.heading title'],
    ],
    ['knows names: a day of prevention is no subject', textWith({ title: 'World Suicide Prevention Day' }), []],
    [
      'takes what is hidden as advice to those who care for somebody',
      articleWith({ topics: ['caregiver'], localizations: { en: { ...TEXT, body: 'They may hide their scars' } } }),
      ['method.conceal body'],
    ],
    [
      'notices an account of somebody',
      textWith({ body: 'Write to @somebody_else or to a@b.org' }),
      ['priv.thirdparty body'],
    ],
  ])('%s', (_, document, expected) => {
    expect(rules(document)).toEqual(expected);
  });

  it('downgrades what is hidden only to those who care for somebody', () => {
    const of = (topic: string) =>
      checkDocument(
        articleWith({ topics: [topic], localizations: { en: { ...TEXT, body: 'They may hide their scars' } } }),
        POLICY_PACKS,
      ).findings.map(({ isDowngraded }) => isDowngraded);
    expect([of('caregiver'), of('help_seeking')]).toEqual([[true], [false]]);
  });
});

describe('an address', () => {
  const VERIFIED = ['example.org'];
  it.each<[string, readonly string[] | null, readonly string[]]>([
    ['https://example.org/help', VERIFIED, []],
    ['https://www.example.org/help?page=2', VERIFIED, []],
    ['https://example.org.evil.net/', VERIFIED, ['link.allowlist']],
    ['https://notexample.org/', VERIFIED, ['link.allowlist']],
    ['https://elsewhere.net/', VERIFIED, ['link.allowlist']],
    ['https://elsewhere.net/', null, []],
    ['http://example.org/', VERIFIED, ['link.allowlist']],
    ['ftp://example.org/', null, ['link.allowlist']],
    ['www.example.org/help', null, ['link.allowlist']],
    ['https://bit.ly/abc', null, ['link.allowlist']],
    ['https://bit.ly/abc', ['bit.ly'], ['link.allowlist']],
    ['https://me@example.org/', VERIFIED, ['link.allowlist']],
    // A Cyrillic e among Latin letters.
    ['https://еxample.org/', VERIFIED, ['link.allowlist']],
    ['https://еxample.org/', null, ['link.allowlist']],
    ['https://example.org/?utm_source=x', VERIFIED, ['link.tracking']],
    ['https://example.org/?a=1&fbclid=x', VERIFIED, ['link.tracking']],
    ['https://example.org/?GCLID=x', VERIFIED, ['link.tracking']],
    ['https://ad.doubleclick.net/x', null, ['link.tracking']],
    ['https://bit.ly/x?utm_medium=y', VERIFIED, ['link.allowlist', 'link.tracking']],
  ])('%s, verified %j: %j', (address, domains, expected) => {
    expect(addressRules(address, domains)).toEqual(expected);
  });

  it('is found in prose without what closes the sentence', () => {
    const text = 'See (https://bit.ly/x), or www.example.org. Not 24/7, a.b or user@example.org!';
    const found = checkLinks(text, null).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(['https://bit.ly/x', 'www.example.org']);
  });
});

describe('what nobody can see', () => {
  it.each<[string, string, number]>([
    ['a zero-width space', 'sui\u200bcide', 1],
    ['a soft hyphen', 'sui\u00adcide', 1],
    ['a direction override', 'a\u202eb', 1],
    ['a tag character', 'a\u{e0041}', 1],
    ['a joiner between Latin letters', 'a\u200db', 1],
    ['Latin and Cyrillic in one word', 'he\u0430lp', 1],
    ['Latin and Greek in one word', 'h\u03b5lp', 1],
    [
      'a word of each script is none',
      'help \u043f\u043e\u043c\u043e\u0449\u044c \u03b2\u03bf\u03ae\u03b8\u03b5\u03b9\u03b1',
      0,
    ],
    ['a joiner in Persian is none', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', 0],
    ['a joiner in Hindi is none', '\u0915\u094d\u200d\u0937', 0],
    ['a joiner in Malayalam is none', '\u0d28\u0d4d\u200d', 0],
    ['a family of emoji is none', '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}', 0],
    ['an emoji with a skin is none', '\u{1f469}\u{1f3fd}\u200d\u{1f4bb}', 0],
    ['a direction mark in Hebrew is none', '\u05e9\u05dc\u05d5\u05dd\u200f!', 0],
    ['a direction mark in English is', 'hello\u200f', 1],
  ])('%s: %#', (_, text, count) => {
    expect(checkHidden(text)).toHaveLength(count);
  });
});

it('an English text is hard to read by its words and sentences, and only when it is long', () => {
  const plain = 'Talk to a friend. Go for a walk. Ask for help when you need it. '.repeat(10);
  const hard = `${'Notwithstanding institutional considerations, interdisciplinary collaboration necessitates comprehensive methodological reconceptualisation and '.repeat(12)}.`;
  expect([checkReading(plain), checkReading('Notwithstanding institutional considerations.')]).toEqual([[], []]);
  expect(checkReading(hard).map(({ rule, severity }) => [rule, severity])).toEqual([['a11y.plain', 'WARN']]);
});

describe('media', () => {
  const document = mediumWith({ kind: 'IMAGE', alt: 'A bench' });
  const [medium] = document.localizations['en']!.media;
  const found = (signs: readonly MediaSign[] | null, blurred = true) => {
    const own = mediumWith({ kind: 'IMAGE', alt: 'A bench', blurred });
    const hash = mediaHash(own.localizations['en']!.media[0]!);
    return checkMedia(own, ['en'], signs === null ? new Map() : new Map([[hash, signs]])).map(
      ({ rule, severity }) => `${severity} ${rule}`,
    );
  };

  it.each<[string, readonly MediaSign[] | null, boolean, readonly string[]]>([
    ['are a question until somebody says what they show', null, true, ['HUMAN img.attest']],
    ['are well when they show nothing of it', [], true, []],
    ['block by each thing they show', ['INJURY', 'MINOR'], true, ['BLOCK img.injury', 'BLOCK img.minor']],
    ['stay blurred when they show what is hard to see', ['SITE'], false, ['BLOCK img.site', 'HARD img.blur']],
    ['need no blur for a sound', ['AUTOPLAY_SOUND'], false, ['BLOCK a11y.sound']],
  ])('%s', (_, signs, blurred, expected) => {
    expect(found(signs, blurred)).toEqual(expected);
  });

  it('are attested by their hash: another address or other words are another medium', () => {
    const hashes = [
      medium!,
      { ...medium!, url: 'https://media.example.org/b.jpg' },
      { ...medium!, alt: 'A chair' },
    ].map(mediaHash);
    expect(new Set(hashes).size).toBe(3);
    expect(mediaHash({ ...VIDEO_MEDIUM })).toBe(mediaHash(VIDEO_MEDIUM));
  });
});
