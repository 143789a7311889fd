import { isAlways } from '../campaign/entry-times.js';
import { AIRING_STATES } from '../campaign/run.js';
import { isShowableIn } from '../campaign/schedule-rules.js';
import { tierRank, TIERS } from '../campaign/tier.js';
import { publicGuide } from '../care/guide-air.js';
import type { ContentDocument } from '../content/document.js';
import { approvedLocales, type LocaleDecision } from '../content/revision.js';
import { consentGap } from '../takedown/consent.js';
import type { Locale } from '../text/locale.js';
import type { Window } from '../time/instant.js';
import { earthWindow } from '../time/window-intent.js';
import { PartedMap } from './parted-map.js';
import { windowCutAt, type Candidate, type Programme, type ProgrammeEntry } from './programme.js';
import { commonOf, rowsVersionOf, type Pin } from './programme-parts.js';
import {
  EVERY_ZONE,
  type CommonRows,
  type EntryRow,
  type ProgrammeRows,
  type RunRow,
  type SurfaceRow,
} from './programme-rows.js';

/**
 * The programme of the rows. Entries that are not approved, or whose text is not the approved one any more, are left
 * out; a run without an entry that may be shown is left out, and the next candidate takes its place on air. So is a run
 * in a zone that this process does not know: one row that it cannot read must not keep it from a takedown in another.
 *
 * @param rows in any order; not modified, and held on to. The result does not depend on their order.
 */
export function compile(rows: ProgrammeRows): Programme {
  const surfaces = new Map<string, Candidate[]>();
  const unplaceable: string[] = [];
  const compiler = new RunCompiler();
  for (const row of rows.runs) {
    const candidate = compiler.candidate(row);
    if (candidate === 'UNPLACEABLE') unplaceable.push(row.runId);
    if (candidate === null || candidate === 'UNPLACEABLE') continue;
    const candidates = surfaces.get(row.surface);
    if (candidates === undefined) surfaces.set(row.surface, [candidate]);
    else candidates.push(candidate);
  }
  for (const candidates of surfaces.values()) candidates.sort(byPrecedence);
  return {
    ...rowsVersionOf(rows),
    surfaces,
    ...surfaceFacts(rows.surfaces),
    ...compileCommon(commonOf(rows)),
    unplaceable: unplaceable.sort(),
    parts: {
      surfaces: new Map(rows.surfaces.map((row) => [row.slug, row])),
      runs: PartedMap.of(byId(rows.runs)),
      pins: pinsOf(rows.runs),
      common: commonOf(rows),
    },
  };
}

function* byId(runs: readonly RunRow[]): Generator<readonly [runId: string, row: RunRow]> {
  for (const row of runs) yield [row.runId, row];
}

/** What of a programme the rows of its surfaces say. */
export function surfaceFacts(rows: Iterable<SurfaceRow>): Pick<Programme, 'surfaceVersions' | 'capacities'> {
  const surfaceVersions = new Map<string, number>();
  const capacities = new Map<string, number>();
  for (const { slug, capacity, changedVersion = 0 } of rows) {
    if (changedVersion > 0) surfaceVersions.set(slug, changedVersion);
    if (capacity > 1) capacities.set(slug, capacity);
  }
  return { surfaceVersions, capacities };
}

type CommonParts = Pick<Programme, 'pauses' | 'helpOnly' | 'help' | 'guides' | 'partners'>;

/** What of a programme the common rows say; only the parts that are given. */
export function compileCommon(rows: Required<CommonRows>): CommonParts;
export function compileCommon(rows: Partial<CommonRows>): Partial<CommonParts>;
export function compileCommon({ pauses, helpOnly, help, guides, partners }: Partial<CommonRows>): Partial<CommonParts> {
  return {
    ...(pauses && { pauses: sortedBy(pauses, ({ id }) => id) }),
    ...(helpOnly && { helpOnly: sortedBy(helpOnly, ({ id }) => id) }),
    ...(help && { help: { ...help, helplines: sortedBy(help.helplines, ({ slug }) => slug) } }),
    ...(guides && {
      guides: sortedBy(
        guides.flatMap((row) => publicGuide(row) ?? []),
        ({ slug }) => slug,
      ),
    }),
    ...(partners && { partners: new Map(partners.map((partner) => [partner.slug, partner])) }),
  };
}

function sortedBy<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  return [...values].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Tier, then id. */
export function byPrecedence(a: Candidate, b: Candidate): number {
  return tierRank(a.tier) - tierRank(b.tier) || (a.runId < b.runId ? -1 : 1);
}

