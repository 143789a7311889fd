import {
  AUDIENCE_SLOTS,
  GUIDE_AUDIENCES,
  GUIDE_SLOTS,
  guideHash,
  inSlotOrder,
  type GuideDocument,
  type GuideText,
} from './guide.js';
import { guideRefusals, guideSubmissionRefusals, partnersChangedRefusals, retirementRefusals } from './guide-rules.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const TEXT: GuideText = {
  title: 'A guide',
  disclaimer: 'For information only.',
  sections: [
    { slot: 'ABOUT', heading: 'About', body: 'About.' },
    { slot: 'CONNECT', heading: 'Connect', body: 'Connect.' },
    { slot: 'EMERGENCY', heading: 'Emergency', body: 'Emergency.' },
    { slot: 'LOOK_AFTER_YOURSELF', heading: 'You', body: 'You.' },
  ],
  reviewedOn: '2026-11-01',
  reviewBy: '2027-11-01',
};
const GUIDE: GuideDocument = {
  audience: 'GENERAL',
  topics: ['help_seeking'],
  partners: ['iasp'],
  defaultLocale: 'en',
  localizations: { en: TEXT },
};
const [ABOUT, CONNECT, EMERGENCY, YOU] = TEXT.sections as [
  GuideText['sections'][0],
  GuideText['sections'][0],
  GuideText['sections'][0],
  GuideText['sections'][0],
];
const withText = (text: Partial<GuideText>): GuideDocument => ({
  ...GUIDE,
  localizations: { en: { ...TEXT, ...text } },
});
const paths = (guide: GuideDocument) => guideSubmissionRefusals(guide, NOW, []).map(({ path }) => path.join('.'));

describe('a guide that is handed in', () => {
  it('is accepted when whole', () => {
    expect(paths(GUIDE)).toEqual([]);
  });

  it.each([
    ['without its information-only notice', withText({ disclaimer: ' ' }), 'localizations.en.disclaimer'],
    ['without what to do in an emergency', withText({ sections: [ABOUT, CONNECT, YOU] }), 'localizations.en.sections'],
    ['without any section', withText({ sections: [] }), 'localizations.en.sections'],
    [
      'with a section that says nothing',
      withText({ sections: [{ ...ABOUT, body: ' ' }, CONNECT, EMERGENCY, YOU] }),
      'localizations.en.sections.0.body',
    ],
    [
      'with a section of no slot',
      withText({ sections: [...TEXT.sections, { slot: null, heading: 'More', body: 'More.' }] }),
      'localizations.en.sections.4.slot',
    ],
    [
      'with two sections of one slot',
      withText({ sections: [...TEXT.sections, ABOUT] }),
      'localizations.en.sections.4.slot',
    ],
    [
      'with a slot of another audience',
      withText({ sections: [...TEXT.sections, { ...ABOUT, slot: 'ASK' }] }),
      'localizations.en.sections.4.slot',
    ],
    ['with markup in it', withText({ title: '<script>' }), 'localizations.en.title'],
    ['without partners', { ...GUIDE, partners: [] }, 'partners'],
    ['with a partner twice', { ...GUIDE, partners: ['iasp', 'iasp'] }, 'partners.1'],
    ['without topics', { ...GUIDE, topics: [] }, 'topics'],
    ['without its default locale', { ...GUIDE, defaultLocale: 'fr' }, 'defaultLocale'],
    [
      'to be reviewed again before it was',
      withText({ reviewedOn: '2026-11-20', reviewBy: '2026-11-19' }),
      'localizations.en.reviewBy',
    ],
    ['reviewed on no day', withText({ reviewedOn: '2026-02-30' }), 'localizations.en.reviewedOn'],
    [
      'reviewed on a day that has begun nowhere',
      withText({ reviewedOn: '2026-11-25', reviewBy: '2027-01-01' }),
      'localizations.en.reviewedOn',
    ],
    [
      'past its review-by date',
      withText({ reviewedOn: '2026-01-01', reviewBy: '2026-11-22' }),
      'localizations.en.reviewBy',
    ],
    ['to be reviewed in years only', withText({ reviewBy: '2027-11-03' }), 'localizations.en.reviewBy'],
  ])('is refused %s', (_, guide, path) => {
    expect([...new Set(paths(guide))]).toEqual([path]);
  });

  it.each([
    ['on the very day of its review', { reviewedOn: '2026-11-23' }],
    ['on a day that has begun on some islands only', { reviewedOn: '2026-11-24' }],
    ['on its last day', { reviewedOn: '2026-01-01', reviewBy: '2026-11-23' }],
    ['for 366 days', { reviewBy: '2027-11-02' }],
  ])('is accepted %s', (_, text) => {
    expect(paths(withText(text))).toEqual([]);
  });

  it('names everything at once', () => {
    const guide = { ...withText({ disclaimer: '', sections: [], reviewBy: '2020-01-01' }), topics: [], partners: [] };
    expect(paths(guide)).toEqual([
      'localizations.en.reviewBy',
      'topics',
      'partners',
      'localizations.en.disclaimer',
      'localizations.en.sections',
      'localizations.en.reviewBy',
    ]);
  });
});

