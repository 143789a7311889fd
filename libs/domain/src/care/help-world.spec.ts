import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../time/instant.js';
import { coverageOf, isOpen } from './coverage.js';
import { alarmsAt } from './helpline-alarm.js';
import { resolveHelp, type HelpRegistry } from './help.js';
import { channelsUnder, overrideRefusals, overridesAt, type HelpOverride } from './help-override.js';
import type { Helpline, HelplineChannel } from './helpline.js';
import { standingOf } from './standing.js';

const T = Date.UTC(2027, 2, 1, 12);
const REGIONS = ['GB', 'IE', 'US', 'SG'];
const channel = (changes: Partial<HelplineChannel> = {}): HelplineChannel => ({
  kind: 'PHONE',
  dialType: 'NATIONAL_SHORT',
  value: '1000',
  display: '1000',
  keywords: {},
  hours: { always: true },
  ...changes,
});
const line = (slug: string, changes: Partial<Helpline> = {}): Helpline => ({
  slug,
  operator: null,
  names: { en: slug },
  descriptions: {},
  regions: ['GB'],
  languages: ['en'],
  topics: [],
  channels: [channel()],
  evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2027-01-01', verifiedBy: 'test', method: 'SITE' },
  validFrom: null,
  validTo: null,
  ...changes,
});
const registry = (helplines: readonly Helpline[], overrides: readonly HelpOverride[] = []): HelpRegistry => ({
  helplines,
  overrides,
  emergency: [{ region: 'GB', texts: { en: 'Call 999.' }, verifiedOn: '2027-01-01' }],
});
const shown = (help: HelpRegistry, at = T, region: string | null = 'GB', subdivision: string | null = null) =>
  resolveHelp(help, region, 'en', at, { subdivision }).help.services.map(({ slug }) => slug);

describe('what a record is at an instant', () => {
  it.each<[string, Partial<Helpline>, number, string]>([
    ['fresh', {}, T, 'FRESH'],
    ['a draft', { status: 'DRAFT' }, T, 'DRAFT'],
    ['suspended', { status: 'SUSPENDED' }, T, 'SUSPENDED'],
    ['before its first day', { validFrom: '2027-03-02' }, T, 'NOT_YET'],
    ['on its last day', { validTo: '2027-03-01' }, Date.UTC(2027, 2, 2) - 1, 'FRESH'],
    ['after its last day', { validTo: '2027-03-01' }, Date.UTC(2027, 2, 2), 'ENDED'],
    ['in the last instant of its twelve months', {}, Date.UTC(2028, 0, 2) - 1, 'FRESH'],
    ['after them', {}, Date.UTC(2028, 0, 2), 'STALE'],
    ['after two years', {}, Date.UTC(2029, 0, 2), 'LAPSED'],
    ['to be checked sooner', { evidence: { ...line('x').evidence, nextCheckBy: '2027-02-28' } }, T, 'STALE'],
    ['superseded by one that has begun', { supersededBy: 'next' }, Date.UTC(2027, 2, 2), 'SUPERSEDED'],
    ['superseded by one that has not', { supersededBy: 'next' }, T, 'FRESH'],
  ])('%s', (_, changes, at, expected) => {
    const one = line('one', changes);
    expect(standingOf(registry([one, line('next', { validFrom: '2027-03-02' })]), one, at)).toBe(expected);
  });
});

describe('who is shown', () => {
  it('is a pair together, or neither of them', () => {
    const pair = (status: Helpline['status']) =>
      registry([line('adults', { pairGroup: 'p' }), line('other'), line('youth', { pairGroup: 'p', status })]);
    expect(shown(pair('VERIFIED'))).toEqual(['adults', 'youth', 'other']);
    expect(shown(pair('SUSPENDED'))).toEqual(['other']);
  });

  it('is a part of a country to viewers of that part only', () => {
    const help = registry([line('wales', { subdivisions: ['GB-WLS'] }), line('all')]);
    expect([shown(help), shown(help, T, 'GB', 'GB-WLS'), shown(help, T, 'GB', 'GB-SCT')]).toEqual([
      ['all'],
      ['wales', 'all'],
      ['all'],
    ]);
  });
});

