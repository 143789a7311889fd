import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { contains, HOUR_MS, MINUTE_MS } from './instant.js';
import { deriveWindow, earthWindow, intentRefusals, wallWindow, type WindowIntent } from './window-intent.js';

const days = (start: string, end: string): WindowIntent => ({ mode: 'VIEWER_LOCAL', zone: null, start, end });
const zoned = (zone: string, start: string, end: string | null): WindowIntent => ({ mode: 'ZONED', zone, start, end });
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().replace(/:00\.000Z$/, 'Z'));

describe('a window of wall dates falls in a zone', () => {
  // The vectors of the domain's reference: first midnights that do not exist, that come twice, days of 22 to 25 hours.
  it.each([
    ['Africa/Cairo', '2010-09-10', '2010-09-16', '2010-09-09T22:00Z', '2010-09-16T21:00Z', 167],
    ['Asia/Jerusalem', '2010-09-10', '2010-09-16', '2010-09-09T21:00Z', '2010-09-16T22:00Z', 169],
    ['America/Santiago', '2022-09-10', '2022-09-16', '2022-09-10T04:00Z', '2022-09-17T03:00Z', 167],
    ['Pacific/Kiritimati', '2021-09-10', '2021-09-16', '2021-09-09T10:00Z', '2021-09-16T10:00Z', 168],
    ['Pacific/Pago_Pago', '2021-09-10', '2021-09-16', '2021-09-10T11:00Z', '2021-09-17T11:00Z', 168],
    ['Etc/GMT+12', '2021-09-10', '2021-09-16', '2021-09-10T12:00Z', '2021-09-17T12:00Z', 168],
    ['Asia/Singapore', '2021-09-10', '2021-09-16', '2021-09-09T16:00Z', '2021-09-16T16:00Z', 168],
    ['Europe/London', '2021-09-10', '2021-09-16', '2021-09-09T23:00Z', '2021-09-16T23:00Z', 168],
    ['Asia/Kathmandu', '2021-09-10', '2021-09-16', '2021-09-09T18:15Z', '2021-09-16T18:15Z', 168],
    ['Pacific/Chatham', '2021-09-10', '2021-09-16', '2021-09-09T11:15Z', '2021-09-16T11:15Z', 168],
    ['Pacific/Apia', '2011-12-28', '2011-12-31', '2011-12-28T10:00Z', '2011-12-31T10:00Z', 72],
    ['Pacific/Apia', '2011-12-30', '2011-12-30', '2011-12-30T10:00Z', '2011-12-30T10:00Z', 0],
    ['Pacific/Fakaofo', '2011-12-30', '2011-12-30', '2011-12-30T11:00Z', '2011-12-30T11:00Z', 0],
    ['Africa/Cairo', '2026-04-24', '2026-04-24', '2026-04-23T22:00Z', '2026-04-24T21:00Z', 23],
    ['Africa/Cairo', '2026-10-29', '2026-10-29', '2026-10-28T21:00Z', '2026-10-29T22:00Z', 25],
    ['Asia/Beirut', '2026-03-29', '2026-03-29', '2026-03-28T22:00Z', '2026-03-29T21:00Z', 23],
    ['Asia/Beirut', '2026-10-24', '2026-10-24', '2026-10-23T21:00Z', '2026-10-24T22:00Z', 25],
    ['Asia/Amman', '2022-02-25', '2022-02-25', '2022-02-24T22:00Z', '2022-02-25T21:00Z', 23],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04', '2018-11-04T03:00Z', '2018-11-05T02:00Z', 23],
    ['America/Sao_Paulo', '2019-02-16', '2019-02-16', '2019-02-16T02:00Z', '2019-02-17T03:00Z', 25],
    ['America/Havana', '2026-11-01', '2026-11-01', '2026-11-01T04:00Z', '2026-11-02T05:00Z', 25],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-04', '2026-10-03T13:30Z', '2026-10-04T13:00Z', 23.5],
    ['Antarctica/Troll', '2026-03-29', '2026-03-29', '2026-03-29T00:00Z', '2026-03-29T22:00Z', 22],
    ['Africa/Casablanca', '2026-02-15', '2026-02-15', '2026-02-14T23:00Z', '2026-02-16T00:00Z', 25],
    ['Pacific/Auckland', '2021-09-20', '2021-09-26', '2021-09-19T12:00Z', '2021-09-26T11:00Z', 167],
    ['America/St_Johns', '2010-11-06', '2010-11-06', '2010-11-06T02:30Z', '2010-11-07T02:30Z', 24],
  ])('%s, %s through %s: from %s until %s, %s hours', (zone, first, last, start, end, hours) => {
    const window = deriveWindow(days(first, last), zone);
    expect([iso(window.start), iso(window.end), (window.end! - window.start) / HOUR_MS]).toEqual([start, end, hours]);
  });

  it('is the same in one zone for everybody when it is zoned', () => {
    const intent = zoned('Europe/London', '2021-09-10', '2021-09-16');
    expect(deriveWindow(intent, 'Pacific/Kiritimati')).toEqual(
      deriveWindow(days('2021-09-10', '2021-09-16'), 'Europe/London'),
    );
  });

  it.each([
    ['Africa/Cairo', '2010-09-10', '01:00'],
    ['Africa/Cairo', '2026-04-24', '01:00'],
    ['Asia/Beirut', '2026-03-29', '01:00'],
    ['Asia/Amman', '2022-02-25', '01:00'],
    ['America/Sao_Paulo', '2018-11-04', '01:00'],
    ['America/Santiago', '2022-09-10', '00:00'],
    ['America/Havana', '2026-11-01', '00:00'],
    ['Antarctica/Troll', '2026-03-29', '00:00'],
  ])('in %s, the clock that shows the first instant of %s says %s', (zone, day, wallTime) => {
    const first = Temporal.Instant.fromEpochMilliseconds(deriveWindow(days(day, day), zone).start);
    const [wall, before] = [first, first.subtract({ milliseconds: 1 })].map((at) => at.toZonedDateTimeISO(zone));
    expect(wall!.toPlainTime().toString({ smallestUnit: 'minute' })).toBe(wallTime);
    expect([wall!.toPlainDate().toString(), before!.toPlainDate().toString() < day]).toEqual([day, true]);
  });

  it('does not flicker where the date runs backwards: St Johns went back to the 6th at one minute past midnight', () => {
    const [sixth, seventh] = ['2010-11-06', '2010-11-07'].map((day) =>
      deriveWindow(days(day, day), 'America/St_Johns'),
    );
    const at = [0, 1, 30, 59, 60].map((minutes) => Date.UTC(2010, 10, 7, 2, 30) + minutes * MINUTE_MS);
    expect(at.map((instant) => contains(sixth!, instant))).toEqual([false, false, false, false, false]);
    expect(at.map((instant) => contains(seventh!, instant))).toEqual([true, true, true, true, true]);
  });

  it.each([
    ['a time at its exclusive end', '2026-03-29T12:00', '2026-03-29T17:00', '2026-03-29T11:00Z', '2026-03-29T16:00Z'],
    ['a skipped time as the first instant behind the gap', '2026-03-29T01:30', null, '2026-03-29T01:00Z', null],
    ['the first minute of the gap', '2026-03-29T01:00', null, '2026-03-29T01:00Z', null],
    ['a time that comes twice as the first of the two', '2026-10-25T01:30', null, '2026-10-25T00:30Z', null],
    [
      'nothing, for times that are both skipped',
      '2026-03-29T01:15',
      '2026-03-29T01:45',
      '2026-03-29T01:00Z',
      '2026-03-29T01:00Z',
    ],
  ])('takes %s', (_, start, end, startsAt, endsAt) => {
    const window = deriveWindow({ mode: 'VIEWER_LOCAL', zone: null, start, end }, 'Europe/London');
    expect([iso(window.start), iso(window.end)]).toEqual([startsAt, endsAt]);
  });

  it('is on exactly while the clock shows a time in it, in every zone around every change of its clocks (property)', () => {
    const changes = Intl.supportedValuesOf('timeZone').flatMap((zone) => {
      const first = Temporal.ZonedDateTime.from({ timeZone: zone, year: 2026, month: 1, day: 1 }).getTimeZoneTransition(
        'next',
      );
      return [first, first?.getTimeZoneTransition('next')].flatMap((change) => change ?? []);
    });
    const minutes = fc.integer({ min: -180, max: 180 });
    fc.assert(
      fc.property(fc.constantFrom(...changes), minutes, minutes, minutes, (change, a, b, at) => {
        const wall = (offset: number) =>
          change.toPlainDateTime().add({ minutes: offset }).toString({ smallestUnit: 'minute' });
        const [start, end] = [wall(Math.min(a, b)), wall(Math.max(a, b))];
        const window = deriveWindow({ mode: 'VIEWER_LOCAL', zone: null, start, end }, change.timeZoneId);
        const now = change.add({ minutes: at });
        const shown = now.toPlainDateTime().toString({ smallestUnit: 'minute' });
        const [first, last] = (['earlier', 'later'] as const).map((disambiguation) =>
          now.toPlainDateTime().toZonedDateTime(change.timeZoneId, { disambiguation }),
        );
        fc.pre(first!.equals(last!));
        expect(contains(window, now.epochMilliseconds)).toBe(start <= shown && shown < end);
      }),
      { numRuns: 500 },
    );
  });

  it('has no end when none is given', () => {
    expect(deriveWindow({ mode: 'INSTANT', zone: null, start: '2027-01-01T00:00:00+02:00', end: null }, 'UTC')).toEqual(
      { start: Date.UTC(2026, 11, 31, 22), end: null },
    );
  });
});

