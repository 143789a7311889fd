import type { CommonRows, Programme, RevisionRow, RunRow, SurfaceRow } from '#domain';

/** Before and after; undefined: it is not there. */
export type Pair<T> = readonly [before: T | undefined, after: T | undefined];

/** What is not the very same object in two programmes, of which one was made out of the other. */
export interface ProgrammeDifference {
  readonly runs: readonly Pair<RunRow>[];
  readonly revisions: readonly Pair<RevisionRow>[];
  readonly surfaces: readonly Pair<SurfaceRow>[];
}

/** With more runs or revisions than this it is no dearer to tell everything. */
const ROWS_MAX = 5_000;

/** @returns null: they differ in more than is told as a change, or have little to do with each other */
export function differenceOf(before: Programme, after: Programme): ProgrammeDifference | null {
  const runs: Pair<RunRow>[] = [];
  for (const [, held, row] of before.parts.runs.differences(after.parts.runs)) {
    if (runs.push([held, row]) > ROWS_MAX) return null;
  }
  const revisions: Pair<RevisionRow>[] = [];
  for (const [, held, pin] of before.parts.pins.differences(after.parts.pins)) {
    if (held?.facts === pin?.facts) continue;
    if (revisions.push([held?.facts, pin?.facts]) > ROWS_MAX) return null;
  }
  const surfaces: Pair<SurfaceRow>[] = [];
  const [were, are] = [before.parts.surfaces, after.parts.surfaces];
  if (were !== are) {
    for (const [slug, row] of are) if (were.get(slug) !== row) surfaces.push([were.get(slug), row]);
    // Nobody takes a surface away but a restored database.
    for (const slug of were.keys()) if (!are.has(slug)) return null;
  }
  return { runs, revisions, surfaces };
}

/** What compiled common rows say, by the part that they come from. */
export function commonFacts(programme: Programme): Required<Record<keyof CommonRows, unknown>> {
  const { pauses, helpOnly, help, guides, partners, parts } = programme;
  return { pauses, helpOnly, help, guides, partners, waivers: parts.common.waivers ?? [] };
}
