import fc from 'fast-check';
import { TIERS, tierRank } from '../campaign/tier.js';
import { contains, HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { deriveWindow } from '../time/window-intent.js';
import { compile } from './programme.js';
import { instants, localDays, programmeRows, runRow, viewerIn, type RunPlan } from './programme-fixtures.js';
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
    expect(resolve([], T)).toEqual({ from: null, until: null, onAir: null });
    expect(timeline([], T, T + HOUR_MS)).toEqual([{ from: T, until: T + HOUR_MS, onAir: null }]);
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
