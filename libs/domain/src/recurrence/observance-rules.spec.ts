import { AWARENESS_DAYS, observance } from './observance-fixtures.js';
import {
  observanceRefusals,
  observanceRuleFields,
  observanceRuleOf,
  type ObservanceRuleFields,
} from './observance-rules.js';
import type { Observance, ObservanceOverride } from './observance.js';

const reasons = (one: Observance, others: readonly Observance[] = []) =>
  observanceRefusals(one, others, ['input']).map(({ path }) => path.join('.'));
const WSPD = observance('wspd', { kind: 'FIXED', month: 9, day: 10 });
const override = (change: Partial<ObservanceOverride> = {}): ObservanceOverride => ({
  year: 2027,
  start: '2027-09-10',
  end: '2027-09-16',
  source: 'https://example.org/2027',
  ...change,
});

describe('what forbids an observance', () => {
  it('nothing does for the awareness days', () => {
    for (const one of AWARENESS_DAYS) expect(observanceRefusals(one, AWARENESS_DAYS, [])).toEqual([]);
  });

  it.each<[string, Partial<Observance>, string[]]>([
    ['a slug in capitals', { slug: 'WSPD' }, ['input.slug']],
    ['no name', { name: ' ' }, ['input.name']],
    ['a region that is no code', { region: 'England' }, ['input.region']],
    ['a month 13', { rule: { kind: 'FIXED', month: 13, day: 1 } }, ['input.rule.month']],
    ['a day that no year has', { rule: { kind: 'FIXED', month: 4, day: 31 } }, ['input.rule.day']],
    ['a weekday 0', { rule: { kind: 'NTH_WEEKDAY', month: 4, weekday: 0, nth: 1 } }, ['input.rule.weekday']],
    ['a sixth weekday', { rule: { kind: 'NTH_WEEKDAY', month: 4, weekday: 1, nth: 6 } }, ['input.rule.nth']],
    ['a weekday before the last', { rule: { kind: 'NTH_WEEKDAY', month: 4, weekday: 1, nth: -2 } }, ['input.rule.nth']],
    ['half a day', { rule: { kind: 'OFFSET', of: 'base', days: 0.5 } }, ['input.rule.days']],
    ['an offset of two years', { rule: { kind: 'OFFSET', of: 'base', days: 730 } }, ['input.rule.days']],
    ['an offset of nothing', { rule: { kind: 'OFFSET', of: 'gone', days: 1 } }, ['input.rule.of']],
    ['an offset of itself', { rule: { kind: 'OFFSET', of: 'wspd', days: 1 } }, ['input.rule.of']],
    ['an offset in a circle', { rule: { kind: 'OFFSET', of: 'eve', days: 1 } }, ['input.rule.of']],
    ['no day', { durationDays: 0 }, ['input.durationDays']],
    ['32 days', { durationDays: 32 }, ['input.durationDays']],
    [
      'a week of five days',
      { rule: { kind: 'WEEK_CONTAINING', month: 9, day: 10, weekStart: 1 }, durationDays: 5 },
      ['input.durationDays'],
    ],
    ['a rule without its source', { source: '' }, ['input.source']],
    ['a source that is no https address', { source: 'http://example.org/' }, ['input.source']],
    ['an override without its source', { overrides: [override({ source: '' })] }, ['input.overrides.0.source']],
    ['an inverted override', { overrides: [override({ end: '2027-09-09' })] }, ['input.overrides.0.end']],
    ['an override of 32 days', { overrides: [override({ end: '2027-10-11' })] }, ['input.overrides.0.end']],
    ['an override in another year', { overrides: [override({ year: 2028 })] }, ['input.overrides.0.start']],
    [
      'an override of 1999',
      { overrides: [override({ year: 1999, start: '1999-09-10', end: '1999-09-10' })] },
      ['input.overrides.0.year'],
    ],
    ['a day that is none', { overrides: [override({ start: '2027-02-30' })] }, ['input.overrides.0.start']],
    ['a year twice', { overrides: [override(), override()] }, ['input.overrides.1.year']],
  ])('%s', (_, change, expected) => {
    const eve = observance('eve', { kind: 'OFFSET', of: 'wspd', days: -1 });
    expect(reasons({ ...WSPD, ...change }, [WSPD, eve, observance('base', { kind: 'ANNOUNCED' })])).toEqual(expected);
  });

  it('all of them are told at once', () => {
    expect(reasons({ ...WSPD, slug: '', region: 'X', durationDays: 99, source: '' })).toHaveLength(4);
  });
});

describe('a rule of fields', () => {
  const none = { month: null, day: null, weekday: null, nth: null, weekStart: null, of: null, days: null };
  it.each<[string, Partial<ObservanceRuleFields> & Pick<ObservanceRuleFields, 'kind'>, string[]]>([
    ['says what is missing', { kind: 'NTH_WEEKDAY', month: 9 }, ['rule.weekday', 'rule.nth']],
    ['says what is of no use', { kind: 'FIXED', month: 9, day: 10, weekday: 1 }, ['rule.weekday']],
    ['has nothing when it is announced', { kind: 'ANNOUNCED', month: 9 }, ['rule.month']],
    ['is whole', { kind: 'OFFSET', of: 'base', days: -5 }, []],
  ])('%s', (_, fields, expected) => {
    const outcome = observanceRuleOf({ ...none, ...fields }, ['rule']);
    expect(outcome.refusals.map(({ path }) => path.join('.'))).toEqual(expected);
  });

  it('is the rule again', () => {
    for (const { rule } of AWARENESS_DAYS) expect(observanceRuleOf(observanceRuleFields(rule), []).value).toEqual(rule);
  });
});