describe('an override', () => {
  const down = (changes: Partial<HelpOverride> = {}): HelpOverride => ({
    id: 'o',
    regions: ['US'],
    helpline: '988',
    channel: '988',
    replacement: channel({ dialType: 'E164', value: '+18002738255', display: '1-800-273-8255' }),
    message: {},
    window: { start: T, end: T + HOUR_MS },
    ...changes,
  });
  const us = line('988', {
    regions: ['US', 'PR'],
    channels: [channel({ value: '988', display: '988', country: 'US' })],
  });
  const displays = (overrides: HelpOverride[], at: number, region = 'US') =>
    resolveHelp(registry([us], overrides), region, 'en', at).help.services.flatMap(({ channels }) =>
      channels.map(({ display }) => display),
    );

  it('holds from its first instant until its end, in its regions, and is undone by time itself', () => {
    expect([T - 1, T, T + HOUR_MS - 1, T + HOUR_MS].map((at) => displays([down()], at)[0])).toEqual([
      '988',
      '1-800-273-8255',
      '1-800-273-8255',
      '988',
    ]);
    expect(resolveHelp(registry([us], [down()]), 'US', 'en', T - 1).until).toBe(T);
    expect(resolveHelp(registry([us], [down()]), 'US', 'en', T).until).toBe(T + HOUR_MS);
    expect(overridesAt([down()], 'GB', T)).toEqual([]);
  });

  it('says a message to everybody of its regions, also where it takes channels away', () => {
    const told = down({ replacement: null, message: { en: 'It does not answer.' } });
    const { help } = resolveHelp(registry([us], [told]), 'US', 'en', T);
    expect(help.notices).toEqual([{ text: 'It does not answer.', until: T + HOUR_MS }]);
    expect([help.services, help.resolution]).toEqual([[], 'DIRECTORY']);
    expect(channelsUnder(us, [told])).toEqual([]);
  });

  it.each<[string, Partial<HelpOverride>, string[]]>([
    ['as it is', {}, []],
    ['for longer than three days', { window: { start: T, end: T + 72 * HOUR_MS + 1 } }, ['until']],
    ['without an end', { window: { start: T, end: null } }, ['until']],
    ['of a channel that is none', { channel: '989' }, ['channel']],
    ['in another country', { regions: ['GB'] }, ['regions', 'value']],
    ['that says and shows nothing', { replacement: null }, ['message']],
  ])('%s', (_, changes, places) => {
    const { id: _id, ...asked } = down(changes);
    expect(overrideRefusals(asked, us, T, []).map(({ path }) => path.at(-1))).toEqual(places);
  });
});

it('raises the most urgent alarm of each due date', () => {
  const due = (days: number, changes: Partial<Helpline> = {}) =>
    alarmsAt(registry([line('one', changes)]), Date.UTC(2028, 0, 1) - days * DAY_MS).map(
      ({ cause, dueOn, leadDays }) => `${cause} ${dueOn} ${leadDays}`,
    );
  expect([31, 30, 8, 7, 1, 0, -3].map((days) => due(days))).toEqual([
    [],
    ['CHECK 2028-01-01 30'],
    ['CHECK 2028-01-01 30'],
    ['CHECK 2028-01-01 7'],
    ['CHECK 2028-01-01 7'],
    ['CHECK 2028-01-01 0'],
    ['CHECK 2028-01-01 0'],
  ]);
  expect(due(40, { validTo: '2027-12-01' })).toEqual(['END 2027-12-01 30']);
});

