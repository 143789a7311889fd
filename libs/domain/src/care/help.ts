import { languageOf, lookupLocale, type Locale } from '../text/locale.js';
import { formatInstant, type Instant } from '../time/instant.js';
import type { EmergencyAdvice, Helpline, HelplineChannel, HelplineChannelKind } from './helpline.js';
import { dialLink } from './dial-link.js';
import { openingAt } from './opening-hours.js';
import { DIRECTORY_URL, emergencyWords } from './static-help.js';

/** `EXACT`: region and language. `REGION`: region in another language. `DIRECTORY`: none on file there. `STATIC`: the compiled-in copy. */
export type HelpResolution = 'EXACT' | 'REGION' | 'DIRECTORY' | 'STATIC';

/** Help as it is answered: what every public answer carries, in the words and numbers of one region. */
export interface Help {
  readonly resolution: HelpResolution;
  readonly emergency: string;
  readonly services: readonly HelpService[];
  readonly directory: string;
}

export interface HelpService {
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly topics: readonly string[];
  readonly languages: readonly Locale[];
  readonly channels: readonly HelpChannel[];
  readonly verifiedOn: string;
}

export interface HelpChannel {
  readonly kind: HelplineChannelKind;
  readonly display: string;
  readonly keyword: string | null;
  readonly link: string;
  readonly alwaysOpen: boolean;
  /** Null: not known. */
  readonly openNow: boolean | null;
}

/** Everything on file from which help is resolved. */
export interface HelpRegistry {
  readonly helplines: readonly Helpline[];
  readonly emergency: readonly EmergencyAdvice[];
}

export interface ResolvedHelp {
  readonly help: Help;
  /** The first instant after which this help may change by itself: a line opens, closes, begins or lapses. Null: never. */
  readonly until: Instant | null;
}

/**
 * Help for a region and a language, never empty: the region's own services, those in the viewer's language first;
 * without any, the directory and the emergency words. Text falls back from locale to locale; a number never crosses a border.
 *
 * @param region ISO 3166-1 alpha-2 or null when unknown: then no number is shown at all
 */
export function resolveHelp(
  registry: HelpRegistry,
  region: string | null,
  locale: Locale | null,
  at: Instant,
): ResolvedHelp {
  const here = registry.helplines.filter((helpline) => region !== null && helpline.regions.includes(region));
  const valid = here.filter((helpline) => isValid(helpline, at));
  const speaks = (helpline: Helpline) =>
    locale === null || helpline.languages.some((language) => languageOf(language) === languageOf(locale));
  const ordered = [...valid.filter(speaks), ...valid.filter((helpline) => !speaks(helpline))];
  const services = ordered.map((helpline) => service(helpline, locale, at));
  const resolution = services.length === 0 ? 'DIRECTORY' : valid.some(speaks) ? 'EXACT' : 'REGION';
  const advice = registry.emergency.find((entry) => entry.region === region);
  return {
    help: {
      resolution,
      emergency: advice ? textOf(advice.texts, locale) : emergencyWords(locale),
      services,
      directory: DIRECTORY_URL,
    },
    until: earliest([
      ...here.flatMap((helpline) => validityChanges(helpline, at)),
      ...valid.flatMap((helpline) => helpline.channels.map((channel) => openingAt(channel.hours, at).until)),
    ]),
  };
}

function service(helpline: Helpline, locale: Locale | null, at: Instant): HelpService {
  const description = Object.keys(helpline.descriptions).length === 0 ? null : textOf(helpline.descriptions, locale);
  return {
    slug: helpline.slug,
    name: textOf(helpline.names, locale),
    description,
    topics: helpline.topics,
    languages: helpline.languages,
    channels: helpline.channels.map((channel) => answerChannel(channel, locale, at)),
    verifiedOn: helpline.evidence.verifiedOn,
  };
}

function answerChannel(channel: HelplineChannel, locale: Locale | null, at: Instant): HelpChannel {
  const keyword = Object.keys(channel.keywords).length === 0 ? null : textOf(channel.keywords, locale);
  return {
    kind: channel.kind,
    display: channel.display,
    keyword,
    link: dialLink(channel, keyword),
    alwaysOpen: channel.hours.always,
    openNow: openingAt(channel.hours, at).open,
  };
}

/** A text in the best of its locales; English is preferred where nothing of the viewer's language exists. */
function textOf(texts: Readonly<Record<Locale, string>>, locale: Locale | null): string {
  const locales = Object.keys(texts);
  return texts[lookupLocale(locale, locales, locales.includes('en') ? 'en' : locales[0]!)]!;
}

/** Validity dates are whole days in UTC: a service begins and ends for its whole region at once. */
function isValid(helpline: Helpline, at: Instant): boolean {
  const today = formatInstant(at).slice(0, 10);
  return (
    (helpline.validFrom === null || helpline.validFrom <= today) &&
    (helpline.validTo === null || today <= helpline.validTo)
  );
}

function validityChanges(helpline: Helpline, at: Instant): Instant[] {
  const from = helpline.validFrom === null ? [] : [Date.parse(helpline.validFrom)];
  const to = helpline.validTo === null ? [] : [Date.parse(helpline.validTo) + 86_400_000];
  return [...from, ...to].filter((instant) => instant > at);
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
}
