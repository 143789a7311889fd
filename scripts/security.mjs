#!/usr/bin/env node
/**
 * The tests against the hostile: matrix of permissions, probes over raw sockets, limits, marked values of viewers, audits of GraphQL over HTTP, and the fuzzer.
 *
 *   npm run security
 *   npm run security -- --operations 2000 --seed 7     more of the fuzzer, or the same again
 *   npm run security -- --fuzz 1000000 --seed 7        the fuzzer alone, outside of Jest, with the memory at each tenth; --minutes 60: no longer
 *   npm run security -- --holes                        every planted hole, until its test has caught it; --only NAME,NAME some
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** Instead of what jest.config.mjs has. */
const PLANTING = { '^.+\\.ts$': '<rootDir>/test/security/planted/planting-transform.mjs' };
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    operations: { type: 'string' },
    seed: { type: 'string' },
    fuzz: { type: 'string' },
    minutes: { type: 'string' },
    holes: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
for (const name of ['operations', 'seed', 'fuzz', 'minutes']) {
  const value = values[name];
  if (value === undefined || /^\d{1,9}$/.test(value)) continue;
  console.error(`${value} is not allowed as --${name}: give a whole number, 0 to 999999999.`);
  process.exit(2);
}

function jest(args, env, stdio) {
  const bin = join(root, 'node_modules/jest/bin/jest.js');
  const options = { cwd: root, env: { ...process.env, ...env }, stdio, encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX };
  return spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', bin, ...args], options);
}

/** Whether tests ran and some of them failed, and not the run itself. */
function hasFailed({ stdout }) {
  const { numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(stdout.slice(stdout.indexOf('{"')));
  return numFailedTests > 0 && numRuntimeErrorTestSuites === 0;
}

/** A hole is caught when the test that names it fails with it; that it passes without is what all other runs show. */
function catchHoles() {
  const every = JSON.parse(readFileSync(join(root, 'test/security/planted/holes.json'), 'utf8'));
  const only = values.only?.split(',');
  const holes = every.filter(({ name }) => only === undefined || only.includes(name));
  if (holes.length === 0) {
    console.error(`No such hole: ${values.only}. There are: ${every.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  let caught = 0;
  for (const { name, what, spec, test } of holes) {
    const args = ['--transform', JSON.stringify(PLANTING), '--json', spec, '-t', test];
    const isCaught = hasFailed(jest(args, { MARQUEE_HOLE: name }, ['ignore', 'pipe', 'ignore']));
    caught += isCaught ? 1 : 0;
    console.log(`${isCaught ? 'caught    ' : 'NOT CAUGHT'} ${name}: ${what}`);
  }
  console.log(`${caught} of ${holes.length} planted holes caught`);
  return caught === holes.length ? 0 : 1;
}

/** As `npm run simulate` runs TypeScript: Jest's own way of loading it takes half of the time. */
function fuzz() {
  const register = pathToFileURL(join(root, 'test/simulation/engine/register.mjs')).href;
  const given = Object.entries({ operations: values.fuzz, seed: values.seed, minutes: values.minutes });
  const args = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  const loading = ['--conditions=source', '--no-warnings', '--import', register];
  const script = join(root, 'test/security/fuzz/long-fuzz.ts');
  return spawnSync(process.execPath, [...loading, script, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

const fuzzing = {
  ...(values.operations !== undefined && { MARQUEE_FUZZ_OPERATIONS: values.operations }),
  ...(values.seed !== undefined && { MARQUEE_FUZZ_SEED: values.seed }),
};
if (values.fuzz !== undefined) process.exitCode = fuzz();
else process.exitCode = values.holes ? catchHoles() : (jest(['test/security'], fuzzing, 'inherit').status ?? 1);
