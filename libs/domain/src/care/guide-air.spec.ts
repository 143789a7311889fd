import fc from 'fast-check';
import { REVIEW_DECISIONS, type LocaleDecision } from '../content/revision.js';
import { DAY_MS } from '../time/instant.js';
import { guideHash, type GuideDocument, type GuideText } from './guide.js';
import { guideView, publicGuide, type GuideAway, type GuideRevisionRow, type GuideRow } from './guide-air.js';

const text = (title: string, reviewBy = '2027-05-01'): GuideText => ({
  title,
  disclaimer: `${title}: for information only.`,
  sections: [{ slot: 'EMERGENCY', heading: title, body: title }],
  reviewedOn: '2026-05-01',
  reviewBy,
});
const document = (localizations: GuideDocument['localizations'], defaultLocale = 'en'): GuideDocument => ({
  audience: 'CAREGIVER',
  topics: [],
  partners: ['iasp'],
  defaultLocale,
  localizations,
});
const decision = (of: GuideDocument, locale: string, decided: LocaleDecision['decision'] = 'APPROVED') => ({
  locale,
  contentHash: guideHash(of, locale),
  decision: decided,
});
const revision = (number: number, of: GuideDocument, ...decisions: LocaleDecision[]): GuideRevisionRow => ({
  number,
  document: of,
  decisions,
});
const row = (revisions: readonly GuideRevisionRow[], away: GuideAway | null = null): GuideRow => ({
  slug: 'guide',
  audience: 'CAREGIVER',
  revisions,
  away,
});
const FIRST = document({ en: text('First'), es: text('Primera') });
const SECOND = document({ en: text('Second'), es: text('Segunda') });
const APPROVED_FIRST = revision(1, FIRST, decision(FIRST, 'en'), decision(FIRST, 'es'));
const NOW = Date.UTC(2026, 10, 23);

const titles = (of: GuideRow) =>
  Object.fromEntries(Object.entries(publicGuide(of)?.texts ?? {}).map(([locale, one]) => [locale, one.text.title]));