describe('a draft of a guide', () => {
  it('may be unfinished', () => {
    const draft = {
      ...withText({ title: '', disclaimer: '', sections: [{ ...ABOUT, body: '' }] }),
      topics: [],
      partners: [],
    };
    expect(guideRefusals(draft, [])).toEqual([]);
  });

  it('is put into the order of its slots, whatever order it came in', () => {
    const { en } = inSlotOrder(withText({ sections: [YOU, EMERGENCY, ABOUT, CONNECT] })).localizations;
    expect(en!.sections).toEqual(TEXT.sections);
  });

  it('keeps sections without a slot behind the others, in their order', () => {
    const [first, second] = ['First', 'Second'].map((heading) => ({ slot: null, heading, body: heading }));
    const { en } = inSlotOrder(withText({ sections: [first!, YOU, second!, ABOUT] })).localizations;
    expect(en!.sections).toEqual([ABOUT, YOU, first, second]);
  });

  it.each([
    [['a', 'b'], ['b', 'a'], 0],
    [['a', 'b'], ['a'], 1],
    [['a'], ['a', 'b'], 1],
  ])('of partners %j made by %j is refused %i times', (before, after, count) => {
    expect(partnersChangedRefusals(before, after, [])).toHaveLength(count);
  });
});

describe('the slots of an audience', () => {
  it.each(GUIDE_AUDIENCES)('of %s hold each slot once, and what nobody goes without', (audience) => {
    const slots = AUDIENCE_SLOTS[audience].map(({ slot }) => slot);
    expect(new Set(slots).size).toBe(slots.length);
    const required = AUDIENCE_SLOTS[audience].filter(({ isRequired }) => isRequired).map(({ slot }) => slot);
    expect(required).toEqual(expect.arrayContaining(['EMERGENCY', 'LOOK_AFTER_YOURSELF']));
    expect(slots.at(-1)).toBe('LOOK_AFTER_YOURSELF');
  });

  it('are all of some audience', () => {
    const used = GUIDE_AUDIENCES.flatMap((audience) => AUDIENCE_SLOTS[audience].map(({ slot }) => slot));
    expect(GUIDE_SLOTS.filter((slot) => !used.includes(slot))).toEqual([]);
  });
});

describe('the hash of a guide’s text', () => {
  const hash = guideHash(GUIDE, 'en');
  it.each([
    ['its words', withText({ title: 'Another' })],
    ['a heading', withText({ sections: [{ ...ABOUT, heading: 'Other' }, CONNECT, EMERGENCY, YOU] })],
    ['its review date', withText({ reviewedOn: '2026-11-02' })],
    ['its review-by date', withText({ reviewBy: '2027-10-31' })],
    ['its information-only notice', withText({ disclaimer: 'For information.' })],
    ['who made it', { ...GUIDE, partners: ['iasp', 'samaritans'] }],
    ['its topics', { ...GUIDE, topics: ['suicide_prevention'] }],
  ])('changes with %s', (_, guide) => {
    expect(guideHash(guide, 'en')).not.toBe(hash);
  });

  it('stays when another locale comes in', () => {
    expect(guideHash({ ...GUIDE, localizations: { ...GUIDE.localizations, es: TEXT } }, 'en')).toBe(hash);
  });
});

describe('a retirement', () => {
  const RETIREMENT = {
    notices: { en: 'Gone.', es: 'Ya no está.' },
    successor: null,
    pointer: 'https://example.org/',
    reason: 'Old',
  };
  const refused = (change: object) =>
    retirementRefusals({ ...RETIREMENT, ...change }, ['en', 'es'], []).map(({ path }) => path.join('.'));

  it.each([
    ['tells readers of each language', {}, []],
    ['leaves no language out', { notices: { en: 'Gone.' } }, ['notices.es']],
    [
      'may leave the words to us where another guide takes its place',
      { notices: {}, successor: 'next', pointer: null },
      [],
    ],
    [
      'tells nobody in a language in which it never was',
      { notices: { ...RETIREMENT.notices, fr: 'Parti.' } },
      ['notices'],
    ],
    ['points to https only', { pointer: 'http://example.org/' }, ['pointer']],
    ['says why', { reason: ' ' }, ['reason']],
    ['holds no markup', { notices: { en: '<b>', es: 'Ya no está.' } }, ['notices.en']],
  ] as const)('%s', (_, change, expected) => {
    expect(refused(change)).toEqual(expected);
  });
});