/** Helplines of all kinds, a few overrides, any instant of four years. */
const WORLD = fc.record({
  helplines: fc.array(
    fc.record({
      regions: fc.uniqueArray(fc.constantFrom(...REGIONS), { minLength: 1, maxLength: 3 }),
      languages: fc.uniqueArray(fc.constantFrom('en', 'es', 'zh', 'ms'), { minLength: 1 }),
      status: fc.constantFrom('VERIFIED', 'VERIFIED', 'SUSPENDED', 'DRAFT', 'RETIRED'),
      pair: fc.constantFrom(undefined, undefined, 'p', 'q'),
      verified: fc.constantFrom('2025-06-01', '2026-12-01', '2027-03-01'),
      validTo: fc.constantFrom(null, null, '2027-03-01', '2027-06-30'),
      successor: fc.constantFrom(undefined, undefined, 'line-0', 'line-1'),
      country: fc.constantFrom(undefined, undefined, 'GB', 'SG'),
    }),
    { maxLength: 8 },
  ),
  overrides: fc.array(
    fc.record({
      line: fc.nat({ max: 7 }),
      region: fc.constantFrom(...REGIONS),
      isReplaced: fc.boolean(),
      start: fc.integer({ min: -5, max: 5 }),
    }),
    { maxLength: 3 },
  ),
  region: fc.constantFrom(null, 'FR', ...REGIONS),
  locale: fc.constantFrom(null, 'en-GB', 'es-US', 'zh-Hant', 'fr'),
  hours: fc.integer({ min: -10_000, max: 25_000 }),
});

function worldOf({
  helplines,
  overrides,
}: {
  helplines: readonly object[];
  overrides: readonly object[];
}): HelpRegistry {
  type Facts = Pick<Helpline, 'regions' | 'languages' | 'validTo'> & { verified: string } & Partial<
      Record<'country' | 'pair' | 'successor', string>
    > & { status: NonNullable<Helpline['status']> };
  return registry(
    (helplines as Facts[]).map((facts, i) => {
      const { regions, languages, country } = facts;
      const isCountry = country !== undefined && regions.includes(country);
      // The number names its own place, so that the test can tell whose it is.
      const value = isCountry ? country : regions.join('');
      return line(`line-${i}`, {
        regions,
        languages,
        status: facts.status,
        validTo: facts.validTo,
        channels: [channel({ value, display: value, ...(isCountry ? { country } : {}) })],
        evidence: { ...line('x').evidence, verifiedOn: facts.verified },
        ...(facts.pair === undefined ? {} : { pairGroup: facts.pair }),
        ...(facts.successor === undefined ? {} : { supersededBy: facts.successor }),
      });
    }),
    (overrides as { line: number; region: string; isReplaced: boolean; start: number }[]).map((one, i) => ({
      id: `o-${i}`,
      regions: [one.region],
      helpline: `line-${one.line}`,
      channel: null,
      replacement: one.isReplaced ? channel({ value: one.region, display: one.region, country: one.region }) : null,
      message: { en: 'Down.' },
      window: { start: T + one.start * HOUR_MS, end: T + (one.start + 2) * HOUR_MS },
    })),
  );
}

describe('in any world', () => {
  it('help is never empty, no number crosses a border, and nothing changes before the answer says so', () => {
    fc.assert(
      fc.property(WORLD, ({ region, locale, hours, ...facts }) => {
        const held = worldOf(facts);
        const at = T + hours * HOUR_MS;
        const { help, until } = resolveHelp(held, region, locale, at);
        expect([help.emergency, help.directory].every((text) => text.length > 0)).toBe(true);
        const foreign = help.services.flatMap(({ channels }) =>
          channels.filter(({ display }) => !display.includes(region ?? '?')),
        );
        expect(foreign).toEqual([]);
        if (until !== null) {
          expect(until).toBeGreaterThan(at);
          const last = resolveHelp(held, region, locale, until - 1).help;
          expect(last.services.map(({ slug, channels }) => [slug, channels])).toEqual(
            help.services.map(({ slug, channels }) => [slug, channels]),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('where the gate finds no gap, somebody answers at every instant of the window', () => {
    fc.assert(
      fc.property(WORLD, fc.integer({ min: 0, max: 100 }), ({ region, hours, helplines }, part) => {
        const held = worldOf({ helplines, overrides: [] });
        const window = { start: T + hours * HOUR_MS, end: T + (hours + 500) * HOUR_MS };
        const asked = {
          help: held,
          regions: [region ?? 'GB'],
          locales: ['en'],
          shownLocales: [],
          topics: [],
          waivers: [],
        };
        if (coverageOf({ ...asked, window }).some(({ gaps }) => gaps.some(isOpen))) return;
        const at = Math.min(window.end - 1, window.start + part * 5 * HOUR_MS);
        expect(resolveHelp(held, region ?? 'GB', 'en', at).help.resolution).toBe('EXACT');
      }),
      { numRuns: 500 },
    );
  });
});
