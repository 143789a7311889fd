import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.js';
import type { ViewerClues } from '../time/viewer.js';
import { activeAnswer, programmeAnswer } from './answer.js';
import { compile } from './compile.js';
import { instants, localDays, programmeRows, runRow, type RunPlan } from './programme-fixtures.js';

const T = Date.UTC(2026, 8, 9, 12);
const answer = (plans: readonly RunPlan[], at: number, clues: ViewerClues = { timeZone: 'UTC' }) =>
  activeAnswer(compile(programmeRows(plans.map(runRow))), 'discover', clues, at);
const segments = (plans: readonly RunPlan[], at: number, hours: number, clues: ViewerClues = { timeZone: 'UTC' }) =>
  programmeAnswer(compile(programmeRows(plans.map(runRow))), 'discover', clues, at, hours * HOUR_MS).segments.map(
    (segment) => [segment.from, segment.until, segment.onAir?.candidate.runId ?? null],
  );

describe('the answer to what is on', () => {
  it('is nothing, with help, good for a day, when nothing is scheduled', () => {
    expect(answer([], T)).toMatchObject({
      onAir: null,
      next: null,
      servedAt: T,
      validUntil: T + DAY_MS,
      help: { resolution: 'DIRECTORY' },
    });
  });

  it('is valid until the next boundary and says what follows', () => {
    const soon: RunPlan = { id: 'soon', intent: instants(T + HOUR_MS, T + 2 * HOUR_MS) };
    expect(answer([soon], T)).toMatchObject({
      onAir: null,
      validUntil: T + HOUR_MS,
      next: { from: T + HOUR_MS, until: T + 2 * HOUR_MS, onAir: { candidate: { runId: 'soon' } } },
    });
  });

  it('says that nothing follows when nothing does', () => {
    const now: RunPlan = { id: 'now', intent: instants(T, T + HOUR_MS) };
    expect(answer([now], T)).toMatchObject({ validUntil: T + HOUR_MS, next: { from: T + HOUR_MS, onAir: null } });
  });

  it('is at most a day long, and then names nothing', () => {
    const far: RunPlan = { id: 'far', intent: instants(T + 25 * HOUR_MS, null) };
    expect(answer([far], T)).toMatchObject({ validUntil: T + DAY_MS, next: null });
  });

  it.each([
    ['at the whole ten minutes before a day is over', 1, DAY_MS],
    ['at the same for all of ten minutes', 10 * MINUTE_MS - 1, DAY_MS],
    ['then ten minutes later', 10 * MINUTE_MS, DAY_MS + 10 * MINUTE_MS],
  ])('ends, where nothing ends it, %s', (_, laterMs, expected) => {
    expect(answer([], T + laterMs).validUntil).toBe(T + expected);
  });

  it('tells nothing of what begins after that end, be it within the day', () => {
    const late: RunPlan = { id: 'late', intent: instants(T + DAY_MS + MINUTE_MS, null) };
    expect(answer([late], T + 2 * MINUTE_MS)).toMatchObject({ validUntil: T + DAY_MS, next: null });
  });

  it('keeps silent about an embargoed run, but ends where it begins', () => {
    const secret: RunPlan = { id: 'secret', embargoed: true, intent: instants(T + HOUR_MS, T + 2 * HOUR_MS) };
    expect(answer([secret], T)).toMatchObject({ onAir: null, validUntil: T + HOUR_MS, next: null });
    expect(answer([secret], T + HOUR_MS)).toMatchObject({
      onAir: { candidate: { runId: 'secret' } },
      validUntil: T + 2 * HOUR_MS,
    });
    expect(segments([secret], T, 3)).toEqual([[T, T + 3 * HOUR_MS, null]]);
  });

  it('does not betray an embargoed run by the end of what follows', () => {
    const soon: RunPlan = { id: 'soon', tier: 'EVERGREEN', intent: instants(T + HOUR_MS, T + 9 * HOUR_MS) };
    const secret: RunPlan = { id: 'secret', embargoed: true, intent: instants(T + 2 * HOUR_MS, T + 3 * HOUR_MS) };
    expect(answer([soon, secret], T).next).toMatchObject({ from: T + HOUR_MS, until: T + 9 * HOUR_MS });
  });

  it('tells the hours to come in order, the last cut at their end', () => {
    const plans: RunPlan[] = [
      { id: 'a', tier: 'EVERGREEN', intent: instants(T, null) },
      { id: 'b', intent: instants(T + HOUR_MS, T + 2 * HOUR_MS) },
    ];
    expect(segments(plans, T, 3)).toEqual([
      [T, T + HOUR_MS, 'a'],
      [T + HOUR_MS, T + 2 * HOUR_MS, 'b'],
      [T + 2 * HOUR_MS, T + 3 * HOUR_MS, 'a'],
    ]);
  });
});

