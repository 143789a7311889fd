import { TIERS } from '../campaign/tier.js';
import { compile } from '../programme/compile.js';
import { instants, programmeRows, runRow, viewerIn } from '../programme/programme-fixtures.js';
import { onAirAt, placedFor } from '../programme/resolve.js';
import { activeAnswer } from '../programme/answer.js';
import { HOUR_MS } from '../time/instant.js';
import { askEndRefusals, confirmEndRefusals, helpOnlyRefusals, isHelpOnly, type HelpOnly } from './help-only.js';

const T = Date.UTC(2027, 8, 10, 12);
const IN_GB: HelpOnly = { id: 'h', regions: ['GB'], window: { start: T, end: null } };

describe('help only', () => {
  it.each([
    ['its region', 'GB', T, true],
    ['another region', 'IE', T, false],
    ['nobody knows where', null, T, true],
    ['its region a millisecond before', 'GB', T - 1, false],
  ])('in %s', (_, region, at, expected) => {
    expect(isHelpOnly([IN_GB], region, at)).toBe(expected);
  });

  it('is everywhere without regions', () => {
    expect(isHelpOnly([{ ...IN_GB, regions: [] }], 'SG', T)).toBe(true);
  });

  it.each(TIERS)('leaves nothing of the tier %s, in its region only', (tier) => {
    const rows = programmeRows([runRow({ id: 'a', tier, intent: instants(T - HOUR_MS, null) })]);
    const programme = compile({ ...rows, helpOnly: [IN_GB] });
    const on = (region: string | null, at: number) =>
      onAirAt(placedFor(programme, 'discover', viewerIn('UTC', { region })), at)?.candidate.runId ?? null;
    expect([on('GB', T - 1), on('GB', T), on(null, T), on('IE', T)]).toEqual(['a', null, null, 'a']);
    expect(activeAnswer(programme, 'discover', { region: 'GB', timeZone: 'UTC' }, T - 1).validUntil).toBe(T);
  });

  it('is for regions that can be some', () => {
    expect(helpOnlyRefusals(['GB'], [])).toEqual([]);
    expect(helpOnlyRefusals(['gb', 'GBR'], [])).toHaveLength(2);
  });

  it.each([
    ['standing', { endAskedBy: null, isEnded: false }, [], ['WRONG_STATE'], ['WRONG_STATE']],
    ['asked for by Ann', { endAskedBy: 'ann', isEnded: false }, ['WRONG_STATE'], ['ANOTHER_PERSON_NEEDED'], []],
    ['over', { endAskedBy: 'ann', isEnded: true }, ['WRONG_STATE'], ['WRONG_STATE'], ['WRONG_STATE']],
  ])('whose end is %s is ended by two people', (_, ending, ask, byAnn, byBob) => {
    const codes = (refusals: readonly { code: string }[]) => refusals.map(({ code }) => code);
    expect(codes(askEndRefusals(ending, []))).toEqual(ask);
    expect(codes(confirmEndRefusals(ending, 'ann', []))).toEqual(byAnn);
    expect(codes(confirmEndRefusals(ending, 'bob', []))).toEqual(byBob);
  });
});
