import type { ContentDocument, ContentText, Media } from './document.js';

/** Documents for the specs of this folder: whole and ready to be handed in unless the test says otherwise. */
export const TEXT: ContentText = {
  title: 'You are not alone',
  summary: 'What helps when a day is heavy.',
  body: '# Today\n\nTalk to somebody.\n\n- a friend\n- a helpline',
  contentNote: { text: 'Speaks of loss', alternative: 'Read about rest instead' },
  media: [],
};

export const ARTICLE: ContentDocument = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  ageMin: 13,
  rights: { from: '2027-09-01', to: '2027-09-30', regions: ['GB', 'IE'] },
  defaultLocale: 'en',
  localizations: { en: TEXT, es: { ...TEXT, title: 'No estás solo' } },
};

export const VIDEO_MEDIUM: Media = {
  url: 'https://media.example.org/talk.mp4',
  kind: 'VIDEO',
  alt: null,
  captions: [{ locale: 'en', url: 'https://media.example.org/talk.en.vtt' }],
  transcript: null,
  durationSeconds: 90,
  blurred: false,
};

/** The article with other facts. */
export function articleWith(overrides: Partial<ContentDocument>): ContentDocument {
  return { ...ARTICLE, ...overrides };
}

/** The article in English only, with other text. */
export function textWith(overrides: Partial<ContentText>): ContentDocument {
  return articleWith({ localizations: { en: { ...TEXT, ...overrides } } });
}

/** A video in English only, with another medium. */
export function mediumWith(overrides: Partial<Media>): ContentDocument {
  return articleWith({
    kind: 'VIDEO',
    localizations: { en: { ...TEXT, body: null, media: [{ ...VIDEO_MEDIUM, ...overrides }] } },
  });
}
