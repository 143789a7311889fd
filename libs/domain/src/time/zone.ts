/** An IANA zone name as the host's zone data knows it, or a fixed offset such as `+05:30` from a phone. */
export type ZoneName = string;

/**
 * Zones are looked up a million times and change with a release of the host: remembered, and bounded by ZONES_REMEMBERED_MAX.
 * Forgotten all at once when full, so that nonsense sent on purpose cannot keep the real ones out.
 */
const remembered = new Map<string, ZoneName | null>();
const ZONES_REMEMBERED_MAX = 2_000;
const OFFSET = /^[+-](0\d|1[0-4]):(00|15|30|45)$/;

/** The zone in the host's spelling, or null when the host does not know it. Never throws: phones send what they have. */
export function zoneOrNull(name: string): ZoneName | null {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const zone = lookUp(name);
  if (remembered.size >= ZONES_REMEMBERED_MAX) remembered.clear();
  remembered.set(name, zone);
  return zone;
}

function lookUp(name: string): ZoneName | null {
  if (OFFSET.test(name)) return name;
  if (!/^[A-Za-z0-9_+\-/]{1,64}$/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/**
 * The zone of a schedule: an IANA name of the form `Area/City`, or `UTC`. Bare offsets and abbreviations (`+02:00`,
 * `CET`, `EST`) are null: they do not say what happens when the clocks change.
 */
export function scheduleZoneOrNull(name: string): ZoneName | null {
  return name === 'UTC' || (name.includes('/') && !name.startsWith('Etc/')) ? zoneOrNull(name) : null;
}

/** By region: two letters at most, so it ends by itself. */
const zonesRemembered = new Map<string, readonly ZoneName[]>();

/** The zones in use in a region (ISO 3166-1 alpha-2), by the host's CLDR data; empty when it knows none. */
export function zonesOfRegion(region: string): readonly ZoneName[] {
  if (!/^[A-Z]{2}$/.test(region)) return [];
  const known = zonesRemembered.get(region);
  if (known !== undefined) return known;
  const locale = new Intl.Locale(`und-${region}`) as Intl.Locale & {
    timeZones?: string[];
    getTimeZones?: () => string[];
  };
  const zones = locale.timeZones ?? locale.getTimeZones?.() ?? [];
  zonesRemembered.set(region, zones);
  return zones;
}

/** Every named zone that the host's data knows, in alphabetical order. */
export function zoneNames(): readonly ZoneName[] {
  return Intl.supportedValuesOf('timeZone');
}
