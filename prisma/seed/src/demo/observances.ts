import type { Observance, ObservanceRule } from '#domain';

/*
 * Only days whose rule was read somewhere, with the site where; none was confirmed with its organiser. Left out: days
 * known only by hearsay, and weeks that their organiser announces each year.
 */
const fixed = (month: number, day: number): ObservanceRule => ({ kind: 'FIXED', month, day });
const day = (slug: string, name: string, rule: ObservanceRule, source: string): Observance => ({
  slug,
  name,
  region: null,
  rule,
  durationDays: 1,
  overrides: [],
  source,
});

export const OBSERVANCES: readonly Observance[] = [
  day('world-suicide-prevention-day', 'World Suicide Prevention Day', fixed(9, 10), 'https://www.iasp.info/'),
  day('world-mental-health-day', 'World Mental Health Day', fixed(10, 10), 'https://riseandblossom.com/'),
  day('self-injury-awareness-day', 'Self-Injury Awareness Day', fixed(3, 1), 'https://davidsusman.com/'),
  day('world-teen-mental-wellness-day', 'World Teen Mental Wellness Day', fixed(3, 2), 'https://wellbeings.org/'),
  { ...day('988-day', '988 Day', fixed(9, 8), 'https://helpstopsuicides.org/'), region: 'US' },
  {
    ...day(
      'time-to-talk-day',
      'Time to Talk Day',
      { kind: 'NTH_WEEKDAY', month: 2, weekday: 4, nth: 1 },
      'https://www.goodgoodgood.co/',
    ),
    region: 'GB',
  },
  {
    // Another source lets the week begin on Sunday; in 2023 and 2028 the two differ by six days.
    ...day(
      'suicide-prevention-week-us',
      'National Suicide Prevention Week',
      { kind: 'WEEK_CONTAINING', month: 9, day: 10, weekStart: 1 },
      'https://www.nationaldaycalendar.com/',
    ),
    region: 'US',
    durationDays: 7,
    overrides: [
      { year: 2019, start: '2019-09-08', end: '2019-09-14', source: 'https://berwyn-mental-health-board.com/' },
      { year: 2021, start: '2021-09-05', end: '2021-09-11', source: 'https://alexandervalleyhealthcare.org/' },
    ],
  },
  {
    ...day(
      'eating-disorders-awareness-week-us',
      'Eating Disorders Awareness Week',
      { kind: 'NTH_WEEKDAY', month: 2, weekday: 1, nth: -1 },
      'https://www.nationaldaycalendar.com/',
    ),
    region: 'US',
    durationDays: 7,
    overrides: [{ year: 2022, start: '2022-02-21', end: '2022-02-27', source: 'https://waynehealthcares.org/' }],
  },
];
