import fc from 'fast-check';
import { TIERS, tierRank } from '../campaign/tier.js';
import { contains, HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { deriveWindow } from '../time/window-intent.js';
import { compile } from './compile.js';
import { entryRow, instants, localDays, programmeRows, runRow, viewerIn, type RunPlan } from './programme-fixtures.js';
import { onAirAt, placedFor, resolve, timeline } from './resolve.js';

const T = Date.UTC(2026, 8, 10, 12);
const placed = (plans: readonly RunPlan[], zone = 'UTC') =>
  placedFor(compile(programmeRows(plans.map(runRow))), 'discover', viewerIn(zone));
const idAt = (plans: readonly RunPlan[], at: number, zone = 'UTC') =>
  onAirAt(placed(plans, zone), at)?.candidate.runId ?? null;
const ONE: RunPlan = { id: 'one', intent: instants(T, T + HOUR_MS) };

describe('what is on air at an instant', () => {
  it.each([
    ['one millisecond before the start', T - 1, null],
    ['the first millisecond of the window', T, 'one'],
    ['the last millisecond of the window', T + HOUR_MS - 1, 'one'],
    ['the end of the window', T + HOUR_MS, null],
  ])('at %s: %s is %s', (_, at, expected) => {
    expect(idAt([ONE], at)).toBe(expected);
  });

  it('hands over at a shared boundary with no gap and no overlap', () => {
    const next: RunPlan = { id: 'two', intent: instants(T + HOUR_MS, T + 2 * HOUR_MS) };
    expect(idAt([ONE, next], T + HOUR_MS - 1)).toBe('one');
    expect(idAt([ONE, next], T + HOUR_MS)).toBe('two');
  });

  it('prefers the higher tier over the later start', () => {
    const crisis: RunPlan = { id: 'crisis', tier: 'CRISIS', intent: instants(T - HOUR_MS, null) };
    expect(idAt([ONE, crisis], T)).toBe('crisis');
  });

  it('prefers the later start within a tier, so that a newer run displaces an older one', () => {
    const older: RunPlan = { id: 'a-older', intent: instants(T - HOUR_MS, null) };
    expect(idAt([older, ONE], T)).toBe('one');
    expect(idAt([older, ONE], T + HOUR_MS)).toBe('a-older');
  });

  it('prefers the smaller id among equals, whatever the order of the rows', () => {
    const twin: RunPlan = { ...ONE, id: 'b-twin' };
    expect(idAt([ONE, twin], T)).toBe('b-twin');
    expect(idAt([twin, ONE], T)).toBe('b-twin');
  });

  it.each([
    ['Pacific/Kiritimati', '2021-09-09T10:00:00Z', '2021-09-16T10:00:00Z'],
    ['Asia/Singapore', '2021-09-09T16:00:00Z', '2021-09-16T16:00:00Z'],
    ['Europe/London', '2021-09-09T23:00:00Z', '2021-09-16T23:00:00Z'],
    ['Pacific/Pago_Pago', '2021-09-10T11:00:00Z', '2021-09-17T11:00:00Z'],
  ])('shows a viewer-local week in %s from %s until %s, to the millisecond', (zone, start, end) => {
    const week: RunPlan = { id: 'week', intent: localDays('2021-09-10', '2021-09-16') };
    expect(idAt([week], Date.parse(start) - 1, zone)).toBeNull();
    expect(idAt([week], Date.parse(start), zone)).toBe('week');
    expect(idAt([week], Date.parse(end) - 1, zone)).toBe('week');
    expect(idAt([week], Date.parse(end), zone)).toBeNull();
  });

  it('does not flicker where the local date runs backwards (St. John’s, 2010-11-07)', () => {
    const sixth: RunPlan = { id: 'sixth', intent: localDays('2010-11-06', '2010-11-06') };
    const end = Date.parse('2010-11-07T02:30:00Z');
    const seen = Array.from({ length: 120 }, (_, minute) =>
      idAt([sixth], end - 10 * MINUTE_MS + minute * MINUTE_MS, 'America/St_Johns'),
    );
    expect(seen.lastIndexOf('sixth')).toBe(9);
    expect(seen.slice(0, 10)).toEqual(Array(10).fill('sixth'));
  });

  it('shows nothing of a day that a zone skipped (Apia, 2011-12-30)', () => {
    const skipped: RunPlan = { id: 'skipped', intent: localDays('2011-12-30', '2011-12-30') };
    expect(placed([skipped], 'Pacific/Apia')).toEqual([]);
    expect(placed([skipped], 'UTC')).toHaveLength(1);
  });
});

describe('segments', () => {
  it('end at the first instant at which something else is on, not at a boundary of a loser', () => {
    const evergreen: RunPlan = {
      id: 'evergreen',
      tier: 'EVERGREEN',
      intent: instants(T - HOUR_MS, T + 30 * MINUTE_MS),
    };
    expect(resolve(placed([ONE, evergreen]), T)).toMatchObject({ from: T, until: T + HOUR_MS });
  });

  it('begin where the answer began', () => {
    const evergreen: RunPlan = { id: 'evergreen', tier: 'EVERGREEN', intent: instants(T - HOUR_MS, null) };
    const segment = resolve(placed([ONE, evergreen]), T + 3 * HOUR_MS);
    expect(segment).toMatchObject({ from: T + HOUR_MS, until: null });
  });

  it('of an empty programme are one, since ever and for good', () => {
    expect(resolve([], T)).toEqual({ from: null, until: null, onAir: null, alsoOnAir: [] });
    expect(timeline([], T, T + HOUR_MS)).toEqual([{ from: T, until: T + HOUR_MS, onAir: null, alsoOnAir: [] }]);
  });
});

const ZONES = [
  'UTC',
  'Pacific/Kiritimati',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Pacific/Pago_Pago',
];
const day = fc
  .integer({ min: 0, max: 20 })
  .map((n) => new Date(Date.UTC(2026, 9, 15) + n * 24 * HOUR_MS).toISOString().slice(0, 10));
const intent = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 200 }))
    .map(([start, length]) => instants(T + start * HOUR_MS, T + (start + length) * HOUR_MS)),
  fc.tuple(day, day).map(([a, b]) => localDays(a < b ? a : b, a < b ? b : a)),
);
const plans = fc
  .array(fc.record({ intent, tier: fc.constantFrom(...TIERS) }), { maxLength: 8 })
  .map((list): RunPlan[] => list.map((one, index) => ({ ...one, id: `run-${index}` })));