describe('a viewer of whom only the date is known', () => {
  const day: RunPlan = { id: 'day', intent: localDays('2026-09-10', '2026-09-10') };

  it.each([
    ['the day before', '2026-09-09', null],
    ['the day', '2026-09-10', 'day'],
  ])('is answered by that date: %s', (_, localDate, expected) => {
    expect(answer([day], Date.UTC(2026, 8, 9, 20), { localDate }).onAir?.candidate.runId ?? null).toBe(expected);
  });

  it('is shown nothing past the first midnight that could be theirs, and must ask again there', () => {
    // At 20:00 UTC it is already the 10th from UTC+4 eastwards; in UTC+14 that day ends first.
    const at = Date.UTC(2026, 8, 9, 20);
    expect(answer([day], at, { localDate: '2026-09-10' })).toMatchObject({
      validUntil: Date.UTC(2026, 8, 10, 10),
      next: null,
    });
  });

  it('is answered by the zone of their region when it shares the date', () => {
    const at = Date.UTC(2026, 8, 9, 20);
    expect(answer([day], at, { localDate: '2026-09-10', region: 'SG' })).toMatchObject({
      viewer: { zone: 'Asia/Singapore' },
      validUntil: Date.UTC(2026, 8, 10, 16),
    });
  });

  it('is told of a boundary that is one instant for everybody', () => {
    const at = Date.UTC(2026, 8, 9, 20);
    const soon: RunPlan = { id: 'soon', intent: instants(at + MINUTE_MS, at + HOUR_MS) };
    expect(answer([soon], at, { localDate: '2026-09-10' }).next?.onAir?.candidate.runId).toBe('soon');
  });

  it('falls back when it is that date nowhere on Earth', () => {
    expect(answer([day], Date.UTC(2026, 8, 9, 20), { localDate: '1999-01-01', region: 'SG' }).viewer.zone).toBe(
      'Asia/Singapore',
    );
    expect(answer([day], Date.UTC(2026, 8, 9, 20), { localDate: '1999-01-01' }).viewer.zone).toBe('UTC');
  });
});

describe('properties', () => {
  const plan = fc
    .record({
      start: fc.integer({ min: -50, max: 50 }),
      length: fc.integer({ min: 1, max: 60 }),
      local: fc.boolean(),
      embargoed: fc.boolean(),
      tier: fc.constantFrom('PROGRAMME' as const, 'EVERGREEN' as const),
    })
    .map(({ start, length, local, embargoed, tier }) => {
      const from = T + start * HOUR_MS;
      const date = (at: number) => new Date(at).toISOString().slice(0, 10);
      return {
        tier,
        embargoed,
        intent: local ? localDays(date(from), date(from + length * HOUR_MS)) : instants(from, from + length * HOUR_MS),
      };
    });
  const plans = fc
    .array(plan, { maxLength: 6 })
    .map((list) => list.map((one, index): RunPlan => ({ ...one, id: `run-${index}` })));
  const clues = fc.record({
    timeZone: fc.constantFrom('Pacific/Kiritimati', 'Europe/London', 'Pacific/Pago_Pago', 'Not/AZone', undefined),
    localDate: fc.constantFrom('2026-09-09', '2026-09-10', 'rubbish', undefined),
    region: fc.constantFrom('GB', 'SG', 'XX', undefined),
  });

  it('within its validity an answer never changes by schedule, and what follows is what is then on', () => {
    fc.assert(
      fc.property(plans, clues, fc.integer({ min: 0, max: 1000 }), (runs, viewer, permille) => {
        const first = answer(runs, T, viewer);
        const within = T + Math.floor(((first.validUntil - T - 1) * permille) / 1000);
        const pinned = { ...viewer, timeZone: first.viewer.zone };
        expect(answer(runs, within, pinned).onAir?.candidate.runId).toBe(first.onAir?.candidate.runId);
        if (first.next !== null)
          expect(answer(runs, first.validUntil, pinned).onAir?.candidate.runId).toBe(first.next.onAir?.candidate.runId);
      }),
      { numRuns: 500 },
    );
  });

  it('no embargoed run is named before it is on air', () => {
    fc.assert(
      fc.property(plans, clues, (runs, viewer) => {
        const { next } = answer(runs, T, viewer);
        if (next?.onAir) expect(next.onAir.candidate.embargoed && next.onAir.window.start > T).toBe(false);
        for (const segment of programmeAnswer(compile(programmeRows(runs.map(runRow))), 'discover', viewer, T, DAY_MS)
          .segments) {
          if (segment.onAir?.candidate.embargoed) expect(segment.onAir.window.start).toBeLessThanOrEqual(T);
        }
      }),
      { numRuns: 300 },
    );
  });
});
