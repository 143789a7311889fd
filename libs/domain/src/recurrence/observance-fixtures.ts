import type { Observance, ObservanceRule } from './observance.js';

/** An observance as a test states it: its rule, everything else as most are. */
export function observance(slug: string, rule: ObservanceRule, overrides: Partial<Observance> = {}): Observance {
  return {
    slug,
    name: slug,
    region: null,
    rule,
    durationDays: rule.kind === 'WEEK_CONTAINING' ? 7 : 1,
    overrides: [],
    source: `https://example.org/${slug}`,
    ...overrides,
  };
}

/** The awareness days for which sources were read; weekdays are ISO. */
export const AWARENESS_DAYS: readonly Observance[] = [
  observance('world-suicide-prevention-day', { kind: 'FIXED', month: 9, day: 10 }),
  observance('world-mental-health-day', { kind: 'FIXED', month: 10, day: 10 }),
  observance('self-injury-awareness-day', { kind: 'FIXED', month: 3, day: 1 }),
  observance('world-bipolar-day', { kind: 'FIXED', month: 3, day: 30 }),
  observance('overdose-awareness-day', { kind: 'FIXED', month: 8, day: 31 }),
  observance('world-teen-mental-wellness-day', { kind: 'FIXED', month: 3, day: 2 }),
  observance('988-day', { kind: 'FIXED', month: 9, day: 8 }, { region: 'US' }),
  observance(
    'prevention-week-us-sunday',
    { kind: 'WEEK_CONTAINING', month: 9, day: 10, weekStart: 7 },
    { region: 'US' },
  ),
  observance(
    'prevention-week-us-monday',
    { kind: 'WEEK_CONTAINING', month: 9, day: 10, weekStart: 1 },
    { region: 'US' },
  ),
  observance(
    'eating-disorders-week-uk',
    { kind: 'NTH_WEEKDAY', month: 2, weekday: 1, nth: -1 },
    { region: 'GB', durationDays: 7 },
  ),
  observance(
    'eating-disorders-week-us',
    { kind: 'NTH_WEEKDAY', month: 2, weekday: 1, nth: -1 },
    {
      region: 'US',
      durationDays: 7,
      overrides: [{ year: 2022, start: '2022-02-21', end: '2022-02-27', source: 'https://example.org/us-2022' }],
    },
  ),
  observance('r-u-ok-day', { kind: 'NTH_WEEKDAY', month: 9, weekday: 4, nth: 2 }, { region: 'AU' }),
  observance('time-to-talk-day', { kind: 'NTH_WEEKDAY', month: 2, weekday: 4, nth: 1 }, { region: 'GB' }),
  observance('thanksgiving-us', { kind: 'NTH_WEEKDAY', month: 11, weekday: 4, nth: 4 }, { region: 'US' }),
  observance('survivors-of-loss-day', { kind: 'OFFSET', of: 'thanksgiving-us', days: -5 }),
  observance('survivors-of-loss-day-by-date', { kind: 'WEEKDAY_ON_OR_AFTER', month: 11, day: 17, weekday: 6 }),
  observance('survivors-of-loss-day-backwards', { kind: 'WEEKDAY_ON_OR_BEFORE', month: 11, day: 23, weekday: 6 }),
  observance('mental-health-week-uk', { kind: 'ANNOUNCED' }, { region: 'GB', durationDays: 7 }),
];
