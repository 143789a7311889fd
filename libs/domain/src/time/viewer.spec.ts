import fc from 'fast-check';
import { resolveViewer } from './viewer.js';

const AT = Date.UTC(2026, 8, 9, 20);

describe('the viewer behind the clues', () => {
  it.each([
    [
      'the zone as sent',
      { timeZone: 'America/New_York', region: 'GB', localDate: '2026-09-10' },
      'America/New_York',
      true,
    ],
    ['an old name of a zone', { timeZone: 'US/Pacific' }, 'America/Los_Angeles', true],
    ['an offset from a phone', { timeZone: '+05:30' }, '+05:30', true],
    ['the region’s only zone for an unknown one', { timeZone: 'Mars/Olympus', region: 'SG' }, 'Asia/Singapore', true],
    ['the region’s only zone', { region: 'gb' }, 'Europe/London', true],
    ['UTC in a region of several zones', { region: 'US' }, 'UTC', true],
    ['UTC when nothing is known', {}, 'UTC', true],
    ['a zone of the region that shares the date', { region: 'NZ', localDate: '2026-09-10' }, 'Pacific/Chatham', false],
    ['the first zone on Earth that shares the date', { localDate: '2026-09-10' }, '+14:00', false],
    ['a date that is yesterday’s in most of the world', { localDate: '2026-09-09' }, '+03:45', false],
  ])('has %s', (_, clues, zone, known) => {
    const viewer = resolveViewer(clues, AT);
    expect([viewer.zone, viewer.zoneIsKnown]).toEqual([zone, known]);
  });

  it('is never an error, whatever a phone sends', () => {
    fc.assert(
      fc.property(
        fc.record({
          region: fc.string(),
          locale: fc.string(),
          timeZone: fc.string(),
          localDate: fc.string(),
          appVersion: fc.string(),
        }),
        (clues) => {
          expect(resolveViewer(clues, AT).zone).toEqual(expect.any(String));
        },
      ),
      { numRuns: 500 },
    );
  });
});
