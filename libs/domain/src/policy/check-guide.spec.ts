import type { GuideDocument, GuideText } from '../care/guide.js';
import type { Helpline } from '../care/helpline.js';
import { checkGuide } from './check-guide.js';
import { blocks, NOBODY } from './check-document.js';
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

  it('finds every number to call, since none is answered wherever the guide is read', () => {
    const line: Helpline = {
      slug: 'line',
      operator: null,
      names: { en: 'Line' },
      descriptions: {},
      languages: ['en'],
      regions: ['GB'],
      topics: [],
      channels: [
        {
          kind: 'PHONE',
          dialType: 'NATIONAL_SHORT',
          value: '116123',
          display: '116 123',
          keywords: {},
          hours: { always: true },
        },
      ],
      evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2026-11-01', verifiedBy: 'test', method: 'SITE' },
      validFrom: null,
      validTo: null,
    };
    const registry = { helplines: [line, { ...line, slug: 'other', regions: ['SG'], channels: [] }], emergency: [] };
    const by = { ...NOBODY, numbers: { registry, at: Date.UTC(2026, 10, 23) } };
    const en = text({ sections: [{ slot: 'EMERGENCY', heading: 'Now', body: 'Call 116 123.' }] });
    const { findings } = checkGuide(guide(en, { topics: ['help_seeking'] }), POLICY_PACKS, by);
    expect(findings).toMatchObject([
      { rule: 'help.numbermatch', severity: 'BLOCK', path: ['localizations', 'en', 'sections', '0', 'body'] },
    ]);
  });

  it('says of a language without a pack that it is unchecked', () => {
    const ja = text({ title: 'こんにちは' });
    const { unchecked } = checkGuide(guide(text(), { localizations: { ja } }), POLICY_PACKS);
    expect(unchecked).toEqual(['ja']);
  });
});
