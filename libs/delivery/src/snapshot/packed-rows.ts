import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip, createGzip, type Gunzip, type Gzip } from 'node:zlib';
import type { EntryRow, ProgrammeRows, RunRow } from '#domain';

/**
 * The rows of a programme as bytes, for the disk and for other processes: lines of JSON, compressed.
 *
 * The first line is everything but the runs. Then, of each run, what several share (documents, decisions, texts) as a line `["o", value]`
 * where it appears first, counted from 0, and the run itself as `["r", row]` with those numbers in its place. So a revision that a
 * thousand runs pin is there once, and once in the memory of whoever reads it.
 */
export interface PackedRows {
  readonly version: number;
  readonly body: Buffer;
  /** Of the body, 64 hex digits. */
  readonly sha256: string;
}

/** Another value: rows are written so that this program cannot read them, or cannot be read as they were written before. */
export const ROWS_FORMAT = 1;

/** Longer than this nobody else waits for us. */
const SLICE_MS = 5;
/** Of text that is given to the compressor at once. */
const CHUNK_LENGTH = 65_536;
const GZIP_LEVEL = 3;
const SHARED_OF_RUN = ['audience', 'texts'] as const satisfies (keyof RunRow)[];
const SHARED_OF_ENTRY = ['document', 'decisions', 'partner', 'times'] as const satisfies (keyof EntryRow)[];

/** In slices, so that answers go out meanwhile; the compressor works beside the event loop. */
export async function packRows(rows: ProgrammeRows): Promise<PackedRows> {
  const gzip = createGzip({ level: GZIP_LEVEL });
  const packed = collect(gzip);
  let text = '';
  let began = performance.now();
  for (const line of linesOf(rows)) {
    text += `${line}\n`;
    if (text.length >= CHUNK_LENGTH) {
      await written(gzip, text);
      text = '';
    }
    if (performance.now() - began < SLICE_MS) continue;
    await nextTurn();
    began = performance.now();
  }
  gzip.end(text);
  const body = await packed;
  return { version: rows.version, body, sha256: sha256Of(body) };
}

/** @throws when the body is not what was packed: whoever holds a sum over it compares that first */
export async function unpackRows(body: Buffer): Promise<ProgrammeRows> {
  const gunzip = createGunzip();
  const unpacked = collect(gunzip);
  gunzip.end(body);
  const text = await unpacked;
  const shared: unknown[] = [];
  const runs: RunRow[] = [];
  let head: Omit<ProgrammeRows, 'runs'> | null = null;
  let began = performance.now();
  for (const line of linesIn(text)) {
    if (head === null) head = JSON.parse(line, reviveMaps) as Omit<ProgrammeRows, 'runs'>;
    else {
      const [kind, value] = JSON.parse(line) as ['o' | 'r', unknown];
      if (kind === 'o') shared.push(value);
      else runs.push(restored(value as PackedRun, shared));
    }
    if (performance.now() - began < SLICE_MS) continue;
    await nextTurn();
    began = performance.now();
  }
  if (head === null) throw new Error('There is nothing in it.');
  return { ...head, runs };
}

/** As 64 hex digits. @param bytes a text counts as UTF-8 */
export function sha256Of(bytes: Buffer | string): string {
  return hash('sha256', bytes);
}

type PackedRun = Record<string, unknown> & { readonly entries: readonly Record<string, unknown>[] };

function* linesOf({ runs, ...head }: ProgrammeRows): Generator<string> {
  yield JSON.stringify(head, mapsAsLists);
  const numbers = new Map<unknown, number>();
  for (const run of runs) {
    const fresh: string[] = [];
    const numbersIn = (holder: object, names: readonly string[]) =>
      Object.fromEntries(
        names.map((name) => {
          const value: unknown = Reflect.get(holder, name);
          const known = numbers.get(value);
          if (known !== undefined) return [name, known];
          fresh.push(JSON.stringify(['o', value]));
          numbers.set(value, numbers.size);
          return [name, numbers.size - 1];
        }),
      );
    const entries = run.entries.map((entry) => ({ ...entry, ...numbersIn(entry, SHARED_OF_ENTRY) }));
    const row = JSON.stringify(['r', { ...run, ...numbersIn(run, SHARED_OF_RUN), entries }]);
    yield* fresh;
    yield row;
  }
}

function restored(run: PackedRun, shared: readonly unknown[]): RunRow {
  const taken = (holder: Record<string, unknown>, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, shared[holder[name] as number]]));
  const entries = run.entries.map((entry) => ({ ...entry, ...taken(entry, SHARED_OF_ENTRY) }));
  return { ...run, ...taken(run, SHARED_OF_RUN), entries } as unknown as RunRow;
}

const MAP_MARK = '$map';

function mapsAsLists(_: string, value: unknown): unknown {
  return value instanceof Map ? { [MAP_MARK]: [...(value as Map<unknown, unknown>)] } : value;
}

function reviveMaps(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(MAP_MARK in value)) return value;
  return new Map(value[MAP_MARK] as [unknown, unknown][]);
}

function* linesIn(text: Buffer): Generator<string> {
  let from = 0;
  for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10, from)) {
    yield text.toString('utf8', from, end);
    from = end + 1;
  }
  if (from < text.length) throw new Error('Its last line is cut.');
}

function collect(stream: Gzip | Gunzip): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', reject);
  });
}

async function written(stream: Gzip, text: string): Promise<void> {
  if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', resolve));
}
