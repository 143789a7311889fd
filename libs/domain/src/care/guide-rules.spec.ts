import { guideRefusals } from './guide-rules.js';
import type { Guide, GuideLocalization } from './guide.js';

const TEXT: GuideLocalization = {
  title: 'A guide',
  disclaimer: 'For information only.',
  sections: [{ heading: 'Ask', body: 'Ask.' }],
  reviewedOn: '2026-11-01',
  reviewBy: '2027-11-01',
};
const GUIDE: Guide = {
  slug: 'a-guide',
  audience: 'GENERAL',
  defaultLocale: 'en',
  partners: [],
  localizations: { en: TEXT },
};
const paths = (guide: Guide) => guideRefusals(guide, []).map((refusal) => refusal.path.join('.'));

describe('a guide', () => {
  it('is accepted when whole', () => {
    expect(paths(GUIDE)).toEqual([]);
  });

  it.each([
    ['without its information-only notice', { disclaimer: ' ' }, 'localizations.en.disclaimer'],
    ['without a section', { sections: [] }, 'localizations.en.sections'],
    ['with markup in it', { title: '<script>' }, 'localizations.en.title'],
    ['to be reviewed before it was', { reviewBy: '2026-10-01' }, 'localizations.en.reviewBy'],
    ['reviewed on no day', { reviewedOn: '2026-02-30', reviewBy: '2027-01-01' }, 'localizations.en.reviewedOn'],
  ])('is refused %s', (_, text, path) => {
    expect(paths({ ...GUIDE, localizations: { en: { ...TEXT, ...text } } })).toEqual([path]);
  });

  it('is refused without its default locale', () => {
    expect(paths({ ...GUIDE, defaultLocale: 'fr' })).toEqual(['defaultLocale']);
  });
});
