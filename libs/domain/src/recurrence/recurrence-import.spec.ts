import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { observance } from './observance-fixtures.js';
import { hasDays, observanceDays } from './observance-days.js';
import type { ObservanceRule } from './observance.js';
import { observanceRuleFromRecurrence } from './recurrence-import.js';

const read = (text: string) => observanceRuleFromRecurrence(text, ['input', 'recurrence']);

describe('importing a recurrence', () => {
  it.each<[string, ObservanceRule]>([
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10', { kind: 'FIXED', month: 9, day: 10 }],
    ['RRULE:FREQ=YEARLY;BYMONTHDAY=10;BYMONTH=9', { kind: 'FIXED', month: 9, day: 10 }],
    ['rrule:freq=yearly;interval=1;bymonth=2;bymonthday=29;wkst=su', { kind: 'FIXED', month: 2, day: 29 }],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=2TH', { kind: 'NTH_WEEKDAY', month: 9, weekday: 4, nth: 2 }],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=+2TH;', { kind: 'NTH_WEEKDAY', month: 9, weekday: 4, nth: 2 }],
    ['FREQ=YEARLY;BYMONTH=2;BYDAY=-1MO', { kind: 'NTH_WEEKDAY', month: 2, weekday: 1, nth: -1 }],
    [
      'FREQ=YEARLY;BYMONTH=11;BYDAY=SA;BYMONTHDAY=17,18,19,20,21,22,23',
      { kind: 'WEEKDAY_ON_OR_AFTER', month: 11, day: 17, weekday: 6 },
    ],
  ])('reads %s', (text, rule) => {
    expect(read(text)).toEqual({ value: rule, refusals: [] });
  });

  it.each([
    ['FREQ=MONTHLY;BYMONTHDAY=10', 'FREQ=MONTHLY'],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=9;BYMONTHDAY=10', 'INTERVAL=2'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10;COUNT=3', 'COUNT=3'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10;UNTIL=20300101T000000Z', 'UNTIL=20300101T000000Z'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=MO,TU;BYSETPOS=1', 'BYSETPOS=1'],
    ['FREQ=YEARLY;BYYEARDAY=100', 'BYYEARDAY=100'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', 'BYWEEKNO=20'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10;BYHOUR=9', 'BYHOUR=9'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10;RSCALE=HEBREW', 'RSCALE=HEBREW'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10;X-FOO=1', 'X-FOO=1'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTH=10;BYMONTHDAY=10', 'BYMONTH=10'],
    ['FREQ=YEARLY;BYMONTH=9,10;BYMONTHDAY=10', 'BYMONTH=9,10'],
    ['FREQ=YEARLY', 'BYMONTH='],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10,11', 'BYMONTHDAY=10,11'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=-1', 'BYMONTHDAY=-1'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=31', 'BYMONTHDAY=31'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=1MO,2MO', 'BYDAY=1MO,2MO'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=-2MO', 'BYDAY=-2MO'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=2MO;BYMONTHDAY=10', 'BYMONTHDAY=10'],
    // What follows the library reads without a word, as another rule than was written, or not at all.
    ['FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=10', 'FREQ=YEARLY;BYMONTH=13'],
    ['FREQ=YEARLY;BYMONTH=9,13;BYMONTHDAY=10', 'FREQ=YEARLY;BYMONTH=9,13'],
    ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=ten', 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=ten'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=2XX', 'FREQ=YEARLY;BYMONTH=9;BYDAY=2XX'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=MO', 'FREQ=YEARLY;BYMONTH=9;BYDAY=MO'],
    ['FREQ=YEARLY;BYMONTH=9;BYDAY=MO;BYMONTHDAY=1,2,3', 'FREQ=YEARLY;BYMONTH=9;BYDAY=MO'],
    ['FREQ=YEARLY;BYMONTH=2;BYDAY=MO;BYMONTHDAY=23,24,25,26,27,28,29', 'FREQ=YEARLY;BYMONTH=2'],
    ['DTSTART:20200101T000000Z\nRRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10', 'DTSTART:20200101T000000Z'],
    ['garbage', 'garbage'],
    ['', ''],
    [`FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=${'1,'.repeat(300)}1`, 'FREQ=YEARLY'],
  ])('refuses %s and names the part', (text, named) => {
    const { value, refusals } = read(text);
    expect(value).toBeNull();
    expect(refusals[0]).toMatchObject({ code: 'INVALID_VALUE', path: ['input', 'recurrence'] });
    expect((refusals[0] as { value: string }).value.startsWith(named.slice(0, 64))).toBe(true);
  });

  it('names all parts that are not supported at once', () => {
    expect(read('FREQ=DAILY;INTERVAL=3;COUNT=2').refusals).toHaveLength(3);
  });

  it('gives the days that the library gives for the same text, in every year it has them (property)', () => {
    const month = fc.integer({ min: 1, max: 12 });
    const text = fc.oneof(
      fc.tuple(month, fc.integer({ min: 1, max: 31 })).map(([m, d]) => `BYMONTH=${m};BYMONTHDAY=${d}`),
      fc
        .tuple(month, fc.constantFrom(-1, 1, 2, 3, 4, 5), fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'))
        .map(([m, nth, day]) => `BYMONTH=${m};BYDAY=${nth}${day}`),
      fc
        .tuple(month, fc.integer({ min: 1, max: 25 }), fc.constantFrom('MO', 'WE', 'SA', 'SU'))
        .map(([m, first, day]) => {
          const days = Array.from({ length: 7 }, (_, index) => first + index);
          return `BYMONTH=${m};BYDAY=${day};BYMONTHDAY=${days.join(',')}`;
        }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 2000, max: 2199 }), (parts, year) => {
        const { value: rule } = read(`FREQ=YEARLY;${parts}`);
        if (rule === null) return;
        const ours = observanceDays([observance('test', rule)], 'test', year);
        const dtstart = Temporal.ZonedDateTime.from(`${year}-01-01T00:00:00[UTC]`);
        const library = new RRuleTemporal({ rruleString: `FREQ=YEARLY;${parts}`, dtstart, temporal: Temporal });
        const theirs = library
          .between(dtstart, dtstart.add({ years: 1 }), true)
          .map((at) => at.toPlainDate().toString());
        expect(hasDays(ours) ? [ours.start] : []).toEqual(theirs.filter((date) => date.startsWith(`${year}-`)));
      }),
      { numRuns: 300 },
    );
  });
});
