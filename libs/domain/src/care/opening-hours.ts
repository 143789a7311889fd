import { DAY_MS, type Instant } from '../time/instant.js';
import { zoneOrNull } from '../time/zone.js';
import { isoWeekday, msOfDay, offsetMsAt, wallMsInstant, type WallMs } from '../time/zone-offsets.js';
import type { OpeningHours } from './helpline.js';

export interface Opening {
  /** Null: not known, in a zone that the zone data of this process does not have. */
  readonly open: boolean | null;
  /** The instant at which `open` changes next; null when it never does. */
  readonly until: Instant | null;
}

type Span = { readonly open: string; readonly close: string };

/** The last answer of each hours, which stands from the instant it was asked for until its `until`; it goes with the record. */
const remembered = new WeakMap<OpeningHours, { readonly from: Instant; readonly opening: Opening }>();

/**
 * Whether hours are open at an instant, by the wall clock of the line's own zone; spans over midnight, clock changes and
 * dates with hours of their own included. A wall time that a clock change skips is taken as the first instant after the gap.
 *
 * @returns `until` of a line that is closed for weeks is the next look, eight days ahead, and not the opening itself
 */
export function openingAt(hours: OpeningHours, at: Instant): Opening {
  const known = remembered.get(hours);
  if (known !== undefined && at >= known.from && at < (known.opening.until ?? Infinity)) return known.opening;
  const opening = readOpening(hours, at);
  remembered.set(hours, { from: at, opening });
  return opening;
}

function readOpening(hours: OpeningHours, at: Instant): Opening {
  if (hours.always) return { open: true, until: null };
  if (zoneOrNull(hours.zone) === null) return { open: null, until: null };
  const today = Math.floor((at + offsetMsAt(hours.zone, at)) / DAY_MS) * DAY_MS;
  // Yesterday's spans may still run over midnight; eight days ahead find the next one of any week.
  const days = Array.from({ length: 10 }, (_, i) => today + (i - 1) * DAY_MS);
  const spans = days.flatMap((day) => spansOf(hours, day).map((span) => instantsOf(span, day, hours.zone)));
  const open = spans.some(([start, end]) => start <= at && at < end);
  const edges = spans
    .flat()
    .filter((edge) => edge > at && spans.some(([start, end]) => start <= edge && edge < end) !== open);
  if (edges.length > 0) return { open, until: Math.min(...edges) };
  // Nothing of the week is left by exceptions; what comes behind them is found when somebody looks again.
  const isException = (hours.exceptions ?? []).some(({ date }) => date >= dateOf(today - DAY_MS));
  return { open, until: isException ? wallMsInstant(days.at(-2)!, hours.zone) : null };
}

function spansOf(hours: Exclude<OpeningHours, { always: true }>, day: WallMs): readonly Span[] {
  const exception = hours.exceptions?.find(({ date }) => date === dateOf(day));
  return exception?.spans ?? hours.weekly.filter((span) => span.weekday === isoWeekday(day));
}

function instantsOf(span: Span, day: WallMs, zone: string): [Instant, Instant] {
  const overMidnight = span.close <= span.open || span.close === '24:00';
  const close = span.close === '24:00' ? 0 : msOfDay(span.close);
  return [
    wallMsInstant(day + msOfDay(span.open), zone),
    wallMsInstant((overMidnight ? day + DAY_MS : day) + close, zone),
  ];
}

function dateOf(day: WallMs): string {
  return new Date(day).toISOString().slice(0, 10);
}
