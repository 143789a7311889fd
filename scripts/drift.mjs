#!/usr/bin/env node
/**
 * Do the migrations make exactly the database that prisma/schema.prisma describes?
 *
 *   node scripts/drift.mjs [schema.prisma] [migrations folder]
 *
 * Exit 0: they do. Exit 1: they do not, and the missing SQL is printed. Exit 2: it could not be found out.
 * DRIFT_DATABASE_URL: an own PostgreSQL, in which a database is created and dropped; unset: a temporary one.
 *
 * What the schema cannot say (exclusion constraints, CHECK, partial and expression indexes, triggers, functions,
 * column comments) is invisible to it: a migration may have more of those than the schema, never a drift.
 */
import { resolve } from 'node:path';
import { migrationsFolder, missingSql, schemaFile, withServer } from './engine.mjs';

const [schema = schemaFile, migrations = migrationsFolder] = process.argv.slice(2).map((path) => resolve(path));

let exitCode = 0;
try {
  const sql = await withServer((server) => missingSql(server, { schema, migrations }));
  if (sql !== null) {
    exitCode = 1;
    console.error(sql.trimEnd());
    console.error('\nThe migrations lack the SQL above. Write it with: npm run migration -- <name>');
  }
} catch (error) {
  exitCode = 2;
  console.error(error instanceof Error ? error.message : error);
}
// The engine arms a timer of ten seconds that it never clears.
process.exit(exitCode);
