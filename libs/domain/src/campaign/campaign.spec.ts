import { audienceRefusals, AUDIENCE_PARTS_MAX, EVERYBODY } from './audience.js';
import { campaignRefusals, slugRefusals, type CampaignPlan } from './campaign.js';
import { TIERS, tierRank } from './tier.js';

const PLAN: CampaignPlan = {
  slug: 'well-being-week',
  surface: 'discover',
  tier: 'PROGRAMME',
  audience: EVERYBODY,
  embargoed: false,
  defaultLocale: 'en',
  texts: { en: { title: 'Well-being week', summary: null }, 'pt-BR': { title: 'Semana', summary: 'Uma semana' } },
};
const text = (title: string, summary: string | null = null) => ({ title, summary });

describe('a campaign', () => {
  it('is refused for nothing when everything is in order', () => {
    expect(campaignRefusals(PLAN, ['input'])).toEqual([]);
  });

  it.each([
    ['a slug that is none', { slug: 'Well being' }, 'slug'],
    ['a tier that is none', { tier: 'TOP' as 'CRISIS' }, 'tier'],
    ['no title in the default locale', { defaultLocale: 'es' }, 'defaultLocale'],
    ['no title at all', { texts: {} }, 'defaultLocale'],
    ['an empty title', { texts: { en: text(' ') } }, 'texts.en.title'],
    ['a title that is too long', { texts: { en: text('x'.repeat(201)) } }, 'texts.en.title'],
    ['a summary that is too long', { texts: { en: text('x', 'x'.repeat(1_001)) } }, 'texts.en.summary'],
    ['a title with hidden characters', { texts: { en: text('a\u0000b') } }, 'texts.en.title'],
    ['a locale that is none', { texts: { ...PLAN.texts, 'en_GB!': text('x') } }, 'texts.en_GB!'],
    ['a locale in other letters', { texts: { ...PLAN.texts, 'pt-br': text('x') } }, 'texts.pt-br'],
    [
      'more locales than there may be',
      { texts: Object.fromEntries([...Array(51).keys()].map((n) => [n === 0 ? 'en' : `en-x-a${n}`, text('x')])) },
      'texts',
    ],
  ])('is refused for %s', (_, change, path) => {
    const refusals = campaignRefusals({ ...PLAN, ...change }, ['input']);
    expect(refusals.map((refusal) => [refusal.code, refusal.path.join('.')])).toEqual([
      ['INVALID_VALUE', `input.${path}`],
    ]);
  });

  it('is refused for all reasons at once', () => {
    const audience = { ...EVERYBODY, regions: ['gb', 'United Kingdom'] };
    const refusals = campaignRefusals({ ...PLAN, slug: '', audience, texts: { en: text('') } }, []);
    expect(refusals.map((refusal) => refusal.path.join('.'))).toEqual([
      'slug',
      'audience.regions',
      'audience.regions',
      'texts.en.title',
    ]);
  });
});

describe('a slug', () => {
  it.each(['a', '2021', 'well-being-week', 'x'.repeat(80)])('may be %s', (slug) => {
    expect(slugRefusals(slug, [])).toEqual([]);
  });

  it.each(['', '-a', 'a-', 'a--b', 'A', 'ä', 'a_b', 'a/b', 'x'.repeat(81)])('may not be %j', (slug) => {
    expect(slugRefusals(slug, ['slug'])).toMatchObject([{ code: 'INVALID_VALUE', path: ['slug'] }]);
  });
});

describe('an audience', () => {
  it.each([
    ['a region in small letters', { regions: ['gb'] }, ['regions']],
    ['a language that no slot can tell from another', { locales: ['abcdefgh'] }, ['locales']],
    ['a locale that is none', { locales: ['english!'] }, ['locales']],
    ['a locale that is too long', { locales: [`en-x-${'a1-'.repeat(20)}a`] }, ['locales']],
    ['a platform that is none', { platforms: ['TV' as 'WEB'] }, ['platforms']],
    ['a version that is none', { appVersionMin: '12.4-beta' }, ['appVersionMin']],
    ['more regions than there are', { regions: Array(AUDIENCE_PARTS_MAX + 1).fill('gb') as string[] }, ['regions']],
    [
      'all of these at once',
      { regions: ['1'], locales: ['_'], platforms: ['' as 'WEB'], appVersionMin: '' },
      ['regions', 'locales', 'platforms', 'appVersionMin'],
    ],
  ])('is refused for %s', (_, change, parts) => {
    expect(audienceRefusals({ ...EVERYBODY, ...change }, []).map((refusal) => refusal.path.join('.'))).toEqual(parts);
  });

  it('may be of any region, language and version', () => {
    const audience = { regions: ['GB', 'SG'], locales: ['en', 'pt-BR', 'zh-Hant-TW', 'fil'], appVersionMin: '12.4.1' };
    expect(audienceRefusals({ ...audience, platforms: ['IOS', 'ANDROID', 'WEB'] }, [])).toEqual([]);
  });
});

describe('tiers', () => {
  it('are named from the highest to the lowest', () => {
    expect(TIERS.map(tierRank)).toEqual([0, 1, 2, 3]);
    expect(TIERS).toEqual(['CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN']);
  });
});
