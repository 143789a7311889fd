import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { headLine, readHeadLine, type SignedHead } from '#domain';

/** The last heads stand in so many bytes at the end of the file, whatever lies before. */
const TAIL_BYTES = 65_536;

/** Signed ends of the audit chain on disk, apart from the database: one line each, appended and forced to the disk, never rewritten. */
export class HeadsFile {
  /** @param path absolute, or relative to the working directory; made with the first head */
  constructor(readonly path: string) {}

  /** The last whole one; null: there is none. @throws the system's error when the file is there and cannot be read */
  async last(): Promise<SignedHead | null> {
    const size = await this.size();
    if (size === null) return null;
    const file = await open(this.path, 'r');
    try {
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      await file.read(bytes, 0, bytes.length, size - bytes.length);
      const heads = bytes.toString('utf8').split('\n').map(readHeadLine);
      return heads.findLast((head) => head !== null) ?? null;
    } finally {
      await file.close();
    }
  }

  /** @throws the system's error; then nothing, or a part that is not whole, was written */
  async append(head: SignedHead): Promise<void> {
    const file = await open(this.path, 'a+', 0o600);
    try {
      // A line that a crash has cut must not take the next one with it.
      const { size } = await file.stat();
      const isCut = size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString() !== '\n';
      await file.appendFile(`${isCut ? '\n' : ''}${headLine(head)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Bytes; null: there is no file. */
  async size(): Promise<number | null> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      return null;
    }
  }

  /** @param size so many bytes of it: what is appended meanwhile is younger than what it is held against */
  async *lines(size: number): AsyncIterable<string> {
    if (size === 0) return;
    yield* createInterface({ input: createReadStream(this.path, { end: size - 1 }), crlfDelay: Infinity });
  }
}

/** Files of heads that follow each other, read as one. */
export class HeadsFiles {
  /** @param files the oldest first; the last one may still grow */
  constructor(private readonly files: readonly HeadsFile[]) {}

  /** Bytes of the last one; null: one of them is not there. */
  async size(): Promise<number | null> {
    const sizes = await Promise.all(this.files.map((file) => file.size()));
    return sizes.includes(null) ? null : sizes.at(-1)!;
  }

  /** @param size so many bytes of the last one, and all of those before */
  async *lines(size: number): AsyncIterable<string> {
    for (const file of this.files) yield* file.lines(file === this.files.at(-1) ? size : ((await file.size()) ?? 0));
  }
}
