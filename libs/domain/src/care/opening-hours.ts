import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../time/instant.js';
import { zoneOrNull } from '../time/zone.js';
import type { OpeningHours } from './helpline.js';

export interface Opening {
  /** Null: not known, in a zone that the zone data of this process does not have. */
  readonly open: boolean | null;
  /** The instant at which `open` changes next; null when it never does. */
  readonly until: Instant | null;
}

type Span = { readonly open: string; readonly close: string };

/**
 * Whether hours are open at an instant, by the wall clock of the line's own zone; spans over midnight, clock changes and
 * dates with hours of their own included. A wall time that a clock change skips is taken as the first instant after the gap.
 *
 * @returns `until` of a line that is closed for weeks is the next look, eight days ahead, and not the opening itself
 */
export function openingAt(hours: OpeningHours, at: Instant): Opening {
  if (hours.always) return { open: true, until: null };
  if (zoneOrNull(hours.zone) === null) return { open: null, until: null };
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone).toPlainDate();
  // Yesterday's spans may still run over midnight; eight days ahead find the next one of any week.
  const days = Array.from({ length: 10 }, (_, i) => today.add({ days: i - 1 }));
  const spans = days.flatMap((day) => spansOf(hours, day).map((span) => instantsOf(span, day, hours.zone)));
  const open = spans.some(([start, end]) => start <= at && at < end);
  const edges = spans
    .flat()
    .filter((edge) => edge > at && spans.some(([start, end]) => start <= edge && edge < end) !== open);
  if (edges.length > 0) return { open, until: Math.min(...edges) };
  // Nothing of the week is left by exceptions; what comes behind them is found when somebody looks again.
  const isException = (hours.exceptions ?? []).some(({ date }) => date >= today.subtract({ days: 1 }).toString());
  return { open, until: isException ? wallInstant(days.at(-2)!, '00:00', hours.zone) : null };
}

function spansOf(hours: Exclude<OpeningHours, { always: true }>, day: Temporal.PlainDate): readonly Span[] {
  const exception = hours.exceptions?.find(({ date }) => date === day.toString());
  return exception?.spans ?? hours.weekly.filter((span) => span.weekday === day.dayOfWeek);
}

function instantsOf(span: Span, day: Temporal.PlainDate, zone: string): [Instant, Instant] {
  const overMidnight = span.close <= span.open || span.close === '24:00';
  const close = span.close === '24:00' ? '00:00' : span.close;
  return [wallInstant(day, span.open, zone), wallInstant(overMidnight ? day.add({ days: 1 }) : day, close, zone)];
}

function wallInstant(day: Temporal.PlainDate, time: string, zone: string): Instant {
  return day.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(zone, { disambiguation: 'compatible' })
    .epochMilliseconds;
}
