import { Temporal } from 'temporal-polyfill';
import { canonicalLocale, type Locale } from '../text/locale.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from './instant.js';
import { zoneOrNull, zonesOfRegion, type ZoneName } from './zone.js';
import { offsetMsAt } from './zone-offsets.js';

export const PLATFORMS = ['IOS', 'ANDROID', 'WEB'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What a client app says of its viewer, as it came: any part may be missing, unknown or nonsense. */
export interface ViewerClues {
  readonly region?: string | null;
  readonly subdivision?: string | null;
  readonly locale?: string | null;
  readonly timeZone?: string | null;
  readonly localDate?: string | null;
  readonly platform?: Platform | null;
  readonly appVersion?: string | null;
}

/** What an answer depends on, and all that is known of a viewer. Never stored, never logged. */
export interface Viewer {
  /** ISO 3166-1 alpha-2, or null. */
  readonly region: string | null;
  /** ISO 3166-2 of that region; null or left out: not known. Help alone asks for it. */
  readonly subdivision?: string | null;
  readonly locale: Locale | null;
  readonly zone: ZoneName;
  /** False when only the date is known: the zone is one that shares it, and its midnight may not be the viewer's. */
  readonly zoneIsKnown: boolean;
  readonly platform: Platform | null;
  readonly appVersion: string | null;
}

/**
 * The viewer behind the clues. An unknown region, locale or zone becomes null or falls back, and is never an error.
 *
 * The zone: as sent; else one in which it is `localDate` now (a zone of the region before any other, and the one whose
 * midnight comes first, so that nothing is shown too long); else the region's only zone; else UTC.
 */
export function resolveViewer(clues: ViewerClues, at: Instant): Viewer {
  const region = regionOrNull(clues.region ?? null);
  const zone = clues.timeZone ? zoneOrNull(clues.timeZone) : null;
  const dated = zone === null && clues.localDate ? zoneByDate(clues.localDate, region, at) : null;
  return {
    region,
    subdivision: subdivisionOrNull(clues.subdivision ?? null, region),
    locale: clues.locale ? canonicalLocale(clues.locale) : null,
    zone: zone ?? dated ?? onlyZone(region) ?? 'UTC',
    zoneIsKnown: zone !== null || dated === null,
    platform: clues.platform ?? null,
    appVersion: clues.appVersion ?? null,
  };
}

/** A region code as ISO 3166-1 alpha-2 in capitals, or null when it does not have that form. */
export function regionOrNull(code: string | null): string | null {
  const capitals = code?.toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(capitals) ? capitals : null;
}

/** A subdivision code as ISO 3166-2 in capitals, or null when it does not have that form or is of another region. */
export function subdivisionOrNull(code: string | null, region: string | null): string | null {
  const capitals = code?.toUpperCase() ?? '';
  return region !== null && /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(capitals) && capitals.startsWith(`${region}-`)
    ? capitals
    : null;
}

function onlyZone(region: string | null): ZoneName | null {
  const zones = region === null ? [] : zonesOfRegion(region);
  return zones.length === 1 ? zones[0]! : null;
}

/** Offsets in use on Earth are quarter hours between these. */
const EASTERNMOST_MS = 14 * HOUR_MS;
const WESTERNMOST_MS = -12 * HOUR_MS;
const QUARTER_MS = 15 * MINUTE_MS;

function zoneByDate(localDate: string, region: string | null, at: Instant): ZoneName | null {
  const here = region === null ? [] : zonesOfRegion(region).filter((zone) => dateIn(zone, at) === localDate);
  if (here.length > 0) return here.reduce((a, b) => (offsetMsAt(b, at) > offsetMsAt(a, at) ? b : a));
  return easternmostOffset(localDate, at);
}

/** The offset that will reach the next date before any other that has this one now, or null when none has it. */
function easternmostOffset(localDate: string, at: Instant): ZoneName | null {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(localDate) ? Date.parse(localDate) : NaN;
  const east = Math.min(EASTERNMOST_MS, Math.floor((midnight + DAY_MS - 1 - at) / QUARTER_MS) * QUARTER_MS);
  // NaN, of what is no date, fails both comparisons.
  return east >= WESTERNMOST_MS && at + east >= midnight ? offsetName(east) : null;
}

function offsetName(offset: number): ZoneName {
  const minutes = Math.abs(offset) / MINUTE_MS;
  const part = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
}

/** The wall date of a zone at an instant, as an RFC 3339 full date. */
export function dateIn(zone: ZoneName, at: Instant): string {
  return new Date(at + offsetMsAt(zone, at)).toISOString().slice(0, 10);
}

/** Hours between two instants, as people are told them: 194 for a viewer-local week. */
export function hoursBetween(start: Instant, end: Instant): number {
  return (end - start) / HOUR_MS;
}

/** An instant as a clock on the wall of a zone shows it, with the zone's name: `2027-09-10T00:00:00+01:00[Europe/London]`. */
export function wallTime(at: Instant, zone: ZoneName): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toString();
}
