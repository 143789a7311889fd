import { Temporal } from 'temporal-polyfill';
import { DAY_MS, type Instant } from '../time/instant.js';
import { DEFAULT_CARE_POLICY, LAPSE_MONTHS, type CarePolicy } from './care-policy.js';
import type { HelpRegistry } from './help.js';
import type { Helpline } from './helpline.js';

/** Where help is asked for: a country, and within it a subdivision if it is known. */
export interface HelpPlace {
  /** ISO 3166-1 alpha-2. */
  readonly region: string;
  /** ISO 3166-2 of that region, or null. */
  readonly subdivision: string | null;
}

/**
 * What a record is at an instant; the first that fits, in this order:
 *
 * - `DRAFT`, `SUSPENDED`, `RETIRED`: people said so;
 * - `NOT_YET`, `ENDED`: outside of its own first and last day;
 * - `SUPERSEDED`: the record that takes its place has begun, whatever became of that one since: an old number never comes back;
 * - `LAPSED`: not verified for so long that it is not shown any more;
 * - `STALE`: shown, behind the fresh ones, and no coverage is built on it;
 * - `FRESH`.
 */
export const HELPLINE_STANDINGS = [
  'DRAFT',
  'SUSPENDED',
  'RETIRED',
  'NOT_YET',
  'ENDED',
  'SUPERSEDED',
  'LAPSED',
  'STALE',
  'FRESH',
] as const;
export type HelplineStanding = (typeof HELPLINE_STANDINGS)[number];

/** The instants at which a record changes by itself. Dates are whole days in UTC: a service begins and ends for its whole region at once. */
export interface HelplineTimes {
  /** The first instant of its validity; null: always was. */
  readonly from: Instant | null;
  /** The first instant after it; null: open. */
  readonly end: Instant | null;
  /** The first instant at which its verification is old. */
  readonly staleAt: Instant;
  /** The first instant at which it is not shown any more for want of a verification. */
  readonly lapsesAt: Instant;
}

const timesRemembered = new WeakMap<Helpline, { readonly freshMonths: number; readonly times: HelplineTimes }>();

export function helplineTimes(helpline: Helpline, { freshMonths }: CarePolicy): HelplineTimes {
  const known = timesRemembered.get(helpline);
  if (known?.freshMonths === freshMonths) return known.times;
  const { validFrom, validTo, evidence } = helpline;
  const after = (date: string) => Date.parse(date) + DAY_MS;
  const times = {
    from: validFrom === null ? null : Date.parse(validFrom),
    end: validTo === null ? null : after(validTo),
    staleAt: after(freshThrough(helpline, freshMonths)),
    lapsesAt: after(monthsAfter(evidence.verifiedOn, LAPSE_MONTHS)),
  };
  timesRemembered.set(helpline, { freshMonths, times });
  return times;
}

/** The last day, RFC 3339 full date in UTC, on which a verification counts as fresh. */
export function freshThrough({ evidence }: Helpline, freshMonths: number): string {
  const byPolicy = monthsAfter(evidence.verifiedOn, freshMonths);
  return evidence.nextCheckBy !== undefined && evidence.nextCheckBy < byPolicy ? evidence.nextCheckBy : byPolicy;
}

/** The same day of a later month, or its last day where it is shorter. */
function monthsAfter(date: string, months: number): string {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

export function policyOf({ policy }: HelpRegistry): CarePolicy {
  return policy ?? DEFAULT_CARE_POLICY;
}

export function standingOf(registry: HelpRegistry, helpline: Helpline, at: Instant): HelplineStanding {
  const { status = 'VERIFIED' } = helpline;
  if (status !== 'VERIFIED') return status;
  const { from, end, staleAt, lapsesAt } = helplineTimes(helpline, policyOf(registry));
  if (from !== null && at < from) return 'NOT_YET';
  if (end !== null && at >= end) return 'ENDED';
  const successor = successorOf(registry, helpline);
  if (successor !== null && hasBegun(registry, successor, at)) return 'SUPERSEDED';
  if (at >= lapsesAt) return 'LAPSED';
  return at >= staleAt ? 'STALE' : 'FRESH';
}

export function successorOf({ helplines }: HelpRegistry, { supersededBy }: Helpline): Helpline | null {
  if (supersededBy === undefined) return null;
  return helplines.find(({ slug }) => slug === supersededBy) ?? null;
}

function hasBegun(registry: HelpRegistry, helpline: Helpline, at: Instant): boolean {
  if (helpline.status === 'DRAFT') return false;
  const { from } = helplineTimes(helpline, policyOf(registry));
  return from === null || from <= at;
}

/** Whether a service is for viewers of a place: of its country, and of its subdivision where it is for some of them only. */
export function serves({ regions, subdivisions = [] }: Helpline, { region, subdivision }: HelpPlace): boolean {
  if (!regions.includes(region)) return false;
  const here = subdivisions.filter((one) => one.startsWith(`${region}-`));
  return here.length === 0 || (subdivision !== null && here.includes(subdivision));
}

export interface ServicesInPlace {
  /** In the order of the registry; the stale ones among them. */
  readonly shown: readonly Helpline[];
  readonly stale: ReadonlySet<Helpline>;
}

/**
 * The helplines that are shown in a place at an instant: the one rule behind answers, coverage and numbers in prose. Of a pair
 * group all are shown or none: one that is suspended or has lapsed takes the others with it, since half of them would tell
 * the other half's people that there is nobody; one that ended, or has not begun, is no member then.
 */
export function servicesIn(registry: HelpRegistry, place: HelpPlace, at: Instant): ServicesInPlace {
  const here = registry.helplines
    .filter((helpline) => serves(helpline, place))
    .map((helpline) => ({ helpline, standing: standingOf(registry, helpline, at) }));
  const broken = new Set(
    here.flatMap(({ helpline: { pairGroup }, standing }) =>
      pairGroup !== undefined && (standing === 'SUSPENDED' || standing === 'LAPSED') ? [pairGroup] : [],
    ),
  );
  const shown = here.filter(
    ({ helpline: { pairGroup, channels }, standing }) =>
      (standing === 'FRESH' || standing === 'STALE') &&
      !(pairGroup !== undefined && broken.has(pairGroup)) &&
      channels.some(({ country = place.region }) => country === place.region),
  );
  return {
    shown: shown.map(({ helpline }) => helpline),
    stale: new Set(shown.filter(({ standing }) => standing === 'STALE').map(({ helpline }) => helpline)),
  };
}

/** Every instant at which what is shown in a place changes by itself, in any order, some of them more than once. */
export function serviceEdges(registry: HelpRegistry, place: HelpPlace): Instant[] {
  const policy = policyOf(registry);
  return registry.helplines
    .filter((helpline) => serves(helpline, place))
    .flatMap((helpline) => {
      const { from, end, staleAt, lapsesAt } = helplineTimes(helpline, policy);
      const successor = successorOf(registry, helpline);
      const begins = successor === null ? null : helplineTimes(successor, policy).from;
      return [from, end, staleAt, lapsesAt, begins].filter((edge) => edge !== null);
    });
}
