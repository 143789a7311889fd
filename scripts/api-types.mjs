#!/usr/bin/env node
/**
 * Makes the TypeScript types of both APIs from their schemas, with Nest's own factory, into apps/api/src/generated. With
 * --check it compares and exits 1 on a difference.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLDefinitionsFactory } from '@nestjs/graphql';
import { ENDPOINTS, ROOT } from './schema-files.mjs';

const SCALARS = {
  DateTime: 'Date',
  LocalDate: 'string',
  URL: 'string',
  JSON: 'unknown',
  TimeZone: 'string',
  CountryCode: 'string',
  Locale: 'string',
};
const isCheck = process.argv.includes('--check');
const folder = join(ROOT, 'apps/api/src/generated');
const scratch = mkdtempSync(join(tmpdir(), 'marquee-types-'));
mkdirSync(folder, { recursive: true });
for (const endpoint of ENDPOINTS) {
  const path = join(scratch, `${endpoint}.ts`);
  await new GraphQLDefinitionsFactory().generate({
    typePaths: [join(ROOT, 'apps/api/src', endpoint, 'schema', '*.graphql')],
    path,
    outputAs: 'interface',
    enumsAsTypes: true,
    skipResolverArgs: true,
    customScalarTypeMapping: SCALARS,
    defaultScalarType: 'string',
  });
  const made = readFileSync(path, 'utf8');
  const file = join(folder, `${endpoint}.ts`);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (made === before) continue;
  if (isCheck) {
    console.error(`apps/api/src/generated/${endpoint}.ts does not fit its schema. Make it with: npm run api-types`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, made);
    console.log(`Wrote apps/api/src/generated/${endpoint}.ts`);
  }
}
rmSync(scratch, { recursive: true });
