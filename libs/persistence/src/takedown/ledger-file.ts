import { open, readFile } from 'node:fs/promises';
import { ledgerLine, readLedgerLine, type LedgerEntry } from '#domain';

/** What a ledger says, and where it cannot be read. */
export interface LedgerContent {
  readonly entries: readonly LedgerEntry[];
  /** Numbers of lines that are not whole, from 1: cut by a crash, or changed by somebody. */
  readonly damagedLines: readonly number[];
  /** False: there is no file yet, or not any more. */
  readonly isThere: boolean;
}

/**
 * The ledger of removals on disk, apart from the database and its backups: one line a fact, appended and forced to the disk, never
 * rewritten. Several processes may append to one file: a line is one write, and a fact that stands twice is known once.
 */
export class LedgerFile {
  /** @param path absolute, or relative to the working directory; made at the first fact */
  constructor(readonly path: string) {}

  /** @throws the system's error when the file is there and cannot be read */
  async read(): Promise<LedgerContent> {
    const text = await this.text();
    const entries: LedgerEntry[] = [];
    const damagedLines: number[] = [];
    for (const [index, line] of (text ?? '').split('\n').entries()) {
      const entry = readLedgerLine(line);
      if (entry !== null) entries.push(entry);
      else if (line !== '') damagedLines.push(index + 1);
    }
    return { entries, damagedLines, isThere: text !== null };
  }

  /** @throws the system's error; then nothing, or a part whose last line is damaged, was written, and the same is appended again */
  async append(entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const file = await open(this.path, 'a+', 0o600);
    try {
      // A line that a crash has cut must not take the next one with it.
      const { size } = await file.stat();
      const isCut = size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString() !== '\n';
      await file.appendFile(`${isCut ? '\n' : ''}${entries.map(ledgerLine).join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private async text(): Promise<string | null> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null;
      throw error;
    }
  }
}