const instant = fc.integer({ min: T, max: T + 1_000 * HOUR_MS });

describe('properties', () => {
  it('no viewer is ever shown a campaign outside its window', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...ZONES), instant, (runs, zone, at) => {
        const onAir = onAirAt(placed(runs, zone), at);
        if (onAir === null) return;
        expect(contains(deriveWindow(onAir.candidate.intent, zone), at)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing that is in its window loses to a lower tier, and something is on whenever anything is in its window', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...ZONES), instant, (runs, zone, at) => {
        const inWindow = runs.filter((run) => contains(deriveWindow(run.intent, zone), at));
        const winner = onAirAt(placed(runs, zone), at);
        expect(winner === null).toBe(inWindow.length === 0);
        if (winner !== null)
          expect(tierRank(winner.candidate.tier)).toBe(Math.min(...inWindow.map((run) => tierRank(run.tier!))));
      }),
      { numRuns: 300 },
    );
  });

  it('the answer does not depend on the order of the rows, nor change them', () => {
    fc.assert(
      fc.property(plans, instant, fc.constantFrom(...ZONES), (runs, at, zone) => {
        const rows = runs.map(runRow);
        const frozen = structuredClone(rows);
        const answer = (list: typeof rows) =>
          onAirAt(placedFor(compile(programmeRows(list)), 'discover', viewerIn(zone)), at)?.candidate.runId;
        expect(answer([...rows].reverse())).toBe(answer(rows));
        expect(rows).toEqual(frozen);
      }),
      { numRuns: 200 },
    );
  });

  it('a timeline has neither gap nor overlap and agrees with the resolver at every boundary and between', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...ZONES), (runs, zone) => {
        const candidates = placed(runs, zone);
        const until = T + 1_000 * HOUR_MS;
        const segments = timeline(candidates, T, until);
        expect([segments[0]!.from, segments.at(-1)!.until]).toEqual([T, until]);
        segments.forEach((segment, index) => {
          if (index > 0) expect(segment.from).toBe(segments[index - 1]!.until);
          for (const at of [segment.from!, segment.until! - 1, Math.floor((segment.from! + segment.until!) / 2)]) {
            const resolved = resolve(candidates, at);
            expect(resolved.onAir?.candidate.runId).toBe(segment.onAir?.candidate.runId);
            expect(resolved.until ?? until).toBeGreaterThanOrEqual(segment.until!);
          }
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('entries with times, pauses and shared surfaces', () => {
  const daytime = entryRow(1, { times: { days: [], weekdays: [], hours: { from: '09:00', to: '17:00' } } });
  const dayThree = entryRow(2, { times: { days: [3], weekdays: [], hours: null } });
  const week: RunPlan = { id: 'week', intent: localDays('2027-09-10', '2027-09-16'), entries: [daytime, dayThree] };
  const under: RunPlan = { id: 'under', tier: 'EVERGREEN', intent: instants(0, null) };
  const at = (text: string) => Date.parse(`2027-09-${text}Z`);
  const on = (plans: readonly RunPlan[], text: string) => {
    const shown = onAirAt(placed(plans), at(text));
    return [shown?.candidate.runId, shown?.entries.map(({ revisionId }) => revisionId).join()];
  };

  it('a run gives way to the next one while none of its entries is shown', () => {
    expect(on([week, under], '10T08:59:59.999')).toEqual(['under', 'revision-1']);
    expect(on([week, under], '10T09:00')).toEqual(['week', 'revision-1']);
    expect(on([week, under], '10T17:00')).toEqual(['under', 'revision-1']);
    expect(on([week, under], '12T08:00')).toEqual(['week', 'revision-2']);
    expect(on([week, under], '12T10:00')).toEqual(['week', 'revision-1,revision-2']);
  });

  it('the answer changes at every edge of an entry, and a segment ends there', () => {
    expect(resolve(placed([week, under]), at('12T10:00'))).toMatchObject({
      from: at('12T09:00'),
      until: at('12T17:00'),
    });
    const segments = timeline(placed([week, under]), at('11T12:00'), at('13T12:00'));
    expect(
      segments.map(({ from, onAir }) => [new Date(from!).toISOString().slice(8, 16), onAir?.candidate.runId]),
    ).toEqual([
      ['11T12:00', 'week'],
      ['11T17:00', 'under'],
      ['12T00:00', 'week'],
      ['12T09:00', 'week'],
      ['12T17:00', 'week'],
      ['13T00:00', 'under'],
      ['13T09:00', 'week'],
    ]);
  });

  it('an entry that waits for a day far away promises the answer for no more than eight days', () => {
    const late = entryRow(1, { times: { days: [30], weekdays: [], hours: null } });
    const month: RunPlan = { id: 'month', intent: localDays('2027-09-01', '2027-09-30'), entries: [entryRow(2), late] };
    const segment = resolve(placed([month]), at('02T00:00'));
    expect(segment.until).toBe(at('10T00:00'));
    expect(resolve(placed([month]), at('29T00:00')).until).toBe(at('30T00:00'));
  });

  it('a pause takes all but the crisis tier off, where it holds, from its first to before its last instant', () => {
    const crisis: RunPlan = { id: 'crisis', tier: 'CRISIS', intent: instants(at('11T00:00'), null) };
    const pauses = [{ id: 'p', regions: ['GB'], window: { start: at('10T12:00'), end: at('12T00:00') } }];
    const paused = (region: string | null, text: string, plans: readonly RunPlan[] = [under]) => {
      const programme = compile({ ...programmeRows(plans.map(runRow)), pauses });
      return onAirAt(placedFor(programme, 'discover', viewerIn('UTC', { region })), at(text))?.candidate.runId ?? null;
    };
    expect(paused('GB', '10T11:59:59.999')).toBe('under');
    expect(paused('GB', '10T12:00')).toBeNull();
    expect(paused(null, '10T12:00')).toBeNull();
    expect(paused('SG', '10T12:00')).toBe('under');
    expect(paused('GB', '11T00:00', [under, crisis])).toBe('crisis');
    expect(paused('GB', '12T00:00')).toBe('under');
  });

  it('a shared surface shows as many as it has places, by precedence, whatever the order of the rows', () => {
    const plans = ['c', 'a', 'b'].map((id): RunPlan => ({ ...under, id }));
    for (const order of [plans, plans.toReversed()]) {
      const segment = resolve(placed([...order, week]), at('12T10:00'), 3);
      expect([segment.onAir, ...segment.alsoOnAir].map((shown) => shown?.candidate.runId)).toEqual(['week', 'a', 'b']);
    }
  });
});
