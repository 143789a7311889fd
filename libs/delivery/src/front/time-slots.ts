import { randomBytes } from 'node:crypto';
import type { Instant } from '#domain';

/** The length of an RFC 3339 instant with milliseconds in UTC: `2021-09-10T00:00:00.000Z`. */
export const SLOT_BYTES = 24;
/** What stands in a slot where no time matters; it ends as an instant does. */
export const NO_TIME = 'Z'.padStart(SLOT_BYTES, '_');

/** Times of an answer that are those of the moment it is sent, and not of the moment it was computed. */
export const TIME_NAMES = ['servedAt', 'programmeCheckedAt'] as const;
export type TimeName = (typeof TIME_NAMES)[number];
export type Times = Readonly<Record<TimeName, Instant>>;

/**
 * What stands for a time until an answer is sent: as long as an instant, of characters that JSON leaves as they are, and chosen anew by each
 * process, so that no content can hold it. It ends as an instant does, which an encoder may have looked at.
 */
export const SLOT_TEXTS: Readonly<Record<TimeName, string>> = {
  servedAt: slotText('s'),
  programmeCheckedAt: slotText('p'),
};

function slotText(letter: string): string {
  return `${letter}${randomBytes(18)
    .toString('base64url')
    .slice(0, SLOT_BYTES - 2)}Z`.padStart(SLOT_BYTES, '_');
}

/** A place of `SLOT_BYTES` in a body. */
export interface TimeSlot {
  /** Bytes before it. */
  readonly offset: number;
  readonly name: TimeName;
}

/** The places at which times belong, in the order of the body. @param body one character a byte */
export function slotsOf(body: string): TimeSlot[] {
  const slots = TIME_NAMES.flatMap((name) => {
    const found: TimeSlot[] = [];
    for (let at = body.indexOf(SLOT_TEXTS[name]); at !== -1; at = body.indexOf(SLOT_TEXTS[name], at + SLOT_BYTES))
      found.push({ offset: at, name });
    return found;
  });
  return slots.sort((a, b) => a.offset - b.offset);
}

let writtenAt = Number.NaN;
let written = '';

/** An instant as a slot holds it. @param at UTC epoch milliseconds, in the years 0 to 9999 */
export function instantText(at: Instant): string {
  // Under load the same millisecond is asked for many times.
  if (at !== writtenAt) {
    written = new Date(at).toISOString();
    writtenAt = at;
  }
  return written;
}
