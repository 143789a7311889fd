import fc from 'fast-check';
import { audiencesMeet, EVERYBODY, type Audience } from './audience.js';
import { audienceRanges, slotsCollide, type CodeRange, type Slot } from './slot.js';
import { deriveWindow, type WindowIntent } from '../time/window-intent.js';
import { overlaps } from '../time/instant.js';

const meet = (a: readonly CodeRange[], b: readonly CodeRange[]) =>
  a.some(([from, to]) => b.some(([other, end]) => from < end && other < to));

describe('an audience as numbers', () => {
  it.each([
    ['everybody is every number', EVERYBODY, [[0, 1_000_000]]],
    ['a region is one number', { ...EVERYBODY, regions: ['AB'] }, [[29, 30]]],
    ['a region that is named twice is one number', { ...EVERYBODY, regions: ['AB', 'AB'] }, [[29, 30]]],
    [
      'regions are in the order of their numbers, as PostgreSQL keeps them',
      { ...EVERYBODY, regions: ['AC', 'AB'] },
      [
        [29, 30],
        [30, 31],
      ],
    ],
  ] as const)('%s', (_, audience, regions) => {
    expect(audienceRanges(audience).regions).toEqual(regions);
  });

  it('has a number of its own for each region and each language, all within those of everybody', () => {
    const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
    const two = letters.flatMap((a) => letters.map((b) => a + b));
    const codes = [...two, ...two.flatMap((code) => letters.map((letter) => code + letter))];
    const numbers = audienceRanges({ ...EVERYBODY, locales: codes }).languages.map(([from]) => from);
    expect(new Set(numbers).size).toBe(codes.length);
    expect(Math.max(...numbers)).toBeLessThan(1_000_000);
  });

  it('overlaps another exactly when some viewer could be meant by both (property)', () => {
    const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 });
    const audience: fc.Arbitrary<Audience> = fc.record({
      regions: some('GB', 'IE', 'US', 'SG'),
      locales: some('en', 'en-GB', 'es', 'es-MX', 'fil'),
      platforms: some('IOS' as const, 'ANDROID' as const, 'WEB' as const),
      appVersionMin: fc.constantFrom(null, '12.4'),
    });
    fc.assert(
      fc.property(audience, audience, (a, b) => {
        const [x, y] = [audienceRanges(a), audienceRanges(b)];
        const overlap = meet(x.regions, y.regions) && meet(x.languages, y.languages) && meet(x.platforms, y.platforms);
        expect(overlap).toBe(audiencesMeet(a, b));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('two slots', () => {
  const days = fc
    .tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 5 }))
    .map(([first, length]) => ({ start: date(first), end: date(Math.min(28, first + length)) }));
  const date = (day: number) => `2027-09-${String(day).padStart(2, '0')}`;
  const zones = ['Pacific/Kiritimati', 'Asia/Kathmandu', 'Europe/London', 'America/New_York', 'Etc/GMT+12'];
  const intent: fc.Arbitrary<WindowIntent> = fc.oneof(
    days.map((window) => ({ mode: 'VIEWER_LOCAL' as const, zone: null, ...window })),
    fc
      .tuple(days, fc.constantFrom(...zones.slice(0, 4)))
      .map(([window, zone]) => ({ mode: 'ZONED' as const, zone, ...window })),
  );
  const slot = (at: WindowIntent): Slot => ({
    surface: 'discover',
    tier: 'PROGRAMME',
    audience: EVERYBODY,
    intent: at,
  });

  it('that do not collide are never on air for one viewer at once, wherever the viewer is (property)', () => {
    fc.assert(
      fc.property(intent, intent, fc.constantFrom(...zones), (a, b, zone) => {
        fc.pre(!slotsCollide(slot(a), slot(b)));
        expect(overlaps(deriveWindow(a, zone), deriveWindow(b, zone))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('on viewers’ own clocks collide exactly when they overlap for a viewer somewhere (property)', () => {
    const local = days.map((window) => slot({ mode: 'VIEWER_LOCAL', zone: null, ...window }));
    fc.assert(
      fc.property(local, local, (a, b) => {
        const somewhere = zones.some((zone) => overlaps(deriveWindow(a.intent, zone), deriveWindow(b.intent, zone)));
        expect(slotsCollide(a, b)).toBe(somewhere);
      }),
      { numRuns: 300 },
    );
  });
});
