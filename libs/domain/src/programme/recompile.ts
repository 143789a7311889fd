import { AIRING_STATES } from '../campaign/run.js';
import { pureSha256 } from '../content/content-hash.js';
import type { Candidate, Programme } from './programme.js';
import { byPrecedence, compileCommon, surfaceFacts } from './compile.js';
import { commonOf, entryOf, rowsVersionOf, type Pin, type ProgrammeParts } from './programme-parts.js';
import type {
  CommonRows,
  EntryRow,
  ProgrammeChange,
  ProgrammeRows,
  RevisionRow,
  RunRow,
  SurfaceRow,
} from './programme-rows.js';
import { RunCompiler } from './run-compiler.js';
import { isSameValue } from './same-value.js';

/**
 * The programme after a change: the same as `compile` of the rows as they stand then, and every candidate, surface and part that the
 * change did not alter is the very object that it was.
 *
 * @param change of this very programme; what it names may also have stayed as it was
 * @throws Error when it is a change since another version: a caller's bug
 */
export function recompile(programme: Programme, change: ProgrammeChange): Programme {
  if (change.since !== programme.version)
    throw new Error(`A change since version ${change.since} is none of a programme of version ${programme.version}.`);
  return next(programme, change, change.surfaces);
}

/**
 * The programme of rows that were read whole, in place of an earlier one: the same as `compile` of them, sharing all that is as it was.
 * Where nothing differs, the version neither, it is the earlier one itself.
 */
export function renew(programme: Programme, rows: ProgrammeRows): Programme {
  const ids = new Set(rows.runs.map(({ runId }) => runId));
  const goneRunIds = [...programme.parts.runs.values()].flatMap(({ runId }) => (ids.has(runId) ? [] : [runId]));
  const { version: since } = programme;
  const change = { ...rows, since, goneRunIds, revisions: [], common: commonOf(rows) };
  return next(programme, change, rows.surfaces, 'WHOLE');
}

function next(
  programme: Programme,
  change: ProgrammeChange,
  surfaceRows: readonly SurfaceRow[],
  how: 'TOUCHED' | 'WHOLE' = 'TOUCHED',
): Programme {
  const revisions = new RevisionsAfter(programme.parts, change);
  const runs = runsAfter(programme.parts, change, revisions);
  const places = surfacesAfter(programme, surfaceRows, how);
  const common = commonAfter(programme, change.common);
  const stamps = rowsVersionOf(change);
  const isSame =
    runs.size === 0 &&
    revisions.changed.size === 0 &&
    places === null &&
    common === null &&
    stamps.version === programme.version &&
    stamps.commonVersion === programme.commonVersion &&
    stamps.mark === programme.mark;
  if (isSame) return programme;
  return {
    ...programme,
    ...stamps,
    ...places?.facts,
    ...common?.compiled,
    ...airAfter(programme, runs),
    parts: {
      surfaces: places?.rows ?? programme.parts.surfaces,
      runs: runs.size === 0 ? programme.parts.runs : programme.parts.runs.with(runs),
      pins: pinsAfter(programme.parts, runs, revisions),
      common: common?.rows ?? programme.parts.common,
    },
  };
}

/** Revisions as they stand after a change: the held object where it says the same, so that what is shared stays shared. */
class RevisionsAfter {
  /** Those that are new or differ from what is held. */
  readonly changed = new Map<string, RevisionRow>();
  private readonly seen = new Set<string>();
  private readonly playlists = new Map<readonly EntryRow[], readonly EntryRow[]>();

  constructor(
    private readonly parts: ProgrammeParts,
    { runs, revisions }: ProgrammeChange,
  ) {
    for (const facts of revisions) this.look(facts);
    const playlists = new Set(runs.map(({ entries }) => entries));
    for (const entries of playlists) for (const entry of entries) this.look(entry);
  }

  /** Entries with their revisions as they are held, or as they have changed. The same list for the same list. */
  entries(rows: readonly EntryRow[]): readonly EntryRow[] {
    const known = this.playlists.get(rows);
    if (known !== undefined) return known;
    const entries = rows.map((row): EntryRow => {
      const facts = this.changed.get(row.revisionId) ?? this.parts.pins.get(row.revisionId)?.facts ?? row;
      return facts === row ? row : entryOf(facts, row);
    });
    this.playlists.set(rows, entries);
    return entries;
  }

