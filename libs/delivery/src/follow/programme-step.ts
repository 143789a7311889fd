import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  entryOf,
  recompile,
  type CommonRows,
  type EntryRow,
  type Programme,
  type ProgrammeChange,
  type RunRow,
} from '#domain';
import type { ProgrammeDifference } from './programme-difference.js';
import { COMMON_NAMES, commonText, revisionText, runText, withoutPlace, type ProgrammeSum } from './programme-sum.js';

/** Another value: steps are written so that this program cannot read them, or cannot be read as they were written before. */
export const STEPS_FORMAT = 1;

/** A run with the numbers of what it pins: what a revision says is told once, or is held already. */
type PinningRun = Omit<RunRow, 'entries'> & {
  readonly entries: readonly Pick<EntryRow, 'position' | 'revisionId' | 'times'>[];
};

/** From one state of a programme to the next, of which both sides know the sum. */
export interface ProgrammeStep extends Omit<ProgrammeChange, 'runs'> {
  readonly from: ProgrammeSum;
  readonly to: ProgrammeSum;
  readonly runs: readonly PinningRun[];
}

/** Told changes that cannot be read, or do not lead where they should: everything has to be told. */
export class UnusableSteps extends Error {}

export function stepBetween(
  [before, from]: readonly [Programme, ProgrammeSum],
  [after, to]: readonly [Programme, ProgrammeSum],
  { runs, revisions, surfaces }: ProgrammeDifference,
): ProgrammeStep {
  const rows = runs.flatMap(([was, is]) =>
    is === undefined || (was !== undefined && runText(was) === runText(is)) ? [] : [pinning(is)],
  );
  const facts = revisions.flatMap(([was, is]) =>
    is === undefined || (was !== undefined && revisionText(was) === revisionText(is)) ? [] : [withoutPlace(is)],
  );
  const touched = COMMON_NAMES.filter((part) => commonText(before, part) !== commonText(after, part));
  const { version, commonVersion, mark } = after;
  return {
    from,
    to,
    since: before.version,
    version,
    commonVersion,
    mark,
    surfaces: surfaces.flatMap(([, is]) => (is === undefined ? [] : [is])),
    runs: rows,
    goneRunIds: runs.flatMap(([was, is]) => (is === undefined && was !== undefined ? [was.runId] : [])),
    revisions: facts,
    common: Object.fromEntries(touched.map((part) => [part, after.parts.common[part] ?? []])) as Partial<CommonRows>,
  };
}

/** What `recompile` makes of a programme and a step from it. @throws UnusableSteps when it is a step from elsewhere, or names what is nowhere told */
export function afterStep(programme: Programme, step: ProgrammeStep): Programme {
  const { from: _from, to: _to, runs, ...rest } = step;
  if (step.since !== programme.version)
    throw new UnusableSteps(`It tells a change since version ${step.since}, and ${programme.version} is held.`);
  const told = new Map(step.revisions.map((facts) => [facts.revisionId, facts]));
  const entry = (pinned: PinningRun['entries'][number]): EntryRow => {
    const { revisionId } = pinned;
    const facts = told.get(revisionId) ?? programme.parts.pins.get(revisionId)?.facts;
    if (facts === undefined) throw new UnusableSteps(`It pins revision ${revisionId}, of which it says nothing.`);
    return entryOf(facts, pinned);
  };
  return recompile(programme, { ...rest, runs: runs.map((row) => ({ ...row, entries: row.entries.map(entry) })) });
}

/** A line of JSON, compressed; several may stand one after the other. */
export async function packStep(step: ProgrammeStep): Promise<Buffer> {
  return promisify(gzip)(`${JSON.stringify(step)}\n`);
}

/** @throws UnusableSteps when the body is not what was packed */
export async function unpackSteps(body: Buffer): Promise<readonly ProgrammeStep[]> {
  try {
    const text = (await promisify(gunzip)(body)).toString('utf8');
    if (!text.endsWith('\n')) throw new Error('its last line is cut');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ProgrammeStep);
  } catch (error) {
    throw new UnusableSteps(
      `What it tells of changes cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function pinning({ entries, ...row }: RunRow): PinningRun {
  return { ...row, entries: entries.map(({ position, revisionId, times }) => ({ position, revisionId, times })) };
}
