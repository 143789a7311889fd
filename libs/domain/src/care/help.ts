import { languageOf, type Locale } from '../text/locale.js';
import type { Instant } from '../time/instant.js';
import { dialLink } from './dial-link.js';
import { channelsUnder, overrideEdges, overridesAt, type HelpOverride } from './help-override.js';
import type { CarePolicy } from './care-policy.js';
import {
  CONTRACT_CHANNEL_KINDS,
  OTHER_CHANNEL_KINDS,
  type BillVisibility,
  type ChannelCost,
  type ContractChannelKind,
  type DispatchPolicy,
  type EmergencyAdvice,
  type Helpline,
  type HelplineChannel,
  type HelplineCoverage,
  type OtherChannelKind,
} from './helpline.js';
import { textOf, textOrNull } from './locale-texts.js';
import { openingAt } from './opening-hours.js';
import { serviceEdges, servicesIn } from './standing.js';
import { DIRECTORY_URL, emergencyWords } from './static-help.js';

/** `EXACT`: region and language. `REGION`: region in another language. `DIRECTORY`: none on file there. `STATIC`: the compiled-in copy. */
export type HelpResolution = 'EXACT' | 'REGION' | 'DIRECTORY' | 'STATIC';

/** Help as it is answered: what every public answer carries, in the words and numbers of one region. */
export interface Help {
  readonly resolution: HelpResolution;
  readonly emergency: string;
  readonly services: readonly HelpService[];
  readonly directory: string;
  /** What people of the region are told for a while; the newest first. Left out: nothing. */
  readonly notices?: readonly HelpNotice[];
}

export interface HelpNotice {
  readonly text: string;
  /** When it is over at the latest. */
  readonly until: Instant | null;
}

export interface HelpService {
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly topics: readonly string[];
  readonly languages: readonly Locale[];
  readonly channels: readonly HelpChannel<ContractChannelKind>[];
  /** By kinds that came after the first contract. */
  readonly otherChannels: readonly HelpChannel<OtherChannelKind>[];
  readonly verifiedOn: string;
  /** Not verified for longer than the policy asks for; shown behind the others. */
  readonly isStale: boolean;
  readonly coverage: HelplineCoverage | null;
  readonly audiences: readonly string[];
  readonly ageMin: number | null;
  readonly ageMax: number | null;
  readonly anonymous: boolean | null;
  readonly confidential: boolean | null;
  readonly confidentialLimits: string | null;
  readonly human: boolean | null;
  readonly emergencyDispatch: DispatchPolicy;
}

export interface HelpChannel<Kind> {
  readonly kind: Kind;
  readonly display: string;
  readonly keyword: string | null;
  readonly link: string;
  readonly alwaysOpen: boolean;
  /** Null: not known. */
  readonly openNow: boolean | null;
  readonly languages: readonly Locale[];
  readonly cost: ChannelCost;
  readonly showsOnBill: BillVisibility;
  readonly waitNote: string | null;
  /** Null: not known. */
  readonly dialableFromAbroad: boolean | null;
  readonly roamingNote: string | null;
}

/** Everything on file from which help is resolved. */
export interface HelpRegistry {
  readonly helplines: readonly Helpline[];
  readonly emergency: readonly EmergencyAdvice[];
  /** Those that are not over; left out: none. */
  readonly overrides?: readonly HelpOverride[];
  /** Left out: `DEFAULT_CARE_POLICY`. */
  readonly policy?: CarePolicy;
}

/** What else decides the order in which help is answered; none of it is needed. */
export interface HelpContext {
  /** ISO 3166-2 of the region, or null. */
  readonly subdivision?: string | null;
  /** Of what is on air beside this help; never anything that a viewer said. */
  readonly topics?: readonly string[];
  /** Slugs of helplines that what is on air speaks of: they stand first where they serve. */
  readonly named?: readonly string[];
}

export interface ResolvedHelp {
  readonly help: Help;
  /** The first instant after which this help may change by itself: a line opens, closes, begins or lapses. Null: never. */
  readonly until: Instant | null;
}

/**
 * Help for a place and a language, never empty. The chain, each link before the next, and what is fresh before what is stale:
 *
 * 0. those that what is on air names, 1. services of the place on the topic in the viewer's language, 2. on the topic, 3. in the language, 4. the others; in
 * each, those of the subdivision before those of the whole country; 5. without any, the directory; and 6. `staticHelp`, for whoever
 * has nothing on file. All of 1 to 4 are answered, in this order: the viewer chooses. Text falls back from locale to locale;
 * a number never crosses a border.
 *
 * @param region ISO 3166-1 alpha-2 or null when unknown: then no number is shown at all
 */
