import { ALWAYS, type EntryTimes } from './entry-times.js';
import { isHeavy, repeatLoad } from './repeat-load.js';

const LIGHT = { topics: ['help_seeking'] };
const HEAVY = { topics: ['suicide_prevention'] };
const WEEK = { mode: 'VIEWER_LOCAL' as const, zone: null, start: '2027-09-10', end: '2027-09-16' };
const entries = (text: string, times: (index: number) => EntryTimes = () => ALWAYS) =>
  Array.from(text, (one, index) => ({ document: one === 'H' ? HEAVY : LIGHT, times: times(index) }));

describe('what a run shows of what is hard to bear', () => {
  it.each<[string, number, number, boolean]>([
    ['', 0, 0, false],
    ['LLL', 0, 0, false],
    ['HLHLH', 3, 1, false],
    ['HHL', 2, 2, false],
    ['LHHH', 3, 3, true],
    ['HLHLHLH', 4, 1, true],
  ])('%s: %i a day, %i in a row, too much: %s', (text, mostInADay, mostInARow, expected) => {
    const load = repeatLoad(entries(text), WEEK);
    expect([load, isHeavy(load)]).toEqual([{ mostInADay, mostInARow }, expected]);
  });

  it('is counted day by day of the window', () => {
    const load = repeatLoad(
      entries('HHHH', (index) => ({ ...ALWAYS, days: [index + 1] })),
      WEEK,
    );
    expect(load).toEqual({ mostInADay: 1, mostInARow: 1 });
  });

  it('is counted on the weekdays that there are: the 10th of September 2027 is a Friday', () => {
    const onFriday = repeatLoad(
      entries('HHHH', (index) => ({ ...ALWAYS, weekdays: [5, index + 1] })),
      {
        ...WEEK,
        end: '2027-09-10',
      },
    );
    expect(onFriday.mostInADay).toBe(4);
    const open = repeatLoad(
      entries('HH', (index) => ({ ...ALWAYS, weekdays: [index + 6] })),
      { ...WEEK, end: null },
    );
    expect(open.mostInADay).toBe(1);
  });
});
