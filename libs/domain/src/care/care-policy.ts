import { invalidValue, type Refusal } from '../refusal.js';

/** What an operator of Marquee may choose of the rules on help. */
export interface CarePolicy {
  /** Whole months for which a verification counts as fresh, 1 to 12. */
  readonly freshMonths: number;
  /** Of a campaign on suicide: two services at all hours, one of them without voice. */
  readonly twoAlwaysOpen: 'WARN' | 'HARD';
  /** Days of a window without an end through which help must stand when it is scheduled, 1 to 365; afterwards the alarms tell. */
  readonly openWindowDays: number;
}

/** Many countries cannot meet two services at all hours: whoever can makes it HARD. */
export const DEFAULT_CARE_POLICY: CarePolicy = { freshMonths: 12, twoAlwaysOpen: 'WARN', openWindowDays: 90 };
/** A number that nobody has verified for so long may be anybody's: it is not shown any more. Not for an operator to choose. */
export const LAPSE_MONTHS = 24;

export const FRESH_MONTHS_MAX = 12;
export const OPEN_WINDOW_DAYS_MAX = 365;

export function carePolicyRefusals(policy: CarePolicy, path: readonly string[]): Refusal[] {
  const { freshMonths, twoAlwaysOpen, openWindowDays } = policy;
  const within = (value: number, max: number) => Number.isInteger(value) && value >= 1 && value <= max;
  return [
    ...(within(freshMonths, FRESH_MONTHS_MAX)
      ? []
      : [invalidValue([...path, 'freshMonths'], String(freshMonths), `whole months from 1 to ${FRESH_MONTHS_MAX}`)]),
    ...(twoAlwaysOpen === 'WARN' || twoAlwaysOpen === 'HARD'
      ? []
      : [invalidValue([...path, 'twoAlwaysOpen'], String(twoAlwaysOpen), 'WARN or HARD')]),
    ...(within(openWindowDays, OPEN_WINDOW_DAYS_MAX)
      ? []
      : [
          invalidValue(
            [...path, 'openWindowDays'],
            String(openWindowDays),
            `whole days from 1 to ${OPEN_WINDOW_DAYS_MAX}`,
          ),
        ]),
  ];
}
