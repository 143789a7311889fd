import { readFile } from 'node:fs/promises';
import type { Instant, ProgrammeRows } from '#domain';
import { ROWS_FORMAT, sha256Of, unpackRows, type PackedRows } from './packed-rows.js';
import { replaceFile } from './replace-file.js';

/** What a snapshot says of itself. */
export interface SnapshotHeader {
  readonly magic: typeof MAGIC;
  readonly format: number;
  /** The last migration that the writer knew: rows of another one may mean something else. */
  readonly schema: string;
  /** Of the database that the rows come from. */
  readonly installation: string;
  readonly version: number;
  /** By the database's clock. */
  readonly writtenAt: Instant;
  /** When the rows were last found to be these, by the database's clock: how old a programme is survives a restart. */
  readonly checkedAt: Instant;
  readonly bytes: number;
  readonly sha256: string;
}

/** Why a snapshot is not used. */
export const SNAPSHOT_FAULTS = ['MISSING', 'DAMAGED', 'FORMAT', 'SCHEMA', 'FOREIGN', 'OLDER'] as const;
export type SnapshotFault = (typeof SNAPSHOT_FAULTS)[number];

export type SnapshotReading<Content> =
  | { readonly isUsable: true; readonly header: SnapshotHeader; readonly content: Content }
  | { readonly isUsable: false; readonly fault: SnapshotFault; readonly message: string };

/** What a reader holds a snapshot against. */
export interface SnapshotExpectation {
  readonly schema: string;
  /** Null: this process was never told; then the one in the floor file counts, and without that any. */
  readonly installation: string | null;
}

/** What of a database was written here before: nothing older, and of no other database, is read. */
export interface SnapshotFloor {
  readonly installation: string;
  readonly version: number;
}

const MAGIC = 'marquee-programme';
const NEWLINE = 10;
const HEADER_BYTES_MAX = 4_096;

/**
 * The programme of one process on disk, for a start without the database.
 *
 * Three parts: a line of JSON that says what it is, a line with the SHA-256 of that line, and the packed rows, whose length and SHA-256 the
 * first line holds. It is written beside, forced to the disk and renamed, so a crash leaves the one before. The floor file beside
 * it keeps the highest version that was ever written here: a snapshot that somebody copied back from a week ago is refused.
 */
export class SnapshotFile {
  /** @param path absolute, or relative to the working directory; of this process alone */
  constructor(
    readonly path: string,
    private readonly schema: string,
  ) {}

  /**
   * @returns false: a newer one was written here meanwhile, and stays
   * @throws the system's error; the one before stays
   */
  async write(packed: PackedRows, facts: SnapshotFloor & Pick<SnapshotHeader, 'writtenAt' | 'checkedAt'>) {
    const floor = await this.floor();
    if (floor !== null && floor.installation === facts.installation && floor.version > facts.version) return false;
    const header: SnapshotHeader = {
      magic: MAGIC,
      format: ROWS_FORMAT,
      schema: this.schema,
      installation: facts.installation,
      version: facts.version,
      writtenAt: facts.writtenAt,
      checkedAt: facts.checkedAt,
      bytes: packed.body.length,
      sha256: packed.sha256,
    };
    const line = JSON.stringify(header);
    await replaceFile(this.path, [Buffer.from(`${line}\n${sha256Of(line)}\n`), packed.body]);
    // After the snapshot: a crash in between leaves a floor that is too low, never one that refuses the only snapshot there is.
    const { installation, version } = facts;
    await replaceFile(this.floorPath, [Buffer.from(`${JSON.stringify({ installation, version })}\n`)]);
    return true;
  }

  /** What it is, without its rows: quick however many there are. */
  async readHeader(expected: SnapshotExpectation): Promise<SnapshotReading<Buffer>> {
    const bytes = await bytesOf(this.path);
    if (bytes === null) return unusable('MISSING', 'There is no snapshot yet.');
    return checked(bytes, expected, await this.floor());
  }

  async read(expected: SnapshotExpectation): Promise<SnapshotReading<ProgrammeRows>> {
    const reading = await this.readHeader(expected);
    if (!reading.isUsable) return reading;
    const { header, content } = reading;
    if (sha256Of(content) !== header.sha256) return unusable('DAMAGED', 'Its rows are not those that were written.');
    try {
      return { isUsable: true, header, content: await unpackRows(content) };
    } catch (error) {
      return unusable('DAMAGED', `Its rows cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Null: nothing was written here yet, or what the file says cannot be read. */
  async floor(): Promise<SnapshotFloor | null> {
    try {
      const { installation, version } = JSON.parse(String(await bytesOf(this.floorPath))) as SnapshotFloor;
      return typeof installation === 'string' && Number.isSafeInteger(version) ? { installation, version } : null;
    } catch {
      return null;
    }
  }

  private get floorPath(): string {
    return `${this.path}.floor`;
  }
}

function checked(bytes: Buffer, expected: SnapshotExpectation, floor: SnapshotFloor | null): SnapshotReading<Buffer> {
  const header = headerOf(bytes);
  if (header === null) return unusable('DAMAGED', 'Its first lines are not those of a whole snapshot.');
  const { format, schema, installation, version } = header;
  if (format !== ROWS_FORMAT)
    return unusable('FORMAT', `It has format ${format}, and this version of Marquee reads format ${ROWS_FORMAT}.`);
  if (schema !== expected.schema)
    return unusable('SCHEMA', `It was written for the schema ${schema}, and this one is ${expected.schema}.`);
  const known = expected.installation ?? floor?.installation ?? installation;
  if (installation !== known)
    return unusable('FOREIGN', `It is of the installation ${installation}, and this process belongs to ${known}.`);
  if (floor?.installation === installation && version < floor.version)
    return unusable('OLDER', `It has version ${version}, and ${floor.version} was written here before.`);
  const content = bytes.subarray(bytes.length - header.bytes);
  return { isUsable: true, header, content };
}

/** Null: cut or damaged, in the header or in its length. */
function headerOf(bytes: Buffer): SnapshotHeader | null {
  const lineEnd = bytes.indexOf(NEWLINE);
  const sumEnd = bytes.indexOf(NEWLINE, lineEnd + 1);
  if (lineEnd === -1 || sumEnd === -1 || sumEnd > HEADER_BYTES_MAX) return null;
  const line = bytes.toString('utf8', 0, lineEnd);
  if (bytes.toString('latin1', lineEnd + 1, sumEnd) !== sha256Of(bytes.subarray(0, lineEnd))) return null;
  const header = JSON.parse(line) as SnapshotHeader;
  return header.magic === MAGIC && bytes.length === sumEnd + 1 + header.bytes ? header : null;
}

function unusable(fault: SnapshotFault, message: string) {
  return { isUsable: false, fault, message } as const;
}

async function bytesOf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}
