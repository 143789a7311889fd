import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { deriveWindow, type WindowIntent } from '../time/window-intent.js';
import { zoneNames } from '../time/zone.js';
import { ALWAYS, entryEdges, entryTimesRefusals, isEntryOn, type EntryPlace, type EntryTimes } from './entry-times.js';

const days = (start: string, end: string): WindowIntent => ({ mode: 'VIEWER_LOCAL', zone: null, start, end });
const WEEK = days('2027-09-10', '2027-09-16');
const inZone = (zone: string, intent = WEEK): EntryPlace => ({ window: deriveWindow(intent, zone), zone });
const times = (overrides: Partial<EntryTimes>): EntryTimes => ({ ...ALWAYS, ...overrides });
const at = (text: string) => Date.parse(text);

describe('an entry with times of its own', () => {
  it.each<[string, Partial<EntryTimes>, string, string, string]>([
    ['day 3 only', { days: [3] }, 'Europe/London', '2027-09-11T23:00:00Z', '2027-09-12T23:00:00Z'],
    ['day 1', { days: [1] }, 'Pacific/Kiritimati', '2027-09-09T10:00:00Z', '2027-09-10T10:00:00Z'],
    ['the last day', { days: [7] }, 'Pacific/Pago_Pago', '2027-09-16T11:00:00Z', '2027-09-17T11:00:00Z'],
    ['days 2 and 3', { days: [2, 3] }, 'UTC', '2027-09-11T00:00:00Z', '2027-09-13T00:00:00Z'],
    // 2027-09-10 is a Friday.
    ['Sundays', { weekdays: [7] }, 'UTC', '2027-09-12T00:00:00Z', '2027-09-13T00:00:00Z'],
    ['day 2, 9 to 17', hours([2], '09:00', '17:00'), 'Asia/Kathmandu', '2027-09-11T03:15:00Z', '2027-09-11T11:15:00Z'],
    ['day 3, 22 to 2', hours([3], '22:00', '02:00'), 'UTC', '2027-09-12T22:00:00Z', '2027-09-13T02:00:00Z'],
  ])('%s: %j in %s is shown from %s until %s', (_, overrides, zone, start, end) => {
    const [place, entry] = [inZone(zone), times(overrides)];
    for (const [instant, expected] of [
      [at(start) - 1, false],
      [at(start), true],
      [at(end) - 1, true],
      [at(end), false],
    ] as const)
      expect([instant, isEntryOn(entry, place, instant)]).toEqual([instant, expected]);
  });

  it('is never shown outside of the window, also where its hours reach over the last midnight', () => {
    const entry = times(hours([7], '22:00', '02:00'));
    const { window } = inZone('UTC');
    expect(isEntryOn(entry, inZone('UTC'), window.end! - 1)).toBe(true);
    expect(isEntryOn(entry, inZone('UTC'), window.end!)).toBe(false);
  });

  it('begins at the first instant of a day whose midnight does not exist, and of hours that are skipped', () => {
    const place = inZone('Africa/Cairo', days('2026-04-23', '2026-04-25'));
    const start = at('2026-04-23T22:00:00Z');
    expect(isEntryOn(times({ days: [2] }), place, start - 1)).toBe(false);
    expect(isEntryOn(times({ days: [2] }), place, start)).toBe(true);
    expect(entryEdges(times(hours([2], '00:30', '08:00')), place, start - DAY_MS, start + DAY_MS)).toEqual([
      start,
      at('2026-04-24T05:00:00Z'),
    ]);
  });

  it('does not flicker where the local date runs backwards', () => {
    // St John's fell back at 00:01 on 7 November: 02:30Z to 02:31Z was the 7th, then the 6th again until 03:30Z.
    const place = inZone('America/St_Johns', days('2010-11-05', '2010-11-08'));
    const seventh = times({ days: [3] });
    const shown = Array.from({ length: 180 }, (_, i) =>
      isEntryOn(seventh, place, at('2010-11-07T01:30Z') + i * MINUTE_MS),
    );
    expect(shown.indexOf(true)).toBe(60);
    expect(shown.lastIndexOf(false)).toBe(59);
  });

  it('counts a day that a zone skipped, and shows nothing on it', () => {
    const place = inZone('Pacific/Apia', days('2011-12-29', '2011-12-31'));
    expect(isEntryOn(times({ days: [1] }), place, at('2011-12-29T10:00:00Z'))).toBe(true);
    expect(entryEdges(times({ days: [2] }), place, place.window.start - 1, place.window.end! + 1)).toEqual([
      at('2011-12-30T10:00:00Z'),
    ]);
    expect(isEntryOn(times({ days: [2] }), place, at('2011-12-30T10:00:00Z'))).toBe(false);
    expect(isEntryOn(times({ days: [3] }), place, at('2011-12-30T10:00:00Z'))).toBe(true);
  });

  it('changes at its edges and nowhere else (property)', () => {
    const arbitraryTimes = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }),
      hours: fc.option(
        fc.record({
          from: fc.constantFrom('00:00', '02:30', '09:15', '23:30'),
          to: fc.constantFrom('01:00', '02:15', '12:00'),
        }),
      ),
    });
    const starts = fc.constantFrom('2026-03-27', '2026-10-23', '2026-10-30', '2026-04-03', '2027-09-03');
    fc.assert(
      fc.property(
        arbitraryTimes,
        fc.constantFrom(...zoneNames()),
        starts,
        fc.nat(9 * 24 * 60),
        (entry, zone, start, minute) => {
          const end = new Date(at(start) + 6 * DAY_MS).toISOString().slice(0, 10);
          const place = inZone(zone, days(start, end));
          const [from, until] = [place.window.start, place.window.end!];
          const edges = [from, ...entryEdges(entry, place, from, until), until];
          const instant = from + ((minute * MINUTE_MS) % (until - from));
          const index = edges.findLastIndex((edge) => edge <= instant);
          expect(isEntryOn(entry, place, instant)).toBe(isEntryOn(entry, place, edges[index]!));
          expect(isEntryOn(entry, place, edges[index + 1]! - 1)).toBe(isEntryOn(entry, place, edges[index]!));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[Partial<EntryTimes>, string[]]>([
    [{}, []],
    [{ days: [1, 366], weekdays: [1, 7], hours: { from: '00:00', to: '23:59' } }, []],
    [{ days: [0, 1.5, 367, -1] }, ['days', 'days', 'days', 'days']],
    [{ days: [2, 2] }, ['days']],
    [{ weekdays: [0, 8] }, ['weekdays', 'weekdays']],
    [{ weekdays: [1, 2, 3, 4, 5, 6, 7, 7] }, ['weekdays']],
    [{ hours: { from: '24:00', to: '9:00' } }, ['hours.from', 'hours.to']],
    [{ hours: { from: '09:00', to: '09:00' } }, ['hours.to']],
  ])('%j is refused at %j', (overrides, places) => {
    expect(entryTimesRefusals(times(overrides), ['at']).map(({ path }) => path.slice(1).join('.'))).toEqual(places);
  });

  it('is looked for over years in no time that matters, and beyond no calendar', () => {
    const place = { window: { start: at('2027-01-01T00:00Z'), end: null }, zone: 'UTC' };
    const year = entryEdges(
      times(hours([], '09:00', '17:00')),
      place,
      place.window.start,
      place.window.start + 365 * DAY_MS,
    );
    expect(year).toHaveLength(730);
    expect(year[1]! - year[0]!).toBe(8 * HOUR_MS);
  });
});

function hours(on: number[], from: string, to: string): Partial<EntryTimes> {
  return { days: on, hours: { from, to } };
}
