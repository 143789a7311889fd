import type { PartedMap } from './parted-map.js';
import type {
  CommonRows,
  EntryRow,
  ProgrammeRows,
  RevisionRow,
  RowsVersion,
  RunRow,
  SurfaceRow,
} from './programme-rows.js';

/** The rows that a programme was compiled from, so that a change finds what it touches. Immutable; the next one shares what stayed. */
export interface ProgrammeParts {
  readonly surfaces: ReadonlyMap<string, SurfaceRow>;
  readonly runs: PartedMap<RunRow>;
  /** By revision. */
  readonly pins: PartedMap<Pin>;
  readonly common: CommonRows;
}

/** A revision with the runs that pin it, at least one, each once, in any number of lists, such as one for those that share a playlist. */
export interface Pin {
  readonly facts: RevisionRow;
  readonly runIds: readonly (readonly string[])[];
}

/**
 * A revision at a place of a playlist, whatever place the facts may have of their own. Not `{ ...facts, position, times }`: V8 gives
 * whatever is named after a spread a shape of its own, one an object, and looks at no two of them alike.
 */
export function entryOf(facts: RevisionRow, { position, times }: Pick<EntryRow, 'position' | 'times'>): EntryRow {
  return Object.assign({}, facts, { position, times });
}

export function commonOf(rows: CommonRows): Required<CommonRows> {
  const { pauses, helpOnly = [], help, waivers = [], guides, partners } = rows;
  return { pauses, helpOnly, help, waivers, guides, partners };
}

export function rowsVersionOf({ version, commonVersion = version, mark = null }: RowsVersion): Required<RowsVersion> {
  return { version, commonVersion, mark };
}

/** The rows that a programme was compiled from, in no order; whatever is in them is shared with it. */
export function rowsOf(programme: Required<RowsVersion> & { readonly parts: ProgrammeParts }): ProgrammeRows {
  const { surfaces, runs, common } = programme.parts;
  return { ...rowsVersionOf(programme), surfaces: [...surfaces.values()], runs: [...runs.values()], ...common };
}