describe('a window on Earth', () => {
  it('of 10 through 16 September is 194 hours long when it is viewer-local', () => {
    const window = earthWindow(days('2021-09-10', '2021-09-16'));
    expect([iso(window.start), iso(window.end), (window.end! - window.start) / HOUR_MS]).toEqual([
      '2021-09-09T10:00Z',
      '2021-09-17T12:00Z',
      194,
    ]);
  });

  it('holds the window of every zone (property)', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const date = fc
      .integer({ min: 0, max: 5_000 })
      .map((n) => new Date(Date.UTC(2020, 0, 1) + n * 24 * HOUR_MS).toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom(...zones), date, fc.integer({ min: 0, max: 10 }), (zone, first, length) => {
        const last = new Date(Date.parse(first) + length * 24 * HOUR_MS).toISOString().slice(0, 10);
        const [here, earth] = [deriveWindow(days(first, last), zone), earthWindow(days(first, last))];
        expect(here.start).toBeGreaterThanOrEqual(earth.start);
        expect(here.end!).toBeLessThanOrEqual(earth.end!);
        expect(deriveWindow(days(last, last), zone).end).toBe(here.end);
      }),
      { numRuns: 500 },
    );
  });

  it('is followed by its neighbour without gap or overlap in every zone (property)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
        fc.integer({ min: 2020, max: 2037 }),
        (zone, year) => {
          const before = deriveWindow(days(`${year}-09-10`, `${year}-09-16`), zone);
          const after = deriveWindow(days(`${year}-09-17`, `${year}-09-20`), zone);
          expect(before.end).toBe(after.start);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('compares viewer-local windows as if all were in one zone', () => {
    expect(
      (wallWindow(days('2026-03-29', '2026-03-29')).end! - wallWindow(days('2026-03-29', '2026-03-29')).start) /
        HOUR_MS,
    ).toBe(24);
  });
});

