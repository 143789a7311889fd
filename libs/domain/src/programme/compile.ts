import { tierRank, TIERS } from '../campaign/tier.js';
import { publicGuide } from '../care/guide-air.js';
import { pureSha256 } from '../content/content-hash.js';
import { PartedMap } from './parted-map.js';
import type { Candidate, Programme } from './programme.js';
import { commonOf, rowsVersionOf } from './programme-parts.js';
import type { CommonRows, ProgrammeRows, RunRow, SurfaceRow } from './programme-rows.js';
import { RunCompiler } from './run-compiler.js';

/**
 * The programme of the rows. Entries that are not approved, or whose text is not the approved one any more, are left
 * out; a run without an entry that may be shown is left out, and the next candidate takes its place on air. So is a run
 * in a zone that this process does not know: one row that it cannot read must not keep it from a takedown in another.
 *
 * @param rows in any order; not modified, and held on to. The result does not depend on their order.
 * @param sha256 left out: the pure one; the same result whichever it is
 */
export function compile(rows: ProgrammeRows, sha256 = pureSha256): Programme {
  const compiler = new RunCompiler(rows.runs, sha256);
  const candidates = compiler.candidates();
  return {
    ...rowsVersionOf(rows),
    surfaces: bySurface(rows.runs, candidates),
    ...surfaceFacts(rows.surfaces),
    ...compileCommon(commonOf(rows)),
    unplaceable: rows.runs.flatMap(({ runId }, index) => (candidates[index] === 'UNPLACEABLE' ? [runId] : [])).sort(),
    parts: {
      surfaces: new Map(rows.surfaces.map((row) => [row.slug, row])),
      runs: PartedMap.of(rows.runs, ({ runId }) => runId),
      pins: compiler.pins(),
      common: commonOf(rows),
    },
  };
}

/** @param candidates of each run */
function bySurface(
  runs: readonly RunRow[],
  candidates: readonly (Candidate | 'UNPLACEABLE' | null)[],
): ReadonlyMap<string, readonly Candidate[]> {
  const tiersOf = new Map<string, Candidate[][]>();
  for (const [index, candidate] of candidates.entries()) {
    if (candidate === null || candidate === 'UNPLACEABLE') continue;
    const { surface } = runs[index]!;
    let tiers = tiersOf.get(surface);
    if (tiers === undefined) {
      tiers = TIERS.map(() => []);
      tiersOf.set(surface, tiers);
    }
    tiers[tierRank(candidate.tier)]!.push(candidate);
  }
  // As they are read they are in the order of ids, and so each tier is.
  const isInOrder = runs.every(({ runId }, index) => index === 0 || runs[index - 1]!.runId < runId);
  const surfaces = new Map<string, Candidate[]>();
  for (const [surface, tiers] of tiersOf) {
    const all = tiers.flat();
    surfaces.set(surface, isInOrder ? all : all.sort(byPrecedence));
  }
  return surfaces;
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