/** By playlist, since many runs share one. */
function pinsOf(runs: readonly RunRow[]): PartedMap<Pin> {
  const playlists = new Map<readonly EntryRow[], string[]>();
  for (const { runId, entries } of runs) {
    const runIds = playlists.get(entries);
    if (runIds === undefined) playlists.set(entries, [runId]);
    else runIds.push(runId);
  }
  const pins = new Map<string, { facts: EntryRow; runIds: (readonly string[])[] }>();
  for (const [entries, runIds] of playlists) {
    for (const entry of entries) {
      const pin = pins.get(entry.revisionId);
      if (pin === undefined) pins.set(entry.revisionId, { facts: entry, runIds: [runIds] });
      // All entries of a playlist come one after the other.
      else if (pin.runIds.at(-1) !== runIds) pin.runIds.push(runIds);
    }
  }
  return PartedMap.of(pins);
}

/** Makes candidates of rows. What many runs share, a playlist, an entry, the hashes of a text, is made once in its life, which is one compile. */
export class RunCompiler {
  private readonly approved = new Map<ContentDocument, { of: readonly LocaleDecision[]; locales: readonly Locale[] }>();
  private readonly made = new Map<EntryRow, ProgrammeEntry | null>();
  /** Null: with consents it depends on the run, on which surface and where its entries may be shown. */
  private readonly playlists = new Map<readonly EntryRow[], Playlist | null>();

  /** Null: it does not air, or nothing of it may be shown. `UNPLACEABLE`: the zone data of this process cannot place its window. */
  candidate(row: RunRow): Candidate | 'UNPLACEABLE' | null {
    if (!AIRING_STATES.includes(row.state) || (row.removal ?? null) !== null) return null;
    const playlist = this.playlist(row);
    if (playlist.entries.length === 0) return null;
    const earth = earthOrNull(row);
    return earth === null ? 'UNPLACEABLE' : candidateOf(row, earth, playlist);
  }

  private playlist(row: RunRow): Playlist {
    let known = this.playlists.get(row.entries);
    if (known === undefined) {
      const isForEveryRun = row.entries.every(({ consent }) => (consent ?? null) === null);
      known = isForEveryRun ? playlistOf(this.showable(row.entries, row, true)) : null;
      this.playlists.set(row.entries, known);
    }
    return known ?? playlistOf(this.showable(row.entries, row, false));
  }

  private showable(rows: readonly EntryRow[], run: RunRow, isForEveryRun: boolean): ProgrammeEntry[] {
    const entries: ProgrammeEntry[] = [];
    for (const row of inOrder(rows)) {
      const entry = consentGap(row, run) === null ? this.entry(row, isForEveryRun) : null;
      if (entry !== null) entries.push(entry);
    }
    return entries;
  }

  /** @param isOnce it is asked for no more, since its playlist is kept */
  private entry(row: EntryRow, isOnce: boolean): ProgrammeEntry | null {
    const known = isOnce ? undefined : this.made.get(row);
    if (known !== undefined) return known;
    const entry = isShowableIn(row, () => this.locales(row)) ? programmeEntry(row, this.locales(row)) : null;
    if (!isOnce) this.made.set(row, entry);
    return entry;
  }

  private locales({ document, decisions }: EntryRow): readonly Locale[] {
    const known = this.approved.get(document);
    if (known?.of === decisions) return known.locales;
    const locales = approvedLocales(document, decisions);
    this.approved.set(document, { of: decisions, locales });
    return locales;
  }
}

/** As they are read they mostly are so already. */
function inOrder(rows: readonly EntryRow[]): readonly EntryRow[] {
  const isInOrder = rows.every(({ position }, index) => index === 0 || rows[index - 1]!.position <= position);
  return isInOrder ? rows : [...rows].sort((a, b) => a.position - b.position);
}

function earthOrNull({ intent, cutAt, held }: RunRow): Window | null {
  try {
    return windowCutAt(held[EVERY_ZONE] ?? earthWindow(intent), cutAt);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Playlist = Pick<Candidate, 'entries' | 'isTimed' | 'consentEnds'>;

function playlistOf(entries: readonly ProgrammeEntry[]): Playlist {
  return {
    entries,
    isTimed: entries.some(({ times }) => !isAlways(times)),
    consentEnds: entries.flatMap(({ consentUntil }) => (consentUntil === null ? [] : [consentUntil])),
  };
}

function candidateOf(row: RunRow, earth: Window, { entries, isTimed, consentEnds }: Playlist): Candidate {
  const { runId, campaignId, slug, audience, embargoed, defaultLocale, texts, intent, cutAt, held } = row;
  return {
    runId,
    campaignId,
    slug,
    // Our own word for it, not the row's: it is looked up each time two are compared.
    tier: TIERS[tierRank(row.tier)]!,
    audience,
    embargoed,
    defaultLocale,
    texts,
    intent,
    cutAt,
    held,
    earth,
    entries,
    isTimed,
    consentEnds,
  };
}

function programmeEntry(row: EntryRow, locales: readonly Locale[]): ProgrammeEntry {
  const { itemId, revisionId, times, document, partner } = row;
  return { itemId, revisionId, times, document, partner, locales, consentUntil: row.consent?.until ?? null };
}
