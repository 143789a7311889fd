/**
 * A point on the one world time line: UTC epoch milliseconds, a whole number. Rows keep `timestamptz(3)`, GraphQL shows
 * RFC 3339; in between there is only this.
 */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The one port of time. Decisions take an `Instant` argument; only the edges of the program hold a clock. */
export interface Clock {
  /** Now by the database's clock, UTC epoch milliseconds. */
  now(): Instant;
}

/** A stretch of time `[start, end)`: the start belongs to it, the end does not. `end` null: open, it never ends. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant | null;
}

/** True from the first millisecond of the window until the one before its end. */
export function contains(window: Window, at: Instant): boolean {
  return at >= window.start && (window.end === null || at < window.end);
}

/** True when some instant lies in both; windows that only touch do not overlap. */
export function overlaps(a: Window, b: Window): boolean {
  return (b.end === null || a.start < b.end) && (a.end === null || b.start < a.end);
}

/** True when every instant of `inner` lies in `outer`. */
export function covers(outer: Window, inner: Window): boolean {
  return outer.start <= inner.start && (outer.end === null || (inner.end !== null && inner.end <= outer.end));
}

/** RFC 3339 in UTC with milliseconds, as every message and log line shows an instant. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}