describe('an intent is refused', () => {
  const refusals = (intent: WindowIntent) =>
    intentRefusals(intent, ['window']).map((refusal) => [refusal.code, refusal.path.join('.')]);

  it.each([
    ['a day the calendar does not have', days('2027-02-30', '2027-03-01'), [['INVALID_VALUE', 'window.start']]],
    [
      'an instant on a day the calendar does not have',
      { mode: 'INSTANT', zone: null, start: '2027-02-29T12:00:00Z', end: null },
      [['INVALID_VALUE', 'window.start']],
    ],
    ['a date in another form', days('10/09/2027', '2027-09-16'), [['INVALID_VALUE', 'window.start']]],
    [
      'an instant where a wall date is asked for',
      days('2027-09-10T00:00:00Z', '2027-09-16'),
      [['INVALID_VALUE', 'window.start']],
    ],
    [
      'a wall time where an instant is asked for',
      { mode: 'INSTANT', zone: null, start: '2027-09-10T00:00', end: null },
      [['INVALID_VALUE', 'window.start']],
    ],
    [
      'a year out of range',
      days('1999-01-01', '2500-01-01'),
      [
        ['INVALID_VALUE', 'window.start'],
        ['INVALID_VALUE', 'window.end'],
      ],
    ],
    [
      'a zone for viewers who have their own',
      { ...days('2027-09-10', '2027-09-16'), zone: 'Europe/London' },
      [['INVALID_VALUE', 'window.zone']],
    ],
    [
      'no zone for one that is zoned',
      { ...zoned('', '2027-09-10', '2027-09-16'), zone: null },
      [['INVALID_VALUE', 'window.zone']],
    ],
    ['a bare offset', zoned('+02:00', '2027-09-10', '2027-09-16'), [['INVALID_VALUE', 'window.zone']]],
    ['an abbreviation', zoned('CET', '2027-09-10', '2027-09-16'), [['INVALID_VALUE', 'window.zone']]],
    [
      'an unknown zone and an unreadable end at once',
      zoned('Mars/Olympus', '2027-09-10', 'soon'),
      [
        ['INVALID_VALUE', 'window.zone'],
        ['INVALID_VALUE', 'window.end'],
      ],
    ],
    ['an end before its start', days('2027-09-16', '2027-09-10'), [['WINDOW_EMPTY', 'window.end']]],
    [
      'an end at its start',
      { mode: 'INSTANT', zone: null, start: '2027-09-10T00:00:00Z', end: '2027-09-10T02:00:00+02:00' },
      [['WINDOW_EMPTY', 'window.end']],
    ],
    [
      'a day that its zone skipped',
      zoned('Pacific/Apia', '2011-12-30', '2011-12-30'),
      [['WINDOW_EMPTY', 'window.end']],
    ],
    [
      'a time of day that comes twice',
      zoned('Europe/Paris', '2026-10-25T02:30', null),
      [['LOCAL_TIME_AMBIGUOUS', 'window.start']],
    ],
    [
      'a time of day that does not come',
      zoned('Europe/Paris', '2026-03-29T02:30', '2026-03-30'),
      [['LOCAL_TIME_AMBIGUOUS', 'window.start']],
    ],
  ] as const)('with %s', (_, intent, expected) => {
    expect(refusals(intent)).toEqual(expected);
  });

  it('offering both instants of a time that comes twice', () => {
    const [refusal] = intentRefusals(zoned('Europe/Paris', '2026-10-25T02:30', null), []);
    expect(refusal).toMatchObject({ instants: [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)] });
  });

  it.each([
    ['a single day', days('2027-09-10', '2027-09-10')],
    ['midnights that do not exist: the start of the day decides', zoned('Africa/Cairo', '2026-04-24', '2026-04-24')],
    ['a leap day', days('2028-02-29', '2028-02-29')],
    ['no end', { mode: 'INSTANT', zone: null, start: '2027-09-10T00:00:00Z', end: null }],
  ] as const)('not with %s', (_, intent) => {
    expect(refusals(intent)).toEqual([]);
  });
});

describe('a day that its zone skipped', () => {
  it('is refused with the reason', () => {
    const day = { mode: 'ZONED', zone: 'Pacific/Apia', start: '2011-12-30', end: '2011-12-30' } as const;
    const [refusal] = intentRefusals(day, []);
    expect(refusal).toMatchObject({ code: 'WINDOW_EMPTY' });
    expect(refusal!.message).toContain('the clocks of Pacific/Apia skipped it');
    expect(intentRefusals({ ...day, end: '2011-12-31' }, [])).toEqual([]);
  });
});
