import { truerReading } from './clock-reading.js';

/** Set within half a millisecond, at the begin. */
const HELD = { ahead: 1_000, roundTripMs: 1, at: 0 };

describe('the reading of another clock to go by', () => {
  it.each([
    ['is the first one, however long it took', null, { ahead: 5, roundTripMs: 9_000, at: 9_000 }, 'fresh'],
    ['is a fresh one that took no longer', HELD, { ahead: 1_000.3, roundTripMs: 1, at: 5_000 }, 'fresh'],
    [
      'is the held one when the fresh one was held up on its way',
      HELD,
      { ahead: -500, roundTripMs: 3_100, at: 5_000 },
      'held',
    ],
    ['is the held one at the limit of its drift', HELD, { ahead: 1_000, roundTripMs: 3, at: 4_999 }, 'held'],
    [
      'is the fresh one when the held one may have drifted as far',
      HELD,
      { ahead: 1_000, roundTripMs: 3, at: 5_000 },
      'fresh',
    ],
    ['is the fresh one when the other clock was set', HELD, { ahead: 61_000, roundTripMs: 3_000, at: 5_000 }, 'fresh'],
    [
      'is the fresh one when the other clock was set back',
      HELD,
      { ahead: -61_000, roundTripMs: 3_000, at: 5_000 },
      'fresh',
    ],
  ])('%s', (_, held, fresh, wins) => {
    expect(truerReading(held, fresh)).toBe(wins === 'held' ? held : fresh);
  });
});
