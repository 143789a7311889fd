#!/usr/bin/env node
/**
 * Prints the two served schemas into docs/. With --check it writes nothing, compares, names breaking changes and exits 1
 * on any difference.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql';
import { ENDPOINTS, ROOT, schemaText } from './schema-files.mjs';

const isCheck = process.argv.includes('--check');
for (const endpoint of ENDPOINTS) {
  const file = join(ROOT, 'docs', `${endpoint}.graphql`);
  const served = lexicographicSortSchema(buildSchema(schemaText(endpoint)));
  const printed = `# Printed by npm run schemas; do not edit.\n\n${printSchema(served)}\n`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (printed === before) continue;
  const breaking = before === '' ? [] : findBreakingChanges(buildSchema(before), served);
  for (const change of breaking) console.error(`BREAKING in ${endpoint}: ${change.description}`);
  if (isCheck) {
    console.error(`docs/${endpoint}.graphql is not what is served. Print it with: npm run schemas`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, printed);
    console.log(
      `Wrote docs/${endpoint}.graphql${breaking.length > 0 ? `, with ${breaking.length} breaking changes` : ''}`,
    );
  }
}
