import fc from 'fast-check';
import { audienceMismatch, audiencesMeet, EVERYBODY, versionAtLeast, type Audience } from './audience.js';
import type { Viewer } from '../time/viewer.js';

const viewer = (overrides: Partial<Viewer> = {}): Viewer => ({
  region: 'GB',
  locale: 'en-GB',
  zone: 'Europe/London',
  zoneIsKnown: true,
  platform: 'IOS',
  appVersion: '12.4',
  ...overrides,
});
const audience = (overrides: Partial<Audience> = {}): Audience => ({ ...EVERYBODY, ...overrides });

describe('an audience', () => {
  it.each([
    ['everybody', {}, {}, null],
    ['their region', { regions: ['IE', 'GB'] }, {}, null],
    ['another region', { regions: ['IE'] }, {}, 'REGION'],
    ['a region, and theirs is unknown', { regions: ['GB'] }, { region: null }, 'REGION'],
    ['their language', { locales: ['en'] }, {}, null],
    ['another variant of their language', { locales: ['en-US'] }, {}, 'LOCALE'],
    ['a language, and theirs is unknown', { locales: ['en'] }, { locale: null }, 'LOCALE'],
    ['their platform', { platforms: ['IOS'] }, {}, null],
    ['another platform', { platforms: ['WEB'] }, {}, 'PLATFORM'],
    ['their version', { appVersionMin: '12.4.0' }, {}, null],
    ['a newer version', { appVersionMin: '12.10' }, {}, 'APP_VERSION'],
    ['a version, and theirs is unknown', { appVersionMin: '1' }, { appVersion: null }, 'APP_VERSION'],
    ['a version, and theirs is no version', { appVersionMin: '1' }, { appVersion: 'beta' }, 'APP_VERSION'],
  ] as const)('that is %s: %j for %j is %j', (_, plan, who, expected) => {
    expect(audienceMismatch(audience(plan), viewer(who))).toBe(expected);
  });

  it.each([
    ['12.10', '12.9', true],
    ['12', '12.0.0', true],
    ['11.9.9', '12', false],
    ['12.4-beta', '12', false],
  ])('version %s is at least %s: %s', (version, min, expected) => {
    expect(versionAtLeast(version, min)).toBe(expected);
  });

  it('meets another whenever some viewer is meant by both (property)', () => {
    const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
    const any = fc.record({
      regions: some('GB', 'IE', 'US'),
      locales: some('en', 'es', 'en-GB'),
      platforms: some('IOS' as const, 'WEB' as const),
      appVersionMin: fc.constantFrom(null, '2'),
    });
    const who = fc.record({
      region: fc.constantFrom('GB', 'IE', 'US', null),
      locale: fc.constantFrom('en', 'en-GB', 'es-MX', null),
      platform: fc.constantFrom('IOS' as const, 'WEB' as const, null),
      appVersion: fc.constantFrom('1', '3', null),
    });
    fc.assert(
      fc.property(any, any, who, (a, b, clues) => {
        const one = viewer(clues);
        if (audienceMismatch(a, one) === null && audienceMismatch(b, one) === null)
          expect(audiencesMeet(a, b)).toBe(true);
        expect(audiencesMeet(a, b)).toBe(audiencesMeet(b, a));
      }),
      { numRuns: 1_000 },
    );
  });
});
