import { isAlways } from '../campaign/entry-times.js';
import { AIRING_STATES } from '../campaign/run.js';
import { isShowableIn } from '../campaign/schedule-rules.js';
import { tierRank, TIERS } from '../campaign/tier.js';
import type { Sha256 } from '../content/content-hash.js';
import type { ContentDocument } from '../content/document.js';
import { approvedLocales, type LocaleDecision } from '../content/revision.js';
import { consentGap } from '../takedown/consent.js';
import type { Locale } from '../text/locale.js';
import type { Window } from '../time/instant.js';
import { earthWindow } from '../time/window-intent.js';
import { PartedMap } from './parted-map.js';
import { windowCutAt, type Candidate, type ProgrammeEntry } from './programme.js';
import type { Pin } from './programme-parts.js';
import { EVERY_ZONE, type EntryRow, type RunRow } from './programme-rows.js';

/** What of a candidate its playlist says. */
type Playlist = Pick<Candidate, 'entries' | 'isTimed' | 'consentEnds'>;

/** A playlist and the runs that share it. */
interface SharedPlaylist {
  readonly rows: readonly EntryRow[];
  readonly runIds: string[];
  /** In the order of the playlist, with those that nobody may see. */
  entries: readonly SharedEntry[];
  /** Null: with consents it depends on the run, on which surface and where its entries may be shown. */
  ofEveryRun: Playlist | null;
}

/** A pin that playlists are still added to. */
interface OpenPin extends Pin {
  readonly runIds: (readonly string[])[];
}

/** An entry and what is made of it, in however many playlists it stands. */
interface SharedEntry {
  readonly row: EntryRow;
  readonly pin: OpenPin;
  /** Null: nobody may see it, wherever it is. */
  shown: ProgrammeEntry | null;
}

/**
 * Makes candidates of rows. What runs share, a playlist, an entry, the hashes of a text, is looked at once.
 *
 * All rows are gone through for one thing, then for the next: what a hundred thousand of them wait for is memory, and a short loop
 * waits for many at a time.
 */
export class RunCompiler {
  private readonly approved = new Map<ContentDocument, { of: readonly LocaleDecision[]; locales: readonly Locale[] }>();
  private readonly entries = new Map<EntryRow, SharedEntry>();
  private readonly pinned = new Map<string, OpenPin>();
  private readonly playlists = new Map<readonly EntryRow[], SharedPlaylist>();
  private readonly playlistOfRun: readonly SharedPlaylist[];

  /** @param rows not modified, and held on to */
  constructor(
    private readonly rows: readonly RunRow[],
    private readonly sha256: Sha256,
  ) {
    this.playlistOfRun = rows.map(({ entries }) => this.shared(entries));
    this.playlistOfRun.forEach(({ runIds }, index) => runIds.push(rows[index]!.runId));
    this.lookAtEntries();
  }

  /**
   * Of each row, in their order. Null: it does not air, or nothing of it may be shown. `UNPLACEABLE`: the zone data of this process
   * cannot place its window.
   */
  candidates(): (Candidate | 'UNPLACEABLE' | null)[] {
    const { rows, playlistOfRun } = this;
    const playlists = rows.map((row, index) => playlistIn(row, playlistOfRun[index]!));
    const earths = rows.map((row, index) => (playlists[index] === null ? null : earthOrNull(row)));
    return rows.map((row, index) => {
      const [playlist, earth] = [playlists[index]!, earths[index]!];
      if (playlist === null) return null;
      return earth === null ? 'UNPLACEABLE' : candidateOf(row, earth, playlist);
    });
  }

  /** Of all rows, whether they air or not. */
  pins(): PartedMap<Pin> {
    return PartedMap.of(this.pinned.values(), ({ facts }) => facts.revisionId);
  }

  private shared(rows: readonly EntryRow[]): SharedPlaylist {
    let shared = this.playlists.get(rows);
    if (shared === undefined) {
      shared = { rows, runIds: [], entries: [], ofEveryRun: null };
      this.playlists.set(rows, shared);
    }
    return shared;
  }

  private lookAtEntries(): void {
    const playlists = [...this.playlists.values()];
    for (const playlist of playlists) playlist.entries = inOrder(playlist.rows).map((row) => this.entry(row));
    for (const { entries, runIds } of playlists) {
      // All entries of a playlist come one after the other.
      for (const { pin } of entries) if (pin.runIds.at(-1) !== runIds) pin.runIds.push(runIds);
    }
    for (const entry of this.entries.values()) {
      const { row } = entry;
      if (isShowableIn(row, () => this.locales(row))) entry.shown = programmeEntry(row, this.locales(row));
    }
    for (const playlist of playlists) {
      const isOfEveryRun = playlist.entries.every(({ row }) => (row.consent ?? null) === null);
      if (isOfEveryRun) playlist.ofEveryRun = playlistOf(playlist.entries);
    }
  }

  private entry(row: EntryRow): SharedEntry {
    let shared = this.entries.get(row);
    if (shared === undefined) {
      shared = { row, pin: this.pin(row), shown: null };
      this.entries.set(row, shared);
    }
    return shared;
  }

  private pin(facts: EntryRow): OpenPin {
    let pin = this.pinned.get(facts.revisionId);
    if (pin === undefined) {
      pin = { facts, runIds: [] };
      this.pinned.set(facts.revisionId, pin);
    }
    return pin;
  }

  private locales({ document, decisions }: EntryRow): readonly Locale[] {
    const known = this.approved.get(document);
    if (known?.of === decisions) return known.locales;
    const locales = approvedLocales(document, decisions, this.sha256);
    this.approved.set(document, { of: decisions, locales });
    return locales;
  }
}

/** As they are read they mostly are so already. */
function inOrder(rows: readonly EntryRow[]): readonly EntryRow[] {
  const isInOrder = rows.every(({ position }, index) => index === 0 || rows[index - 1]!.position <= position);
  return isInOrder ? rows : [...rows].sort((a, b) => a.position - b.position);
}

function playlistIn(row: RunRow, { ofEveryRun, entries }: SharedPlaylist): Playlist | null {
  if (!AIRING_STATES.includes(row.state) || (row.removal ?? null) !== null) return null;
  const playlist = ofEveryRun ?? playlistOf(entries.filter((one) => consentGap(one.row, row) === null));
  return playlist.entries.length === 0 ? null : playlist;
}

function earthOrNull({ intent, cutAt, held }: RunRow): Window | null {
  try {
    return windowCutAt(held[EVERY_ZONE] ?? earthWindow(intent), cutAt);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function playlistOf(shared: readonly SharedEntry[]): Playlist {
  const entries = shared.map(({ shown }) => shown).filter((shown) => shown !== null);
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