export function resolveHelp(
  registry: HelpRegistry,
  region: string | null,
  locale: Locale | null,
  at: Instant,
  { subdivision = null, topics = [], named = [] }: HelpContext = {},
): ResolvedHelp {
  const place = region === null ? null : { region, subdivision };
  const { shown, stale } = place === null ? NOBODY : servicesIn(registry, place, at);
  const overrides = overridesAt(registry.overrides ?? [], region, at);
  const speaks = (helpline: Helpline) =>
    locale === null || helpline.languages.some((language) => languageOf(language) === languageOf(locale));
  const ordered = pairsTogether(
    inOrder(shown, (helpline) => [
      stale.has(helpline),
      !named.includes(helpline.slug),
      !helpline.topics.some((topic) => topics.includes(topic)),
      !speaks(helpline),
      !(helpline.subdivisions ?? []).some((one) => one === subdivision),
    ]),
  );
  const services = ordered.flatMap((helpline) => {
    const channels = channelsUnder(helpline, overrides).filter(({ country = region }) => country === region);
    return channels.length === 0 ? [] : [serviceOf(helpline, channels, overrides, locale, at, stale.has(helpline))];
  });
  const isSpoken = ordered.some((one) => speaks(one) && services.some(({ slug }) => slug === one.slug));
  const advice = registry.emergency.find((entry) => entry.region === region);
  const notices = overrides.flatMap(({ message, window }) => {
    const text = textOrNull(message, locale);
    return text === null ? [] : [{ text, until: window.end }];
  });
  return {
    help: {
      resolution: services.length === 0 ? 'DIRECTORY' : isSpoken ? 'EXACT' : 'REGION',
      emergency: advice ? textOf(advice.texts, locale) : emergencyWords(locale),
      services,
      directory: DIRECTORY_URL,
      ...(notices.length === 0 ? {} : { notices }),
    },
    until: firstAfter(at, [
      ...(place === null ? [] : serviceEdges(registry, place)),
      ...overrideEdges(registry.overrides ?? [], region),
      ...shown.flatMap((helpline) =>
        channelsUnder(helpline, overrides).map((channel) => openingAt(channel.hours, at).until),
      ),
    ]),
  };
}

const NOBODY = { shown: [], stale: new Set<Helpline>() } as const;

/** By the first question whose answers differ, "no" before "yes"; else as they came. */
function inOrder<Item>(items: readonly Item[], asks: (item: Item) => readonly boolean[]): Item[] {
  const rank = (item: Item) => asks(item).reduce((sum, yes) => sum * 2 + (yes ? 1 : 0), 0);
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Whoever belongs to a pair group stands directly behind the first of it. */
function pairsTogether(helplines: readonly Helpline[]): Helpline[] {
  const placed = new Set<string>();
  return helplines.flatMap((helpline) => {
    const { pairGroup } = helpline;
    if (pairGroup === undefined) return [helpline];
    if (placed.has(pairGroup)) return [];
    placed.add(pairGroup);
    return helplines.filter((one) => one.pairGroup === pairGroup);
  });
}

function serviceOf(
  helpline: Helpline,
  channels: readonly HelplineChannel[],
  overrides: readonly HelpOverride[],
  locale: Locale | null,
  at: Instant,
  isStale: boolean,
): HelpService {
  // A client of before knows no notices: what is said of this service stands in its own words as well.
  const told = overrides
    .filter((override) => override.helpline === helpline.slug)
    .flatMap(({ message }) => textOrNull(message, locale) ?? []);
  const description = [...told, textOrNull(helpline.descriptions, locale) ?? []].flat().join(' ');
  const ofKinds = <Kind extends string>(kinds: readonly Kind[]) =>
    channels.flatMap((channel) => {
      const kind = kinds.find((one) => one === channel.kind);
      return kind === undefined ? [] : [{ ...answerChannel(channel, helpline, locale, at), kind }];
    });
  return {
    slug: helpline.slug,
    name: textOf(helpline.names, locale),
    description: description === '' ? null : description,
    topics: helpline.topics,
    languages: helpline.languages,
    channels: ofKinds(CONTRACT_CHANNEL_KINDS),
    otherChannels: ofKinds(OTHER_CHANNEL_KINDS),
    verifiedOn: helpline.evidence.verifiedOn,
    isStale,
    coverage: helpline.coverage ?? null,
    audiences: helpline.audiences ?? [],
    ageMin: helpline.ageMin ?? null,
    ageMax: helpline.ageMax ?? null,
    anonymous: helpline.anonymous ?? null,
    confidential: helpline.confidential ?? null,
    confidentialLimits: textOrNull(helpline.confidentialLimits, locale),
    human: helpline.human ?? null,
    emergencyDispatch: helpline.emergencyDispatch ?? 'UNKNOWN',
  };
}

function answerChannel(channel: HelplineChannel, helpline: Helpline, locale: Locale | null, at: Instant) {
  const keyword = textOrNull(channel.keywords, locale);
  return {
    display: channel.display,
    keyword,
    link: dialLink(channel, keyword),
    alwaysOpen: channel.hours.always,
    openNow: openingAt(channel.hours, at).open,
    languages: channel.languages ?? helpline.languages,
    cost: channel.cost ?? 'UNKNOWN',
    showsOnBill: channel.showsOnBill ?? 'UNKNOWN',
    waitNote: textOrNull(channel.waitNotes, locale),
    dialableFromAbroad: channel.dialableFromAbroad ?? null,
    roamingNote: textOrNull(channel.roamingNotes, locale),
  } as const;
}

function firstAfter(at: Instant, instants: readonly (Instant | null)[]): Instant | null {
  const later = instants.filter((instant) => instant !== null && instant > at) as Instant[];
  return later.length === 0 ? null : Math.min(...later);
}
