#!/usr/bin/env node
/**
 * Makes the package of libs/client into its dist, with types, and prints the manifest by which a server registers its
 * operation into docs/operations-manifest.json. With --check it compares the manifest only, and exits 1 on a difference.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(ROOT, 'libs/client');
rmSync(join(folder, 'dist'), { recursive: true, force: true });
const built = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

const { OPERATION, OPERATION_NAME, OPERATION_SHA256 } = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
const operation = { id: OPERATION_SHA256, name: OPERATION_NAME, type: 'query', body: OPERATION };
const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
const file = join(ROOT, 'docs/operations-manifest.json');
const text = `${JSON.stringify(manifest, null, 2)}\n`;
if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  if (process.argv.includes('--check')) {
    console.error('docs/operations-manifest.json is not what the client asks. Print it with: npm run build:client');
    process.exit(1);
  }
  writeFileSync(file, text);
  console.log('Wrote docs/operations-manifest.json');
}
