#!/usr/bin/env node
/**
 * Writes a new migration with what prisma/schema.prisma has and the migrations have not.
 *
 *   npm run migration -- <name>            for example: npm run migration -- run_retired_at
 *   npm run migration -- <name> --empty    a migration that is written by hand throughout
 *
 * Nothing is applied. Read the SQL before you commit it: a renamed column comes out as one dropped and one added. What the
 * schema cannot say (exclusion constraints, CHECK, partial indexes, triggers) is added to the same file by hand.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { migrationsFolder, missingSql, root, withServer } from './engine.mjs';

const LOSES_DATA = /^\s*(DROP (TABLE|TYPE)|ALTER TABLE .*DROP COLUMN)|DROP COLUMN/m;

async function writeMigration(name, empty) {
  const sql = empty ? '-- Written by hand.\n' : await withServer((server) => missingSql(server));
  if (sql === null) {
    return 'The migrations make exactly the database of prisma/schema.prisma: nothing to write. (--empty writes one anyway)';
  }
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  const lockFile = join(migrationsFolder, 'migration_lock.toml');
  if (!existsSync(lockFile)) writeFileSync(lockFile, 'provider = "postgresql"\n');
  writeFileSync(join(folder, 'migration.sql'), `${sql.trimEnd()}\n`);
  const warning = LOSES_DATA.test(sql)
    ? '\nIt drops a table, type or column: is it a rename, and is the data needed?'
    : '';
  return `Wrote ${relative(root, join(folder, 'migration.sql'))}${warning}`;
}

const [name = '', ...options] = process.argv.slice(2);
const unknown = options.find((option) => option !== '--empty');
if (!/^[a-z][a-z0-9_]{0,59}$/.test(name) || unknown) {
  console.error(
    unknown
      ? `Unknown option ${unknown}.`
      : `"${name}" is no migration name: a-z, 0-9 and _, starting with a letter, at most 60.`,
  );
  console.error('Usage: npm run migration -- <name> [--empty]');
  process.exit(2);
}
let exitCode = 0;
try {
  console.log(await writeMigration(name, options.includes('--empty')));
} catch (error) {
  exitCode = 2;
  console.error(error instanceof Error ? error.message : error);
}
// The engine arms a timer of ten seconds that it never clears.
process.exit(exitCode);