describe('what the public knows of a guide', () => {
  it.each<[string, GuideRevisionRow[], object]>([
    ['is nothing where nothing was approved', [revision(1, FIRST)], {}],
    ['is what was approved', [APPROVED_FIRST], { en: 'First', es: 'Primera' }],
    [
      'is the earlier text while the next one waits',
      [APPROVED_FIRST, revision(2, SECOND)],
      { en: 'First', es: 'Primera' },
    ],
    [
      'is the next text of the locale in which it was approved, and the earlier one of the others',
      [revision(2, SECOND, decision(SECOND, 'es')), APPROVED_FIRST],
      { en: 'First', es: 'Segunda' },
    ],
    [
      'is the earlier text where the next one was rejected',
      [
        APPROVED_FIRST,
        revision(2, SECOND, decision(SECOND, 'en', 'REJECTED'), decision(SECOND, 'es', 'CHANGES_REQUESTED')),
      ],
      { en: 'First', es: 'Primera' },
    ],
    [
      'is never a text that an approval of another was given to',
      [APPROVED_FIRST, revision(2, SECOND, decision(FIRST, 'en'))],
      { en: 'First', es: 'Primera' },
    ],
    [
      'keeps a locale that the next revision has no more',
      [APPROVED_FIRST, revision(2, document({ en: text('Third') }), decision(document({ en: text('Third') }), 'en'))],
      { en: 'Third', es: 'Primera' },
    ],
  ])('%s', (_, revisions, expected) => {
    expect(titles(row(revisions))).toEqual(expected);
    expect(titles(row([...revisions].reverse()))).toEqual(expected);
  });

  it('is, whatever was decided of whatever text, only what the last decision on that very text approved (property)', () => {
    const locales = ['en', 'es', 'ar'];
    const decided = fc.record({
      locale: fc.constantFrom(...locales),
      of: fc.nat(3),
      decision: fc.constantFrom(...REVIEW_DECISIONS),
    });
    const documents = ['a', 'b', 'c', 'd'].map((name) =>
      document(Object.fromEntries(locales.map((locale) => [locale, text(`${name} ${locale}`)]))),
    );
    fc.assert(
      fc.property(fc.array(fc.array(decided, { maxLength: 6 }), { maxLength: 4 }), (plan) => {
        const revisions = plan.map((decisions, index) =>
          revision(
            index + 1,
            documents[index]!,
            ...decisions.map((one) => decision(documents[one.of]!, one.locale, one.decision)),
          ),
        );
        const expected = locales.flatMap((locale) => {
          const number = plan.findLastIndex((decisions, index) => {
            const last = decisions.filter((one) => one.locale === locale).at(-1);
            return last?.decision === 'APPROVED' && last.of === index;
          });
          return number < 0 ? [] : [[locale, documents[number]!.localizations[locale]!.title]];
        });
        expect(titles(row(revisions))).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('is null, and no guide without a text, where nothing was approved', () => {
    expect(publicGuide(row([revision(1, FIRST)]))).toBeNull();
  });
});

describe('a guide in the course of time', () => {
  const aging = document({ en: text('English', '2026-08-31'), es: text('Español', '2026-12-31') });
  const guide = publicGuide(row([revision(1, aging, decision(aging, 'en'), decision(aging, 'es'))]))!;
  const [due, lapse, lastLapse] = [Date.UTC(2026, 8, 1), Date.UTC(2026, 9, 1), Date.UTC(2027, 0, 31)];

  it('is past its review from the midnight in UTC that ends its last day', () => {
    expect(guide.texts.en).toMatchObject({ dueFrom: due, lapsesAt: lapse });
  });

  it.each([
    ['on its last day', due - 1, null, 'SHOWN', 'en', lapse],
    ['past it, in the days of grace', lapse - 1, null, 'SHOWN', 'en', lapse],
    ['in another language when its own has lapsed, and says so', lapse, 'en', 'SHOWN', 'es', lastLapse],
    ['in the reader’s language', due, 'es-MX', 'SHOWN', 'es', lapse],
    ['one millisecond before the last text lapses', lastLapse - 1, 'en', 'SHOWN', 'es', lastLapse],
    ['with a notice in its place from then on', lastLapse, 'en', 'UNDER_REVIEW', 'en', null],
    ['with a notice in the reader’s language', lastLapse + 900 * DAY_MS, 'es', 'UNDER_REVIEW', 'es', null],
  ] as const)('is there %s', (_, at, wanted, status, locale, until) => {
    expect(guideView(guide, wanted, at)).toMatchObject({ slug: 'guide', status, locale, until });
  });

  it('says nothing of its text once it has lapsed, and sends nobody away without words', () => {
    const view = guideView(guide, 'en', lastLapse);
    expect(view).toMatchObject({ title: 'English', partners: [], reviewBy: null, notice: { successor: null } });
    expect(view.sections).toEqual([{ slot: null, heading: 'English', body: view.notice!.text }]);
    expect(view.notice!.text).toContain('being reviewed');
  });
});

describe('a guide that is away', () => {
  const away = (change: Partial<GuideAway>) =>
    publicGuide(row([APPROVED_FIRST], { cause: 'RETIRED', notices: {}, successor: null, pointer: null, ...change }))!;

  it.each([
    ['tells what staff wrote', { notices: { en: 'Gone.', es: 'Ya no.' } }, 'es', 'es', 'Primera', 'Ya no.'],
    [
      'tells it in its default locale to everybody else',
      { notices: { en: 'Gone.', es: 'Ya no.' } },
      'fr',
      'en',
      'First',
      'Gone.',
    ],
  ] as const)('%s', (_, change, wanted, locale, title, words) => {
    expect(guideView(away(change), wanted, NOW)).toMatchObject({
      status: 'RETIRED',
      locale,
      title,
      notice: { text: words },
    });
  });

  it('names where to go', () => {
    const view = guideView(away({ successor: 'next' }), null, NOW);
    expect(view.notice).toMatchObject({ successor: 'next', text: expect.stringContaining('taken its place') });
    expect(guideView(away({ pointer: 'https://example.org/' }), null, NOW).notice!.pointer).toBe(
      'https://example.org/',
    );
  });

  it.each([null, 'en', 'es', 'fr'])('repeats nothing of what was taken down (%s)', (wanted) => {
    const view = guideView(away({ cause: 'TAKEN_DOWN' }), wanted, NOW);
    expect(view.status).toBe('TAKEN_DOWN');
    expect(JSON.stringify(view)).not.toMatch(/First|Primera/);
    expect(view.disclaimer).not.toBe('');
  });

  it('has the words of a takedown, also in a language in which it never was', () => {
    const view = guideView(away({ cause: 'TAKEN_DOWN', notices: { ja: '公開を終了しました' } }), 'ja', NOW);
    expect(view).toMatchObject({ locale: 'ja', notice: { text: '公開を終了しました' } });
  });

  it('stays away whatever its dates say', () => {
    expect(guideView(away({}), null, 0).status).toBe('RETIRED');
  });
});
