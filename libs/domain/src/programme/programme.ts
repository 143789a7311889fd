import type { Audience } from '../campaign/audience.js';
import type { CampaignText } from '../campaign/campaign.js';
import { isAlways, type EntryTimes } from '../campaign/entry-times.js';
import type { Pause } from '../campaign/pause.js';
import { AIRING_STATES, type RunState } from '../campaign/run.js';
import { tierRank, type Tier } from '../campaign/tier.js';
import { isShowable, type EntryFacts } from '../campaign/schedule-rules.js';
import { publicGuide, type GuideRow, type PublicGuide } from '../care/guide-air.js';
import type { HelpRegistry } from '../care/help.js';
import type { HelpWaiver } from '../care/help-waiver.js';
import type { ContentDocument } from '../content/document.js';
import { approvedLocales } from '../content/revision.js';
import { consentGap } from '../takedown/consent.js';
import type { HelpOnly } from '../takedown/help-only.js';
import type { Removal } from '../takedown/removal.js';
import type { Locale } from '../text/locale.js';
import type { Instant, Window } from '../time/instant.js';
import { deriveWindow, earthWindow, type WindowIntent } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';

/** A partner as a public answer names it. */
export interface PartnerFacts {
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
}

/** What the rows say of one entry of a playlist. */
export interface EntryRow extends EntryFacts {
  readonly itemId: string;
  readonly partner: PartnerFacts;
}

/** A place in the client app. */
export interface SurfaceRow {
  readonly slug: string;
  /** How many runs are on air at once: 1 for an exclusive surface. */
  readonly capacity: number;
}

/** By zone. */
export type HeldWindows = Readonly<Record<ZoneName, Window>>;
/** In `HeldWindows`: the same for everybody. */
export const EVERY_ZONE = '*';

/** What the rows say of one run. */
export interface RunRow {
  readonly runId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly campaignId: string;
  readonly slug: string;
  readonly surface: string;
  readonly tier: Tier;
  /** The campaign's, narrowed to the regions of the run if it has some. */
  readonly audience: Audience;
  readonly embargoed: boolean;
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, CampaignText>>;
  readonly intent: WindowIntent;
  /** An end for everybody at one instant, before the one that was meant; null: none. */
  readonly cutAt: Instant | null;
  /**
   * Windows that stand as they were derived, whatever the zone data of this process says: by zone where new data would have moved
   * one that is near; under EVERY_ZONE that of a zoned run, which only the scheduler derives anew.
   */
  readonly held: HeldWindows;
  /** What stands over its campaign; left out or null: nothing does. */
  readonly removal?: Removal | null;
  readonly entries: readonly EntryRow[];
}

/** Everything approved and dated, as it stands in the rows at one version. */
export interface ProgrammeRows {
  /** Grows with every decision that could change a public answer. */
  readonly version: number;
  readonly surfaces: readonly SurfaceRow[];
  readonly runs: readonly RunRow[];
  /** Those that are not over. */
  readonly pauses: readonly Pause[];
  /** Those that nobody has ended; left out: none. */
  readonly helpOnly?: readonly HelpOnly[];
  /** Without what is off the air. */
  readonly help: HelpRegistry;
  /** Of runs that are airing or will be, under which help may be missing; left out: none. */
  readonly waivers?: readonly HelpWaiver[];
  readonly guides: readonly GuideRow[];
  readonly partners: readonly PartnerFacts[];
}

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
  readonly version: number;
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
}

/** A programme in which nothing is on: what is answered from before the first rows were read. */
export const EMPTY_PROGRAMME: Programme = {
  version: 0,
  surfaces: new Map(),
  capacities: new Map(),
  pauses: [],
  helpOnly: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: new Map(),
  unplaceable: [],
};

/**
 * The programme of the rows. Entries that are not approved, or whose text is not the approved one any more, are left
 * out; a run without an entry that may be shown is left out, and the next candidate takes its place on air. So is a run
 * in a zone that this process does not know: one row that it cannot read must not keep it from a takedown in another.
 *
 * @param rows in any order; not modified. The result does not depend on their order.
 */
