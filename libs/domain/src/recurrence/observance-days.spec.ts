import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { AWARENESS_DAYS, observance } from './observance-fixtures.js';
import { hasDays, observanceDays, type NoObservanceDays } from './observance-days.js';
import type { Observance, ObservanceRule } from './observance.js';

/** `2026-09-10`, `2026-09-06..12`, or the reason. */
function shown(observances: readonly Observance[], slug: string, year: number): string {
  const days = observanceDays(observances, slug, year);
  if (!hasDays(days)) return days.reason;
  if (days.start === days.end) return days.start;
  return `${days.start}..${days.end.slice(0, 7) === days.start.slice(0, 7) ? days.end.slice(8) : days.end.slice(5)}`;
}

describe('the days of an observance', () => {
  it.each([
    ['world-suicide-prevention-day', 2021, '2021-09-10'],
    ['world-suicide-prevention-day', 2026, '2026-09-10'],
    ['world-mental-health-day', 2026, '2026-10-10'],
    ['self-injury-awareness-day', 2027, '2027-03-01'],
    ['world-bipolar-day', 2027, '2027-03-30'],
    ['overdose-awareness-day', 2027, '2027-08-31'],
    ['world-teen-mental-wellness-day', 2027, '2027-03-02'],
    ['988-day', 2027, '2027-09-08'],
    ['prevention-week-us-sunday', 2019, '2019-09-08..14'],
    ['prevention-week-us-sunday', 2021, '2021-09-05..11'],
    ['prevention-week-us-sunday', 2022, '2022-09-04..10'],
    ['prevention-week-us-sunday', 2023, '2023-09-10..16'],
    ['prevention-week-us-monday', 2023, '2023-09-04..10'],
    ['prevention-week-us-sunday', 2024, '2024-09-08..14'],
    ['prevention-week-us-sunday', 2025, '2025-09-07..13'],
    ['prevention-week-us-sunday', 2026, '2026-09-06..12'],
    ['prevention-week-us-sunday', 2027, '2027-09-05..11'],
    ['prevention-week-us-sunday', 2028, '2028-09-10..16'],
    ['prevention-week-us-monday', 2028, '2028-09-04..10'],
    ['eating-disorders-week-uk', 2021, '2021-02-22..28'],
    ['eating-disorders-week-uk', 2022, '2022-02-28..03-06'],
    ['eating-disorders-week-us', 2022, '2022-02-21..27'],
    ['eating-disorders-week-uk', 2023, '2023-02-27..03-05'],
    ['eating-disorders-week-us', 2023, '2023-02-27..03-05'],
    ['eating-disorders-week-uk', 2024, '2024-02-26..03-03'],
    ['eating-disorders-week-uk', 2025, '2025-02-24..03-02'],
    ['eating-disorders-week-uk', 2026, '2026-02-23..03-01'],
    ['eating-disorders-week-uk', 2027, '2027-02-22..28'],
    ['eating-disorders-week-uk', 2028, '2028-02-28..03-05'],
    ['r-u-ok-day', 2020, '2020-09-10'],
    ['r-u-ok-day', 2021, '2021-09-09'],
    ['r-u-ok-day', 2023, '2023-09-14'],
    ['r-u-ok-day', 2026, '2026-09-10'],
    ['time-to-talk-day', 2026, '2026-02-05'],
    ...['survivors-of-loss-day', 'survivors-of-loss-day-by-date', 'survivors-of-loss-day-backwards'].flatMap(
      (slug): [string, number, string][] => [
        [slug, 2024, '2024-11-23'],
        [slug, 2025, '2025-11-22'],
        [slug, 2026, '2026-11-21'],
        [slug, 2028, '2028-11-18'],
      ],
    ),
    ['mental-health-week-uk', 2026, 'NOT_ANNOUNCED'],
    ['no-such-thing', 2026, 'UNKNOWN_OBSERVANCE'],
    ['988-day', 1999, 'YEAR_OUT_OF_RANGE'],
    ['988-day', 2200, 'YEAR_OUT_OF_RANGE'],
    ['988-day', 2026.5, 'YEAR_OUT_OF_RANGE'],
  ])('%s in %d: %s', (slug, year, expected) => {
    expect(shown(AWARENESS_DAYS, slug, year)).toBe(expected);
  });

  it('R U OK? Day and World Suicide Prevention Day fall on one day in 2020 and 2026', () => {
    const meets = (year: number) =>
      shown(AWARENESS_DAYS, 'r-u-ok-day', year) === shown(AWARENESS_DAYS, 'world-suicide-prevention-day', year);
    expect([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027].filter(meets)).toEqual([2020, 2026]);
  });

  it.each<[string, ObservanceRule, number, string]>([
    ['a fifth weekday that the month has', { kind: 'NTH_WEEKDAY', month: 8, weekday: 1, nth: 5 }, 2026, '2026-08-31'],
    ['a fifth weekday that it has not', { kind: 'NTH_WEEKDAY', month: 2, weekday: 1, nth: 5 }, 2026, 'NO_SUCH_DAY'],
    ['29 February in a leap year', { kind: 'FIXED', month: 2, day: 29 }, 2028, '2028-02-29'],
    ['29 February in another', { kind: 'FIXED', month: 2, day: 29 }, 2027, 'NO_SUCH_DAY'],
    ['29 February in 2100', { kind: 'FIXED', month: 2, day: 29 }, 2100, 'NO_SUCH_DAY'],
    ['31 April', { kind: 'WEEKDAY_ON_OR_AFTER', month: 4, day: 31, weekday: 1 }, 2027, 'NO_SUCH_DAY'],
    ['a weekday before 1 January', { kind: 'WEEKDAY_ON_OR_BEFORE', month: 1, day: 1, weekday: 4 }, 2027, '2026-12-31'],
    [
      'a week over the turn of a year',
      { kind: 'WEEK_CONTAINING', month: 1, day: 1, weekStart: 1 },
      2027,
      '2026-12-28..01-03',
    ],
    ['an offset from what is not there', { kind: 'OFFSET', of: 'gone', days: 1 }, 2027, 'UNKNOWN_OBSERVANCE'],
    ['an offset from itself', { kind: 'OFFSET', of: 'test', days: 1 }, 2027, 'CIRCULAR_OFFSET'],
  ])('%s', (_, rule, year, expected) => {
    expect(shown([observance('test', rule)], 'test', year)).toBe(expected);
  });

  it('an override wins over the rule in its year only, with its own source, and offsets follow it', () => {
    const source = 'https://example.org/announced';
    const base = observance(
      'base',
      { kind: 'FIXED', month: 9, day: 10 },
      { overrides: [{ year: 2027, start: '2027-09-20', end: '2027-09-22', source }] },
    );
    const both = [base, observance('eve', { kind: 'OFFSET', of: 'base', days: -1 })];
    expect(observanceDays(both, 'base', 2027)).toEqual({
      start: '2027-09-20',
      end: '2027-09-22',
      by: 'OVERRIDE',
      source,
    });
    expect(observanceDays(both, 'base', 2028)).toMatchObject({ by: 'RULE', source: base.source });
    expect([shown(both, 'eve', 2027), shown(both, 'eve', 2028)]).toEqual(['2027-09-19', '2028-09-09']);
  });

  it('a reason says what to do', () => {
    const none = observanceDays([observance('x', { kind: 'FIXED', month: 2, day: 29 })], 'x', 2027) as NoObservanceDays;
    expect(none.message).toContain('Save an override for 2027 with its source');
  });
});

