import { DAY, HOUR, MINUTE, type Stretch } from './origin.js';

/** A minute before midnight. */
export const T = Date.UTC(2026, 8, 9, 23, 59);
export const MIDNIGHT = T + MINUTE;
export const SCHEDULE: readonly Stretch[] = [
  { from: T - DAY, until: MIDNIGHT, slug: 'before' },
  { from: MIDNIGHT, until: MIDNIGHT + HOUR, slug: 'week' },
  { from: MIDNIGHT + HOUR, until: MIDNIGHT + 2 * HOUR, slug: 'after' },
];
