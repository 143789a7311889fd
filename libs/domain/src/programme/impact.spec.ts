import { DAY_MS, HOUR_MS } from '../time/instant.js';
import { entryRow, DOCUMENT, instants, localDays, programmeRows, runRow, type RunPlan } from './programme-fixtures.js';
import { IMPACT_AHEAD_MS, impactOf } from './impact.js';

const NOW = Date.UTC(2027, 7, 1);
const T = Date.UTC(2027, 8, 10);
const ZONES = ['UTC', 'Pacific/Kiritimati', 'Europe/London', 'Pacific/Pago_Pago'];
const rows = (...plans: RunPlan[]) => programmeRows(plans.map(runRow));
const EVERGREEN: RunPlan = { id: 'evergreen', tier: 'EVERGREEN', intent: instants(NOW - DAY_MS, null) };
const WEEK: RunPlan = { id: 'week', intent: localDays('2027-09-10', '2027-09-16') };
const impact = (before: RunPlan[], after: RunPlan[]) =>
  impactOf(rows(...before), rows(...after), 'discover', ZONES, NOW);
const told = ({ changes }: ReturnType<typeof impact>) =>
  changes.map(({ goesOn, goesOff, from, until, regions }) => [
    goesOn?.runId ?? null,
    goesOff?.runId ?? null,
    new Date(from).toISOString(),
    until && new Date(until).toISOString(),
    regions,
  ]);

describe('the impact of a change', () => {
  it('is nothing when nothing changes', () => {
    expect(impact([EVERGREEN], [EVERGREEN])).toMatchObject({
      changes: [],
      displaced: [],
      withoutRights: [],
      withoutHelp: [],
    });
  });

  it('says what goes on, instead of what, from the first to the last instant on Earth', () => {
    const result = impact([EVERGREEN], [EVERGREEN, WEEK]);
    expect(told(result)).toEqual([
      ['week', 'evergreen', '2027-09-09T10:00:00.000Z', '2027-09-17T11:00:00.000Z', [null]],
    ]);
    expect(result.displaced).toMatchObject([{ runId: 'evergreen', displacedBy: { runId: 'week' }, isWhole: false }]);
  });

  it('says what goes off when a run is taken back, and what comes in its place', () => {
    expect(told(impact([WEEK], []))).toEqual([
      [null, 'week', '2027-09-09T10:00:00.000Z', '2027-09-17T11:00:00.000Z', [null]],
    ]);
    const open: RunPlan = { id: 'open', intent: instants(T, null) };
    expect(told(impact([EVERGREEN, open], [EVERGREEN]))).toEqual([
      ['evergreen', 'open', '2027-09-10T00:00:00.000Z', null, [null]],
    ]);
  });

  it('names a run that some viewers would not see at all any more', () => {
    const short: RunPlan = { id: 'short', intent: instants(T, T + HOUR_MS) };
    const takeover: RunPlan = { id: 'takeover', tier: 'TAKEOVER', intent: instants(T - HOUR_MS, T + DAY_MS) };
    expect(impact([short], [short, takeover]).displaced).toMatchObject([
      { runId: 'short', displacedBy: { runId: 'takeover' }, isWhole: true },
    ]);
  });

  it('says where, when only some regions are concerned', () => {
    const british: RunPlan = { id: 'gb', intent: instants(T, T + DAY_MS), audience: { regions: ['GB'] } };
    const result = impact([EVERGREEN], [EVERGREEN, british]);
    expect(told(result)).toEqual([['gb', 'evergreen', '2027-09-10T00:00:00.000Z', '2027-09-11T00:00:00.000Z', ['GB']]]);
    expect(result.withoutHelp).toMatchObject([
      { runId: 'gb', campaignId: 'campaign-gb', title: 'gb', regions: ['GB'] },
    ]);
  });

  it('names runs that it puts on air without the rights for it', () => {
    const document = { ...DOCUMENT, rights: { from: null, to: '2027-09-12', regions: [] } };
    const result = impact([], [{ ...WEEK, entries: [entryRow(1, { document })] }]);
    expect(result.withoutRights.map(({ runId }) => runId)).toEqual(['week']);
  });

  it('names runs that show too much of what is hard to bear', () => {
    const document = { ...DOCUMENT, topics: ['suicide_prevention'] };
    const heavy = [1, 2, 3].map((position) => entryRow(position, { document }));
    expect(impact([], [{ ...WEEK, entries: heavy }]).heavy).toMatchObject([
      { runId: 'week', mostInADay: 3, mostInARow: 3 },
    ]);
    const parted = [entryRow(1, { document }), entryRow(2), entryRow(3, { document })];
    expect(impact([], [{ ...WEEK, entries: parted }]).heavy).toEqual([]);
  });

  it('looks as far ahead as it says, and tells of a change beyond it nothing', () => {
    const far: RunPlan = { id: 'far', intent: instants(NOW + IMPACT_AHEAD_MS + DAY_MS, null) };
    const result = impact([], [far]);
    expect(result.changes).toEqual([]);
    expect(result.lookedUntil).toBe(NOW + IMPACT_AHEAD_MS);
  });
});