const year = fc.integer({ min: 2000, max: 2199 });
const weekday = fc.integer({ min: 1, max: 7 });
/** A date of any leap year; not every year has it. */
const monthDay = fc
  .integer({ min: 0, max: 365 })
  .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }))
  .map(({ month, day }) => ({ month, day }));
const dated: fc.Arbitrary<ObservanceRule> = fc.oneof(
  monthDay.map((date) => ({ kind: 'FIXED' as const, ...date })),
  fc.record({
    kind: fc.constant('NTH_WEEKDAY' as const),
    month: fc.integer({ min: 1, max: 12 }),
    weekday,
    nth: fc.constantFrom(-1, 1, 2, 3, 4, 5),
  }),
  fc
    .tuple(monthDay, weekday, fc.constantFrom('WEEKDAY_ON_OR_BEFORE' as const, 'WEEKDAY_ON_OR_AFTER' as const))
    .map(([date, on, kind]) => ({ kind, ...date, weekday: on })),
  fc.tuple(monthDay, weekday).map(([date, weekStart]) => ({ kind: 'WEEK_CONTAINING' as const, ...date, weekStart })),
);

/** First and last day by the rule, or null. */
function range(rule: ObservanceRule, inYear: number): [Temporal.PlainDate, Temporal.PlainDate] | null {
  const days = observanceDays([observance('test', rule)], 'test', inYear);
  return hasDays(days) ? [Temporal.PlainDate.from(days.start), Temporal.PlainDate.from(days.end)] : null;
}
const daysFrom = (a: Temporal.PlainDate, b: Temporal.PlainDate) => a.until(b, { largestUnit: 'day' }).days;

