/** A monotonic clock that runs this much too fast or too slow is taken for sound: milliseconds a millisecond. */
const DRIFT = 0.000_2;

/** What one round trip has told of another clock. All on this process' monotonic clock, milliseconds. */
export interface ClockReading {
  /** The other clock minus the monotonic one: right within half the round trip, wherever in it the other was read. */
  readonly ahead: number;
  readonly roundTripMs: number;
  /** When the answer was there. */
  readonly at: number;
}

/**
 * The reading to go by: the fresh one, unless the one that is held is still truer.
 *
 * An answer that was on the way for seconds tells the time within seconds only: it must not move a clock that was set within a
 * millisecond. What is held loses worth as clocks drift apart, and all of it when the two cannot both be right: the other
 * clock was set.
 *
 * @param held null: none yet
 */
export function truerReading(held: ClockReading | null, fresh: ClockReading): ClockReading {
  if (held === null) return fresh;
  const heldWithin = held.roundTripMs / 2 + (fresh.at - held.at) * DRIFT;
  const freshWithin = fresh.roundTripMs / 2;
  const canBothBeRight = Math.abs(fresh.ahead - held.ahead) <= heldWithin + freshWithin;
  return canBothBeRight && heldWithin < freshWithin ? held : fresh;
}
