#!/usr/bin/env node
/**
 * Storms on real processes: three schedulers, a PostgreSQL that forces commits to the disk, 10,000 runs that begin at one
 * instant (every second one ends a second later), and trouble. After each round each run has its transitions exactly once,
 * audit chain and outbox have each exactly once, in the same order, nothing that was seen or told is gone.
 *
 *   npm run storm                                    20 rounds of each kind
 *   npm run storm -- --kind kill --rounds 300        kill, stop, postgres or held
 *   npm run storm -- --kind stop --stop-seconds 60   held for a minute
 *   npm run storm -- --runs 2000 --seed 7            fewer runs, and the draws of seed 7
 *
 * A seed repeats what is done to whom and when, not what the machine makes of it.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    'stop-seconds': { type: 'string', default: '5' },
  },
});
const KINDS = ['kill', 'stop', 'postgres', 'held'];
if (values.kind !== undefined && !KINDS.includes(values.kind)) {
  console.error(`--kind is "${values.kind}": ${KINDS.join(', ')} are allowed.`);
  process.exit(2);
}
for (const name of ['rounds', 'runs', 'seed', 'stop-seconds']) {
  if (values[name] === undefined || /^[1-9]\d{0,9}$/.test(values[name])) continue;
  console.error(`--${name} is "${values[name]}": a whole number from 1 is allowed.`);
  process.exit(2);
}
const jest = join(root, 'node_modules/jest/bin/jest.js');
const chosen = values.kind === undefined ? [] : ['--testNamePattern', `\\b${values.kind}:`];
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--testMatch',
    '**/test/storm/*.storm.ts',
    '--runInBand',
    ...chosen,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MARQUEE_STORM_ROUNDS: values.rounds,
      MARQUEE_STORM_RUNS: values.runs,
      MARQUEE_STORM_STOP_SECONDS: values['stop-seconds'],
      ...(values.seed === undefined ? {} : { MARQUEE_STORM_SEED: values.seed }),
    },
  },
);
process.exitCode = status ?? 1;