describe('properties of rules', () => {
  it('every year from 2000 through 2199 has days or a named reason', () => {
    fc.assert(
      fc.property(dated, year, (rule, inYear) => {
        const days = observanceDays([observance('test', rule)], 'test', inYear);
        if (!hasDays(days)) return days.reason === 'NO_SUCH_DAY';
        return Math.abs(Temporal.PlainDate.from(days.start).year - inYear) <= 1 && days.by === 'RULE';
      }),
    );
  });

  it('the awareness days have days or a named reason in each of the two hundred years', () => {
    for (const { slug } of AWARENESS_DAYS)
      for (let inYear = 2000; inYear <= 2199; inYear += 1) {
        expect(shown(AWARENESS_DAYS, slug, inYear)).toMatch(
          slug === 'mental-health-week-uk' ? /^NOT_ANNOUNCED$/ : new RegExp(`^${inYear}-`),
        );
      }
  });

  it('the week containing a date contains it and begins on its weekday', () => {
    fc.assert(
      fc.property(monthDay, weekday, year, (date, weekStart, inYear) => {
        const week = range({ kind: 'WEEK_CONTAINING', ...date, weekStart }, inYear);
        const fixed = range({ kind: 'FIXED', ...date }, inYear);
        if (week === null || fixed === null) return week === null && fixed === null;
        const [start, end] = week;
        const after = daysFrom(start, fixed[0]);
        return start.dayOfWeek === weekStart && after >= 0 && after <= 6 && daysFrom(start, end) === 6;
      }),
    );
  });

  it.each([
    ['WEEKDAY_ON_OR_BEFORE', -1],
    ['WEEKDAY_ON_OR_AFTER', 1],
  ] as const)('%s is that weekday, on its side, at most six days away', (kind, side) => {
    fc.assert(
      fc.property(monthDay, weekday, year, (date, on, inYear) => {
        const near = range({ kind, ...date, weekday: on }, inYear);
        const fixed = range({ kind: 'FIXED', ...date }, inYear);
        if (near === null || fixed === null) return near === null && fixed === null;
        const away = daysFrom(fixed[0], near[0]) * side;
        return near[0].dayOfWeek === on && away >= 0 && away <= 6;
      }),
    );
  });

  it('the nth weekday is that weekday, with n - 1 of them before it in the month', () => {
    const month = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(month, weekday, fc.constantFrom(-1, 1, 2, 3, 4, 5), year, (inMonth, on, nth, inYear) => {
        const found = range({ kind: 'NTH_WEEKDAY', month: inMonth, weekday: on, nth }, inYear);
        if (found === null) return nth === 5;
        const [start] = found;
        const place = nth === -1 ? start.add({ days: 7 }).month !== inMonth : Math.ceil(start.day / 7) === nth;
        return start.dayOfWeek === on && start.month === inMonth && place;
      }),
    );
  });

  it('an offset is exact', () => {
    fc.assert(
      fc.property(dated, fc.integer({ min: -366, max: 366 }), year, (rule, days, inYear) => {
        const both = [observance('base', rule), observance('test', { kind: 'OFFSET', of: 'base', days })];
        const [base, test] = ['base', 'test'].map((slug) => observanceDays(both, slug, inYear));
        if (!hasDays(base!) || !hasDays(test!)) return !hasDays(base!) && !hasDays(test!);
        return daysFrom(Temporal.PlainDate.from(base.start), Temporal.PlainDate.from(test.start)) === days;
      }),
    );
  });
});
