import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AIRING_STATES,
  type CommonRows,
  type EntryRow,
  type Programme,
  type RevisionRow,
  type RunRow,
  type SurfaceRow,
} from '#domain';
import { commonFacts, type Pair, type ProgrammeDifference } from './programme-difference.js';

/** Longer than this nobody else waits for us. */
const SLICE_MS = 5;
const LOOK_EACH = 32;
const WORDS = 4;

/**
 * What a programme's rows say, as 32 hex digits: the sum of one hash a row, so that a change of one row costs a row. Two programmes have the
 * same one when `compile` makes the same of them: version and mark included, order and who recorded that a run began left out.
 */
export type ProgrammeSum = string;

/** In slices, so that answers go out meanwhile: 100,000 runs take most of a second. */
export async function sumOf(programme: Programme): Promise<ProgrammeSum> {
  const words = new Uint32Array(WORDS);
  let began = performance.now();
  let count = 0;
  for (const text of textsOf(programme)) {
    add(words, text, 1);
    count += 1;
    if (count % LOOK_EACH !== 0 || performance.now() - began < SLICE_MS) continue;
    await nextTurn();
    began = performance.now();
  }
  return sumText(words);
}

/** Of `after`, where that of `before` is known. @param difference of the two */
export function sumAfter(
  sum: ProgrammeSum,
  before: Programme,
  after: Programme,
  difference: ProgrammeDifference,
): ProgrammeSum {
  const words = wordsOf(sum);
  const pair = <T>([was, is]: Pair<T>, text: (value: T) => string) => {
    if (was !== undefined) add(words, text(was), -1);
    if (is !== undefined) add(words, text(is), 1);
  };
  for (const one of difference.runs) pair(one, runText);
  for (const one of difference.revisions) pair(one, revisionText);
  for (const one of difference.surfaces) pair(one, surfaceText);
  for (const text of headTexts(before)) add(words, text, -1);
  for (const text of headTexts(after)) add(words, text, 1);
  return sumText(words);
}

export function runText({ entries, state, ...row }: RunRow): string {
  const pinned = entries.map(({ position, revisionId, times }) => [position, revisionId, times]);
  return JSON.stringify(['run', AIRING_STATES.includes(state), row, pinned]);
}

export function revisionText(facts: RevisionRow): string {
  return JSON.stringify(['revision', withoutPlace(facts)]);
}

export function withoutPlace(facts: RevisionRow): RevisionRow {
  const { position: _position, times: _times, ...rest } = facts as EntryRow;
  return rest;
}

export function commonText(programme: Programme, part: keyof CommonRows): string {
  const facts = commonFacts(programme)[part];
  return JSON.stringify(['common', part, facts instanceof Map ? [...facts].sort(byKey) : facts]);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function surfaceText({ slug, capacity, changedVersion = 0 }: SurfaceRow): string {
  return JSON.stringify(['surface', slug, capacity, changedVersion]);
}

export const COMMON_NAMES = [
  'pauses',
  'helpOnly',
  'help',
  'waivers',
  'guides',
  'partners',
] as const satisfies readonly (keyof CommonRows)[];

function* headTexts(programme: Programme): Generator<string> {
  const { version, commonVersion, mark } = programme;
  yield JSON.stringify(['version', version, commonVersion, mark]);
  for (const part of COMMON_NAMES) yield commonText(programme, part);
}

function* textsOf(programme: Programme): Generator<string> {
  const { runs, pins, surfaces } = programme.parts;
  for (const row of runs.values()) yield runText(row);
  for (const { facts } of pins.values()) yield revisionText(facts);
  for (const row of surfaces.values()) yield surfaceText(row);
  yield* headTexts(programme);
}

function add(words: Uint32Array, text: string, sign: 1 | -1): void {
  const digest = hash('sha256', text, 'buffer');
  for (let at = 0; at < WORDS; at += 1) words[at] = words[at]! + sign * digest.readUInt32LE(at * 4);
}

function sumText(words: Uint32Array): ProgrammeSum {
  return [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function wordsOf(sum: ProgrammeSum): Uint32Array {
  return Uint32Array.from({ length: WORDS }, (_, at) => Number.parseInt(sum.slice(at * 8, at * 8 + 8), 16));
}
