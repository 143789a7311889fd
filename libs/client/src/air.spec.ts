import { airAt, PHASES, type Phase } from './air.js';
import type { Answer, Segment } from './answer.js';

const T = Date.UTC(2026, 8, 10);
const iso = (at: number) => new Date(T + at).toISOString();
const segment: Segment = { from: iso(1_000), until: iso(2_000), campaign: null, alsoOnAir: [] };
const answer = (next: Segment | null): Answer => ({
  help: { resolution: 'EXACT', emergency: '', directory: '', services: [], notices: [] },
  servedAt: iso(0),
  validUntil: iso(1_000),
  version: '1.a',
  campaign: null,
  alsoOnAir: [],
  next,
});
const HELD = answer(segment);
const EMBARGOED = answer(null);

/** Answer, bounds of the server's time, phase, milliseconds until it changes by itself. */
const TABLE: readonly [string, Answer | null, [number, number] | null, Phase, number | null][] = [
  ['nothing is held', null, [0, 0], 'HELP_ONLY', null],
  ['nothing is held nor known', null, null, 'HELP_ONLY', null],
  ['the time is not known', HELD, null, 'UNSURE', null],
  ['the first instant', HELD, [0, 0], 'ON_AIR', 1_000],
  ['the last millisecond', HELD, [999, 999], 'ON_AIR', 1],
  ['the end may have come', HELD, [900, 1_000], 'SEAM', 100],
  ['the end has come, the beginning may not have', HELD, [999, 1_100], 'SEAM', 1],
  ['the beginning must have come', HELD, [1_000, 1_100], 'NEXT', 900],
  ['the last millisecond of what follows', HELD, [1_900, 1_999], 'NEXT', 1],
  ['the end of what follows may have come', HELD, [1_900, 2_000], 'RUN_OUT', null],
  ['so little is known that both may be over', HELD, [0, 2_000], 'RUN_OUT', null],
  ['a seam that what follows does not outlive', HELD, [0, 1_950], 'SEAM', 50],
  ['what follows is embargoed, before the end', EMBARGOED, [0, 999], 'ON_AIR', 1],
  ['what follows is embargoed', EMBARGOED, [900, 1_000], 'RUN_OUT', null],
];

describe('the phase of an answer', () => {
  it.each(TABLE)('when %s', (_, held, bounds, phase, changesInMs) => {
    const now = bounds && { loMs: T + bounds[0], hiMs: T + bounds[1] };
    expect(airAt(held, now)).toEqual({ phase, changesInMs });
  });

  it('has no phase that is never reached', () => {
    expect(new Set(TABLE.map(([, , , phase]) => phase))).toEqual(new Set(PHASES));
  });

  it('leaves each phase that time ends by time alone, in the order of the table, and stays in the others', () => {
    for (const [, held, bounds] of TABLE) {
      if (held === null || bounds === null) continue;
      let [lo, hi] = bounds;
      const seen: Phase[] = [];
      for (let step = 0; step < 5; step += 1) {
        const { phase, changesInMs } = airAt(held, { loMs: T + lo, hiMs: T + hi });
        seen.push(phase);
        if (changesInMs === null) break;
        expect(changesInMs).toBeGreaterThan(0);
        lo += changesInMs;
        hi += changesInMs;
      }
      expect(seen.at(-1)).toBe('RUN_OUT');
      expect(seen).toEqual(seen.toSorted((a, b) => PHASES.indexOf(a) - PHASES.indexOf(b)));
    }
  });
});
