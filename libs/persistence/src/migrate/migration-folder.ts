import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '../start-refusal.js';

/** One migration of this checkout. */
export interface MigrationFile {
  /** The folder's name; they are applied in the order of their names. */
  readonly name: string;
  readonly path: string;
  readonly sql: string;
  /** SHA-256 of the file's bytes, lower-case hexadecimal. */
  readonly checksum: string;
}

/**
 * @param folder holds `<name>/migration.sql`; other files in it are ignored
 * @returns in the order of application
 * @throws StartRefusal when the folder is missing, or a migration has no file
 */
export function readMigrations(folder: string): readonly MigrationFile[] {
  if (!existsSync(folder)) {
    throw new StartRefusal(
      `There is no folder of migrations at ${folder}.`,
      'Restore the checkout: git status, git restore prisma',
    );
  }
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => {
    const path = join(folder, name, 'migration.sql');
    if (!existsSync(path)) {
      throw new StartRefusal(
        `The migration ${name} has no file ${path}.`,
        'Restore the file (git restore prisma), or delete the empty folder.',
      );
    }
    const bytes = readFileSync(path);
    return { name, path, sql: bytes.toString('utf8'), checksum: sha256(bytes) };
  });
}

/** The name of the last one of this checkout, which names the shape of its rows; `none` where there is no such folder. */
export function newestMigration(folder: string): string {
  return existsSync(folder) ? (readMigrations(folder).at(-1)?.name ?? 'none') : 'none';
}

/** Like Prisma, takes a file that differs in its line endings only, as a checkout on Windows does, for the same file. */
export function hasChecksum(file: MigrationFile, checksum: string): boolean {
  const lines = file.sql.replaceAll('\r\n', '\n');
  return [file.checksum, sha256(lines), sha256(lines.replaceAll('\n', '\r\n'))].includes(checksum);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
