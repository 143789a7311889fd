import { LOCALE_LENGTH_MAX } from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale, languageOf, localeMatches, type Locale } from '../text/locale.js';
import { PLATFORMS, type Platform, type Viewer } from '../time/viewer.js';

/** For whom a campaign is. An empty list means everybody; a viewer of whom a thing is unknown matches only an empty list. */
export interface Audience {
  /** ISO 3166-1 alpha-2. */
  readonly regions: readonly string[];
  /** BCP 47; `en` means every English. */
  readonly locales: readonly Locale[];
  readonly platforms: readonly Platform[];
  /** Lowest app version, dotted numbers: `12.4`. */
  readonly appVersionMin: string | null;
}

export const EVERYBODY: Audience = { regions: [], locales: [], platforms: [], appVersionMin: null };
/** Regions, locales, platforms of one audience: every region on Earth, and a few more. */
export const AUDIENCE_PARTS_MAX = 260;
/** ISO 639: what a slot can tell apart as a number. */
const LANGUAGE = /^[a-z]{2,3}$/;
export const APP_VERSION = /^\d{1,6}(\.\d{1,6}){0,3}$/;

/** Why a viewer is not meant by an audience, or null when they are. */
export type AudienceMismatch = 'REGION' | 'LOCALE' | 'PLATFORM' | 'APP_VERSION';

export function audienceMismatch(audience: Audience, viewer: Viewer): AudienceMismatch | null {
  const { regions, locales, platforms, appVersionMin } = audience;
  if (regions.length > 0 && (viewer.region === null || !regions.includes(viewer.region))) return 'REGION';
  const { locale } = viewer;
  if (locales.length > 0 && (locale === null || !locales.some((listed) => localeMatches(listed, locale))))
    return 'LOCALE';
  if (platforms.length > 0 && (viewer.platform === null || !platforms.includes(viewer.platform))) return 'PLATFORM';
  if (appVersionMin !== null && (viewer.appVersion === null || !versionAtLeast(viewer.appVersion, appVersionMin)))
    return 'APP_VERSION';
  return null;
}

/** Compares dotted numbers part by part, a missing part being 0; a version that is not dotted numbers is never enough. */
export function versionAtLeast(version: string, min: string): boolean {
  if (!APP_VERSION.test(version)) return false;
  const [have, need] = [version.split('.').map(Number), min.split('.').map(Number)];
  for (let i = 0; i < Math.max(have.length, need.length); i += 1) {
    const difference = (have[i] ?? 0) - (need[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * True when some viewer could be meant by both. Locales are compared by language, since `en` and `en-GB` share viewers;
 * versions always meet, at the newest.
 */
export function audiencesMeet(a: Audience, b: Audience): boolean {
  const meet = (x: readonly string[], y: readonly string[]) =>
    x.length === 0 || y.length === 0 || x.some((one) => y.includes(one));
  return (
    meet(a.regions, b.regions) &&
    meet(a.locales.map(languageOf), b.locales.map(languageOf)) &&
    meet(a.platforms, b.platforms)
  );
}

/**
 * Everything that forbids an audience, all at once. Of a list that is too long only that is said, so that no input earns
 * itself an endless answer.
 */
export function audienceRefusals(audience: Audience, path: readonly string[]): Refusal[] {
  return [
    ...partRefusals(
      audience.regions,
      (region) => /^[A-Z]{2}$/.test(region),
      'ISO 3166-1 codes such as GB; an empty list means everywhere',
      [...path, 'regions'],
    ),
    ...partRefusals(
      audience.locales,
      (locale) =>
        locale.length <= LOCALE_LENGTH_MAX && canonicalLocale(locale) === locale && LANGUAGE.test(languageOf(locale)),
      'BCP 47 tags such as en or pt-BR; an empty list means every language',
      [...path, 'locales'],
    ),
    ...partRefusals(audience.platforms, (platform) => PLATFORMS.includes(platform), PLATFORMS.join(', '), [
      ...path,
      'platforms',
    ]),
    ...(audience.appVersionMin === null || APP_VERSION.test(audience.appVersionMin)
      ? []
      : [invalidValue([...path, 'appVersionMin'], audience.appVersionMin, 'dotted numbers such as 12.4')]),
  ];
}

function partRefusals<Part extends string>(
  parts: readonly Part[],
  isAllowed: (part: Part) => boolean,
  allowed: string,
  path: readonly string[],
): Refusal[] {
  if (parts.length > AUDIENCE_PARTS_MAX)
    return [invalidValue(path, `${parts.length} of them`, `at most ${AUDIENCE_PARTS_MAX}`)];
  return parts.filter((part) => !isAllowed(part)).map((part) => invalidValue(path, part, allowed));
}
