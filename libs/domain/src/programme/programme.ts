import type { Audience } from '../campaign/audience.js';
import type { CampaignText } from '../campaign/campaign.js';
import type { EntryTimes } from '../campaign/entry-times.js';
import type { Pause } from '../campaign/pause.js';
import type { Tier } from '../campaign/tier.js';
import type { PublicGuide } from '../care/guide-air.js';
import type { HelpRegistry } from '../care/help.js';
import type { ContentDocument } from '../content/document.js';
import type { HelpOnly } from '../takedown/help-only.js';
import type { Locale } from '../text/locale.js';
import type { Instant, Window } from '../time/instant.js';
import { deriveWindow, type WindowIntent } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';
import { PartedMap } from './parted-map.js';
import type { ProgrammeParts } from './programme-parts.js';
import type { HeldWindows, PartnerFacts } from './programme-rows.js';

/** An entry that may be shown, in the locales that were approved. */
export interface ProgrammeEntry {
  readonly itemId: string;
  readonly revisionId: string;
  readonly times: EntryTimes;
  readonly document: ContentDocument;
  /** At least one; the approved ones only. */
  readonly locales: readonly Locale[];
  readonly partner: PartnerFacts;
  /** The end of the consent to it, excluded, the same instant for everybody; null: it needs none. */
  readonly consentUntil: Instant | null;
}

/** A run that can go on air: airing, with at least one entry that may be shown. */
export interface Candidate {
  readonly runId: string;
  readonly campaignId: string;
  readonly slug: string;
  readonly tier: Tier;
  readonly audience: Audience;
  readonly embargoed: boolean;
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, CampaignText>>;
  readonly intent: WindowIntent;
  readonly cutAt: Instant | null;
  readonly held: HeldWindows;
  /** From the first to the last instant on Earth. */
  readonly earth: Window;
  /** In the order of the playlist. */
  readonly entries: readonly ProgrammeEntry[];
  /** True when some entry has days, weekdays or hours of its own. */
  readonly isTimed: boolean;
  /** Instants at which consent to an entry ends. */
  readonly consentEnds: readonly Instant[];
}

/** Everything approved and dated, compiled into an immutable value that answers what is on. */
export interface Programme {
  /** Of the rows it was compiled from, as are the next three. */
  readonly version: number;
  /** Of the last change that was not of some surfaces alone: help, pauses, guides, partners, or nobody knows what. */
  readonly commonVersion: number;
  /** By surface, of the last change of itself, its runs, their entries and what these pin; none: 0. */
  readonly surfaceVersions: ReadonlyMap<string, number>;
  /** Tells this history of versions from another; null: it cannot be told. */
  readonly mark: string | null;
  /** By surface, in the order of precedence but for the start, which depends on the viewer: tier, then id. */
  readonly surfaces: ReadonlyMap<string, readonly Candidate[]>;
  /** Places of the surfaces that have more than one. */
  readonly capacities: ReadonlyMap<string, number>;
  readonly pauses: readonly Pause[];
  readonly helpOnly: readonly HelpOnly[];
  readonly help: HelpRegistry;
  /** Ordered by slug. */
  readonly guides: readonly PublicGuide[];
  readonly partners: ReadonlyMap<string, PartnerFacts>;
  /** Runs that are left out because the zone data of this process cannot place their window; somebody must look. */
  readonly unplaceable: readonly string[];
  /** What `recompile` needs of the rows. */
  readonly parts: ProgrammeParts;
}

/** A programme in which nothing is on: what is answered from before the first rows were read. */
export const EMPTY_PROGRAMME: Programme = {
  version: 0,
  commonVersion: 0,
  surfaceVersions: new Map(),
  mark: null,
  surfaces: new Map(),
  capacities: new Map(),
  pauses: [],
  helpOnly: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: new Map(),
  unplaceable: [],
  parts: {
    surfaces: new Map(),
    runs: PartedMap.of<never>([], String),
    pins: PartedMap.of<never>([], String),
    common: { pauses: [], helpOnly: [], help: { helplines: [], emergency: [] }, waivers: [], guides: [], partners: [] },
  },
};

/**
 * The version that answers of a surface stand on: while it is the same, whatever the rows say for this surface is, too.
 *
 * @param surface null: of help and guides, which are of no surface
 */
export function stampOf({ commonVersion, surfaceVersions }: Programme, surface: string | null): number {
  return surface === null ? commonVersion : Math.max(commonVersion, surfaceVersions.get(surface) ?? 0);
}

/** How many runs a surface shows at once; one that nobody declared has one place. */
export function capacityOf(programme: Programme, surface: string): number {
  return programme.capacities.get(surface) ?? 1;
}

/** The window of a candidate as it falls for a viewer in a zone; possibly empty, where the zone skipped those days. */
export function windowFor({ intent, earth, held, cutAt }: Candidate, zone: ZoneName): Window {
  if (intent.mode !== 'VIEWER_LOCAL') return earth;
  return windowCutAt(held[zone] ?? deriveWindow(intent, zone), cutAt);
}

/** A window with an end for everybody that may come before its own. @param cutAt null: there is none */
export function windowCutAt(window: Window, cutAt: Instant | null): Window {
  return cutAt === null ? window : { start: window.start, end: Math.min(cutAt, window.end ?? cutAt) };
}
