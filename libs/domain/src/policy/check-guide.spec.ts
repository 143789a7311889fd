import type { GuideDocument, GuideText } from '../care/guide.js';
import { checkGuide } from './check-guide.js';
import { blocks } from './check-document.js';
import { POLICY_PACKS } from './packs/index.js';

const BAD = 'I was down to 38 kg';
const text = (overrides: Partial<GuideText> = {}): GuideText => ({
  title: 'A guide',
  disclaimer: 'For information only.',
  sections: [{ slot: 'EMERGENCY', heading: 'Now', body: 'Contact the emergency services.' }],
  reviewedOn: '2026-11-01',
  reviewBy: '2027-11-01',
  ...overrides,
});
const guide = (en: GuideText, overrides: Partial<GuideDocument> = {}): GuideDocument => ({
  audience: 'GENERAL',
  topics: ['eating_disorder'],
  partners: ['iasp'],
  defaultLocale: 'en',
  localizations: { en },
  ...overrides,
});
const rules = (of: GuideDocument) => checkGuide(of, POLICY_PACKS).findings.map(({ rule }) => rule);

describe('the check of a guide', () => {
  it('reads every text of it', () => {
    const bad = text({ title: BAD, disclaimer: BAD, sections: [{ slot: 'EMERGENCY', heading: BAD, body: BAD }] });
    const places = checkGuide(guide(bad), POLICY_PACKS)
      .findings.filter(({ rule }) => rule === 'ed.weight')
      .map(({ path }) => path.slice(2).join('.'));
    expect(places).toEqual(['title', 'disclaimer', 'sections.0.heading', 'sections.0.body']);
  });

  it.each([
    ['disc.information', text({ disclaimer: ' ' })],
    ['help.emergency', text({ sections: [] })],
    ['help.emergency', text({ sections: [{ slot: 'EMERGENCY', heading: 'Now', body: ' ' }] })],
  ])('finds %s, which nobody lets pass', (rule, en) => {
    const found = checkGuide(guide(en), POLICY_PACKS).findings.filter((one) => one.rule === rule);
    expect(found).toMatchObject([{ severity: 'HARD', locale: 'en' }]);
  });

  it('asks of a sensitive one what only a person answers, and of another nothing', () => {
    expect(rules(guide(text()))).toEqual(expect.arrayContaining(['hope.present', 'lang.cause', 'celebrity.recent']));
    expect(rules(guide(text(), { topics: ['help_seeking'] }))).toEqual([]);
  });

  it('finds a subject that its topics do not name, so that nobody goes round the second person', () => {
    const en = text({ title: 'When a friend speaks of suicide' });
    const found = checkGuide(guide(en, { topics: ['help_seeking'] }), POLICY_PACKS).findings.filter(blocks);
    expect(found.map(({ rule }) => rule)).toContain('meta.subject');
  });

  it('says of a language without a pack that it is unchecked', () => {
    const ja = text({ title: 'こんにちは' });
    const { unchecked } = checkGuide(guide(text(), { localizations: { ja } }), POLICY_PACKS);
    expect(unchecked).toEqual(['ja']);
  });
});