  private look(facts: RevisionRow): void {
    const { revisionId } = facts;
    if (this.seen.has(revisionId)) return;
    this.seen.add(revisionId);
    const held = this.parts.pins.get(revisionId);
    if (held === undefined || !isSameRevision(held.facts, facts)) this.changed.set(revisionId, facts);
  }
}

function isSameRevision(a: RevisionRow, b: RevisionRow): boolean {
  return (
    a.itemId === b.itemId &&
    a.state === b.state &&
    (a.awaitsPartner ?? false) === (b.awaitsPartner ?? false) &&
    isSameValue(a.removal ?? null, b.removal ?? null) &&
    isSameValue(a.consent ?? null, b.consent ?? null) &&
    isSameValue(a.partner, b.partner) &&
    isSameValue(a.decisions, b.decisions) &&
    isSameValue(a.document, b.document)
  );
}

/** Runs that differ after a change, undefined for one that is gone: those it names, and those that pin what it names. */
function runsAfter(
  parts: ProgrammeParts,
  { runs, goneRunIds }: ProgrammeChange,
  revisions: RevisionsAfter,
): ReadonlyMap<string, RunRow | undefined> {
  const after = new Map<string, RunRow | undefined>();
  const named = new Set(goneRunIds);
  for (const runId of goneRunIds) if (parts.runs.get(runId) !== undefined) after.set(runId, undefined);
  const sameTexts = new SameObjects();
  for (const row of runs) {
    named.add(row.runId);
    const held = parts.runs.get(row.runId);
    const isSame = held !== undefined && isSameRun(held, row, revisions, sameTexts);
    if (!isSame) after.set(row.runId, { ...row, entries: revisions.entries(row.entries) });
  }
  for (const revisionId of revisions.changed.keys()) {
    for (const runId of parts.pins.get(revisionId)?.runIds.flat() ?? []) {
      if (named.has(runId)) continue;
      named.add(runId);
      const held = parts.runs.get(runId)!;
      after.set(runId, { ...held, entries: revisions.entries(held.entries) });
    }
  }
  return after;
}

/** Remembers which objects say the same, since many runs share their campaign's texts, audience and playlist. */
class SameObjects {
  private readonly found = new Map<object, { readonly held: object; readonly isSame: boolean }>();

  is<T extends object>(held: T, given: T, compare: (held: T, given: T) => boolean = isSameValue): boolean {
    const known = this.found.get(given);
    if (known?.held === held) return known.isSame;
    const isSame = compare(held, given);
    this.found.set(given, { held, isSame });
    return isSame;
  }
}

/** True when a run is as it was, entries and their revisions included; whether the scheduler recorded that it began makes no difference. */
function isSameRun(held: RunRow, row: RunRow, revisions: RevisionsAfter, same: SameObjects): boolean {
  return (
    AIRING_STATES.includes(held.state) === AIRING_STATES.includes(row.state) &&
    held.scheduleVersion === row.scheduleVersion &&
    held.campaignId === row.campaignId &&
    held.slug === row.slug &&
    held.surface === row.surface &&
    held.tier === row.tier &&
    held.embargoed === row.embargoed &&
    held.defaultLocale === row.defaultLocale &&
    held.cutAt === row.cutAt &&
    isSameValue(held.intent, row.intent) &&
    isSameValue(held.held, row.held) &&
    isSameValue(held.removal ?? null, row.removal ?? null) &&
    same.is(held.audience, row.audience) &&
    same.is(held.texts, row.texts) &&
    same.is(held.entries, row.entries, (before, after) => isSamePlaylist(before, after, revisions))
  );
}

function isSamePlaylist(held: readonly EntryRow[], given: readonly EntryRow[], { changed }: RevisionsAfter): boolean {
  return (
    held.length === given.length &&
    given.every((entry, index) => {
      const before = held[index]!;
      return (
        before.revisionId === entry.revisionId &&
        before.position === entry.position &&
        !changed.has(entry.revisionId) &&
        isSameValue(before.times, entry.times)
      );
    })
  );
}

