#!/usr/bin/env node
/**
 * The tests against the hostile: matrix of permissions, limits, audits of GraphQL over HTTP, and the fuzzer.
 *
 *   npm run security
 *   npm run security -- --operations 2000 --seed 7     more of the fuzzer, or the same again
 */
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { operations: { type: 'string' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values)) {
  if (/^\d{1,9}$/.test(value)) continue;
  console.error(`${value} is not allowed as --${name}: give a whole number, 0 to 999999999.`);
  process.exit(2);
}
const env = { ...process.env };
if (values.operations !== undefined) env.MARQUEE_FUZZ_OPERATIONS = values.operations;
if (values.seed !== undefined) env.MARQUEE_FUZZ_SEED = values.seed;
const jest = join(root, 'node_modules/jest/bin/jest.js');
const args = ['--experimental-vm-modules', '--no-warnings', jest, 'test/security'];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
