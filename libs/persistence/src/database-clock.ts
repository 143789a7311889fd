import { truerReading, type Clock, type ClockReading, type Instant } from '#domain';
import { prismaOf, type Database } from './database.js';

const MEASUREMENTS = 3;

/**
 * The database's clock as this process sees it: its own monotonic clock, set by measuring. Between measurements it
 * never runs backwards because the host's wall clock was stepped; a new measurement may move it, and says by how much.
 */
export class DatabaseClock implements Clock {
  /** Database time minus monotonic time, milliseconds; the host's own clock until the first measurement. */
  private ahead = Date.now() - performance.now();
  private reading: ClockReading | null = null;

  constructor(private readonly database: Database) {}

  now(): Instant {
    return Math.round(performance.now() + this.ahead);
  }

  /** How far the host's wall clock is behind the database's, milliseconds; negative: ahead of it. For metrics and alarms. */
  offsetMs(): number {
    return Math.round(this.now() - Date.now());
  }

  /**
   * Measures anew; the quickest of a few round trips is the truest, and its middle is taken as the moment of reading. When even that one
   * was slow, as over a link that is held, an earlier measurement may be truer still.
   *
   * @throws a fault of the database; the last measurement stands
   */
  async measure(): Promise<void> {
    let best: ClockReading | null = null;
    for (let i = 0; i < MEASUREMENTS; i += 1) {
      const sent = performance.now();
      const rows = await prismaOf(this.database).$queryRaw<
        { ms: number }[]
      >`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
      const received = performance.now();
      const roundTripMs = received - sent;
      if (best === null || roundTripMs < best.roundTripMs)
        best = { roundTripMs, ahead: rows[0]!.ms - (sent + received) / 2, at: received };
    }
    this.reading = truerReading(this.reading, best!);
    this.ahead = this.reading.ahead;
  }
}