/** Candidates by surface after a change of some runs. */
function airAfter(
  programme: Programme,
  runs: ReadonlyMap<string, RunRow | undefined>,
): Pick<Programme, 'surfaces' | 'unplaceable'> {
  if (runs.size === 0) return { surfaces: programme.surfaces, unplaceable: programme.unplaceable };
  const added = new Map<string, Candidate[]>();
  const unplaceable = programme.unplaceable.filter((runId) => !runs.has(runId));
  const on = (surface: string) => {
    const candidates = added.get(surface) ?? [];
    added.set(surface, candidates);
    return candidates;
  };
  // Where a run stood is looked at also when it stands nowhere any more.
  for (const runId of runs.keys()) {
    const held = programme.parts.runs.get(runId);
    if (held !== undefined) on(held.surface);
  }
  const rows = [...runs.values()].filter((row) => row !== undefined);
  for (const [index, candidate] of new RunCompiler(rows, pureSha256).candidates().entries()) {
    const { runId, surface } = rows[index]!;
    if (candidate === 'UNPLACEABLE') unplaceable.push(runId);
    else if (candidate !== null) on(surface).push(candidate);
  }
  const surfaces = new Map(programme.surfaces);
  for (const [surface, candidates] of added) {
    const kept = (surfaces.get(surface) ?? []).filter(({ runId }) => !runs.has(runId));
    if (kept.length + candidates.length === 0) surfaces.delete(surface);
    else surfaces.set(surface, [...kept, ...candidates].sort(byPrecedence));
  }
  return { surfaces, unplaceable: unplaceable.sort() };
}

function pinsAfter(
  { runs: held, pins }: ProgrammeParts,
  runs: ReadonlyMap<string, RunRow | undefined>,
  { changed }: RevisionsAfter,
): ProgrammeParts['pins'] {
  const left = new Map<string, Set<string>>();
  const joined = new Map<string, Set<string>>();
  const put = (into: Map<string, Set<string>>, revisionId: string, runId: string) =>
    void into.set(revisionId, (into.get(revisionId) ?? new Set()).add(runId));
  for (const [runId, row] of runs) {
    const before = new Set(held.get(runId)?.entries.map(({ revisionId }) => revisionId));
    const after = new Set(row?.entries.map(({ revisionId }) => revisionId));
    for (const revisionId of before) if (!after.has(revisionId)) put(left, revisionId, runId);
    for (const revisionId of after) if (!before.has(revisionId)) put(joined, revisionId, runId);
  }
  const touched = new Set([...left.keys(), ...joined.keys(), ...changed.keys()]);
  if (touched.size === 0) return pins;
  const pinAfter = (revisionId: string): Pin | undefined => {
    const pin = pins.get(revisionId);
    const gone = left.get(revisionId);
    const held = pin?.runIds ?? [];
    const stayed = gone === undefined ? held : [held.flat().filter((runId) => !gone.has(runId))];
    const runIds = [...stayed, [...(joined.get(revisionId) ?? [])]].filter(({ length }) => length > 0);
    const facts = changed.get(revisionId) ?? pin?.facts;
    return runIds.length === 0 || facts === undefined ? undefined : { facts, runIds };
  };
  return pins.with([...touched].map((revisionId) => [revisionId, pinAfter(revisionId)] as const));
}

interface Places {
  readonly rows: ReadonlyMap<string, SurfaceRow>;
  readonly facts: ReturnType<typeof surfaceFacts>;
}

/** Null: as they were. */
function surfacesAfter(programme: Programme, given: readonly SurfaceRow[], how: 'TOUCHED' | 'WHOLE'): Places | null {
  const held = programme.parts.surfaces;
  const isSame = ({ slug, capacity, changedVersion = 0 }: SurfaceRow) => {
    const before = held.get(slug);
    return before?.capacity === capacity && (before.changedVersion ?? 0) === changedVersion;
  };
  if (given.every(isSame) && (how === 'TOUCHED' || given.length === held.size)) return null;
  const rows = new Map(how === 'WHOLE' ? [] : held);
  for (const row of given) rows.set(row.slug, row);
  return { rows, facts: surfaceFacts(rows.values()) };
}

/** Null: as it was. */
function commonAfter(programme: Programme, given: Partial<CommonRows>) {
  const compiled = compileCommon(given);
  const isSame = (part: keyof typeof compiled) => isSameValue(plain(compiled[part]), plain(programme[part]));
  const differing = Object.fromEntries(
    Object.entries(compiled).filter(([part]) => !isSame(part as keyof typeof compiled)),
  ) as typeof compiled;
  const { waivers = [] } = programme.parts.common;
  const areWaiversSame = given.waivers === undefined || isSameValue(given.waivers, waivers);
  if (Object.keys(differing).length === 0 && areWaiversSame) return null;
  return { compiled: differing, rows: { ...programme.parts.common, ...given } };
}

/** Partners are a map of slugs, whose order says nothing. */
function plain(part: unknown): unknown {
  return part instanceof Map ? Object.fromEntries(part) : part;
}
