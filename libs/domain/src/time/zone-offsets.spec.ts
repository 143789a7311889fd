import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './instant.js';
import { wallEnd } from './window-intent.js';
import { offsetMsAt, offsetStretches, wallMsInstant } from './zone-offsets.js';
import { zoneNames } from './zone.js';

const ZONES = [...zoneNames(), '+05:30', '-09:45', '+14:00', '-12:00'];
const CHANGES_A_ZONE = 4;
const at = (text: string) => Date.parse(text);

/** The rule by Temporal alone: the first instant that shows this time, else the end of the gap. */
function byTemporal(wall: number, zone: string): number {
  const shown = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  const earlier = shown.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const isSkipped = !earlier.toPlainDateTime().equals(shown);
  return (isSkipped ? earlier.getTimeZoneTransition('next')! : earlier).epochMilliseconds;
}

function changes(zone: string, from: number): number[] {
  const found: number[] = [];
  let clock: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  while (found.length < CHANGES_A_ZONE && (clock = clock.getTimeZoneTransition('next')) !== null)
    found.push(clock.epochMilliseconds);
  return found;
}

describe('a wall clock by arithmetic', () => {
  it('agrees with Temporal in every zone around its clock changes, and far from them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2000, max: 2060 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: -185, max: 185 }),
        (year, part, minutes) => {
          const wrong = ZONES.filter((_, index) => index % 7 === part).flatMap((zone) =>
            [...changes(zone, Date.UTC(year, 0)), Date.UTC(year, 5, 15, 12)].flatMap((change) => {
              const wall = change + offsetMsAt(zone, change) + minutes * MINUTE_MS;
              const offset = Temporal.Instant.fromEpochMilliseconds(change - 1).toZonedDateTimeISO(zone);
              return wallMsInstant(wall, zone) === byTemporal(wall, zone) &&
                offsetMsAt(zone, change - 1) === offset.offsetNanoseconds / 1_000_000
                ? []
                : [[zone, new Date(wall).toISOString(), wallMsInstant(wall, zone), byTemporal(wall, zone)]];
            }),
          );
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('agrees with Temporal on where a day begins, also a day that a zone skipped', () => {
    for (const [zone, date] of [
      ['Pacific/Apia', '2011-12-30'],
      ['Pacific/Apia', '2011-12-31'],
      ['Africa/Cairo', '2026-04-24'],
      ['America/Havana', '2026-11-01'],
      ['America/St_Johns', '2010-11-07'],
      ['Europe/London', '2026-01-01'],
    ] as const)
      expect(wallMsInstant(wallEnd(date, 'START'), zone)).toBe(
        Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds,
      );
  });

  it('refuses a zone, a day and an hour that there are not', () => {
    for (const [value, zone] of [
      ['2026-09-10', 'Not/AZone'],
      ['2026-02-30', 'UTC'],
      ['2026-13-01', 'UTC'],
      ['2026-09-10T24:00', 'UTC'],
      ['rubbish', 'UTC'],
    ] as const)
      expect(() => wallMsInstant(wallEnd(value, 'START'), zone)).toThrow(RangeError);
  });

  it('tells the stretches that meet a time, the one before it included', () => {
    const stretches = offsetStretches('Europe/London', at('2026-02-01T00:00Z'), at('2026-11-01T00:00Z'));
    expect(stretches.map(({ from, offsetMs }) => [new Date(from).toISOString().slice(0, 13), offsetMs])).toEqual([
      ['2026-01-01T00', 0],
      ['2026-03-29T01', HOUR_MS],
      ['2026-10-25T01', 0],
    ]);
    expect(offsetStretches('UTC', at('2026-02-01T00:00Z'), at('2026-02-01T00:00Z') + DAY_MS)).toHaveLength(1);
  });
});
