import { DAY_MS } from '../time/instant.js';
import { dueDrafts, recurrenceRefusals, type CampaignRecurrence } from './campaign-recurrence.js';
import { observance } from './observance-fixtures.js';

const WSPD = observance('wspd', { kind: 'FIXED', month: 9, day: 10 });
const LEAP = observance('leap', { kind: 'FIXED', month: 2, day: 29 });
const RECURRENCE: CampaignRecurrence = {
  observance: 'wspd',
  mode: 'VIEWER_LOCAL',
  zone: null,
  leadDays: 90,
  sinceYear: 2027,
};
const years = (now: number, change: Partial<CampaignRecurrence> = {}) =>
  dueDrafts([WSPD, LEAP], { ...RECURRENCE, ...change }, now).due.map(({ year }) => year);
const at = (text: string) => Date.parse(text);

describe('the drafts that are due', () => {
  // 90 days before 10 September 2027 is 12 June; that day begins first on Kiritimati, at 10:00 UTC the day before.
  it.each<[string, number, Partial<CampaignRecurrence>, number[]]>([
    ['not a millisecond before the lead time begins anywhere', at('2027-06-11T10:00Z') - 1, {}, []],
    ['at the first instant of the lead time on Earth', at('2027-06-11T10:00Z'), {}, [2027]],
    [
      'in a zone, not before its own midnight',
      at('2027-06-11T15:59:59.999Z'),
      { mode: 'ZONED', zone: 'Asia/Singapore' },
      [],
    ],
    ['in a zone, at its own midnight', at('2027-06-11T16:00Z'), { mode: 'ZONED', zone: 'Asia/Singapore' }, [2027]],
    ['late, after an outage', at('2027-09-10T12:00Z'), {}, [2027]],
    ['until the last day has ended everywhere', at('2027-09-11T12:00Z') - 1, {}, [2027]],
    ['not for what is past', at('2027-09-11T12:00Z'), {}, []],
    ['not before the first year', at('2026-09-01T00:00Z'), {}, []],
    ['next year again', at('2028-06-12T00:00Z'), {}, [2028]],
    [
      'two years at once with a lead time of more than a year',
      at('2027-09-01T00:00Z'),
      { leadDays: 400 },
      [2027, 2028],
    ],
    ['none of an observance that is not on file', at('2027-09-01T00:00Z'), { observance: 'gone' }, []],
  ])('%s', (_, now, change, expected) => {
    expect(years(now, change)).toEqual(expected);
  });

  it('has the days of the observance as its window', () => {
    expect(dueDrafts([WSPD], RECURRENCE, at('2027-07-01T00:00Z')).due).toEqual([
      { year: 2027, window: { mode: 'VIEWER_LOCAL', zone: null, start: '2027-09-10', end: '2027-09-10' } },
    ]);
  });

  it('names a year without days, from the lead time before its first day until its end', () => {
    const dayless = (now: number) =>
      dueDrafts([LEAP], { ...RECURRENCE, observance: 'leap' }, now).dayless.map(({ year, reason }) => [year, reason]);
    const begin = at('2026-12-31T10:00Z') - 90 * DAY_MS;
    expect(dayless(begin - 1)).toEqual([]);
    expect(dayless(begin)).toEqual([[2027, 'NO_SUCH_DAY']]);
    expect(dayless(at('2027-06-01T00:00Z'))).toEqual([[2027, 'NO_SUCH_DAY']]);
    expect(dayless(at('2028-01-10T00:00Z'))).toEqual([]);
  });
});

describe('what forbids a recurrence', () => {
  it.each<[string, Partial<CampaignRecurrence>, string[]]>([
    ['nothing', {}, []],
    ['a zone for viewers', { zone: 'Europe/London' }, ['input.zone']],
    ['no zone for ZONED', { mode: 'ZONED' }, ['input.zone']],
    ['an offset as a zone', { mode: 'ZONED', zone: '+02:00' }, ['input.zone']],
    ['no lead time', { leadDays: 0 }, ['input.leadDays']],
    ['401 days', { leadDays: 401 }, ['input.leadDays']],
    ['a year long past', { sinceYear: 1999 }, ['input.sinceYear']],
  ])('%s', (_, change, expected) => {
    expect(recurrenceRefusals({ ...RECURRENCE, ...change }, ['input']).map(({ path }) => path.join('.'))).toEqual(
      expected,
    );
  });
});