export function compile(rows: ProgrammeRows): Programme {
  const surfaces = new Map<string, Candidate[]>();
  const unplaceable: string[] = [];
  for (const row of rows.runs) {
    const entries = showableEntries(row);
    if (entries.length === 0) continue;
    const earth = earthOrNull(row);
    if (earth === null) {
      unplaceable.push(row.runId);
      continue;
    }
    const candidates = surfaces.get(row.surface) ?? [];
    surfaces.set(row.surface, candidates);
    candidates.push(candidateOf(row, earth, entries));
  }
  for (const candidates of surfaces.values()) {
    candidates.sort((a, b) => tierRank(a.tier) - tierRank(b.tier) || (a.runId < b.runId ? -1 : 1));
  }
  return {
    version: rows.version,
    surfaces,
    capacities: new Map(
      rows.surfaces.filter(({ capacity }) => capacity > 1).map(({ slug, capacity }) => [slug, capacity]),
    ),
    pauses: [...rows.pauses].sort((a, b) => (a.id < b.id ? -1 : 1)),
    helpOnly: [...(rows.helpOnly ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)),
    help: { ...rows.help, helplines: [...rows.help.helplines].sort((a, b) => (a.slug < b.slug ? -1 : 1)) },
    guides: rows.guides.flatMap((row) => publicGuide(row) ?? []).sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    partners: new Map(rows.partners.map((partner) => [partner.slug, partner])),
    unplaceable: unplaceable.sort(),
  };
}

/** Empty for a run that does not air. */
function showableEntries(row: RunRow): ProgrammeEntry[] {
  if (!AIRING_STATES.includes(row.state) || (row.removal ?? null) !== null) return [];
  return [...row.entries]
    .sort((a, b) => a.position - b.position)
    .filter((entry) => isShowable(entry) && consentGap(entry, row) === null)
    .map(programmeEntry);
}

function earthOrNull({ intent, cutAt, held }: RunRow): Window | null {
  try {
    return cut(held[EVERY_ZONE] ?? earthWindow(intent), cutAt);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** A window with an end for everybody that may come before its own. */
function cut({ start, end }: Window, cutAt: Instant | null): Window {
  return { start, end: cutAt === null ? end : Math.min(cutAt, end ?? cutAt) };
}

function candidateOf(row: RunRow, earth: Window, entries: readonly ProgrammeEntry[]): Candidate {
  const { runId, campaignId, slug, tier, audience, embargoed, defaultLocale, texts, intent, cutAt, held } = row;
  return {
    runId,
    campaignId,
    slug,
    tier,
    audience,
    embargoed,
    defaultLocale,
    texts,
    intent,
    cutAt,
    held,
    earth,
    entries,
    isTimed: entries.some(({ times }) => !isAlways(times)),
    consentEnds: entries.flatMap(({ consentUntil }) => (consentUntil === null ? [] : [consentUntil])),
  };
}

function programmeEntry(row: EntryRow): ProgrammeEntry {
  const { itemId, revisionId, times, document, partner } = row;
  const locales = approvedLocales(document, row.decisions);
  return { itemId, revisionId, times, document, partner, locales, consentUntil: row.consent?.until ?? null };
}

/** How many runs a surface shows at once; one that nobody declared has one place. */
export function capacityOf(programme: Programme, surface: string): number {
  return programme.capacities.get(surface) ?? 1;
}

/** Windows by candidate and zone: the same few hundred zones are asked again and again, and a candidate never changes. */
const derived = new WeakMap<Candidate, Map<ZoneName, Window>>();
const ZONES_DERIVED_MAX = 1_000;

/** The window of a candidate as it falls for a viewer in a zone; possibly empty, where the zone skipped those days. */
export function windowFor(candidate: Candidate, zone: ZoneName): Window {
  if (candidate.intent.mode !== 'VIEWER_LOCAL') return candidate.earth;
  const windows = derived.get(candidate) ?? new Map<ZoneName, Window>();
  derived.set(candidate, windows);
  const window =
    windows.get(zone) ?? cut(candidate.held[zone] ?? deriveWindow(candidate.intent, zone), candidate.cutAt);
  if (windows.size < ZONES_DERIVED_MAX) windows.set(zone, window);
  return window;
}
