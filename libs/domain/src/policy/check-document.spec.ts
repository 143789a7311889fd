import type { ContentDocument } from '../content/document.js';
import { blocks, checkDocument } from './check-document.js';
import { POLICY_PACKS } from './packs/index.js';

const BAD = 'I was down to 38 kg';
const medium = {
  kind: 'IMAGE',
  alt: null,
  captions: [],
  transcript: null,
  durationSeconds: null,
  blurred: false,
} as const;
const document: ContentDocument = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  ageMin: null,
  rights: { from: null, to: null, regions: [] },
  defaultLocale: 'en',
  localizations: {
    en: {
      title: BAD,
      summary: BAD,
      body: BAD,
      contentNote: { text: BAD, alternative: BAD },
      media: [
        {
          ...medium,
          url: 'https://example.org/me-down-to-38-kg.jpg?x=1',
          alt: BAD,
          captions: [{ locale: 'en', url: 'https://example.org/i%20weigh%2038kg.vtt' }],
          transcript: 'https://example.org/my_38_kg.txt',
        },
      ],
    },
    de: { title: 'Selbstmord', summary: null, body: null, contentNote: null, media: [] },
    ja: { title: 'こんにちは', summary: null, body: null, contentNote: null, media: [] },
  },
};

describe('checking a document', () => {
  const { findings, unchecked, hintsOnly } = checkDocument(document, POLICY_PACKS);

  it('reads every text, also the words for pictures and the names of files', () => {
    expect(
      findings
        .filter(({ locale, rule }) => locale === 'en' && rule === 'ed.weight')
        .map(({ path }) => path.slice(2).join('.')),
    ).toEqual([
      'title',
      'summary',
      'body',
      'contentNote.text',
      'contentNote.alternative',
      'media.0.alt',
      'media.0.url',
      'media.0.captions.0.url',
      'media.0.transcript',
    ]);
  });

  it('says which locales nobody reads, and which only hints do', () => {
    expect([unchecked, hintsOnly]).toEqual([['ja'], ['de']]);
    expect(findings.filter(({ locale }) => locale === 'de').map(({ pack, rule }) => `${pack} ${rule}`)).toEqual([
      'marquee meta.subject',
      'de-suicide lang.commit',
    ]);
  });

  it('blocks by what is said, not by what is taught', () => {
    const blocking = findings.filter(blocks).map(({ locale, rule }) => `${locale} ${rule}`);
    expect([...new Set(blocking)]).toEqual(['de meta.subject', 'en ed.weight']);
  });
});
