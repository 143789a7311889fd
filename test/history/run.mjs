#!/usr/bin/env node
/**
 * Ten million reads by client apps while campaigns are scheduled, moved, cancelled and taken down, and while API processes,
 * the scheduler, PostgreSQL and the links between them are killed and cut. Then each read is held against what was decided.
 *
 *   npm run history
 *   npm run history -- --reads 1000000 --minutes 2 --seed 7
 *
 * A seed repeats what is decided and done, not what the machine makes of it. The log of the reads takes 64 bytes each.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: { reads: { type: 'string' }, minutes: { type: 'string' }, seed: { type: 'string' } },
});
for (const [name, value] of Object.entries(values)) {
  if (Number(value) > 0) continue;
  console.error(`--${name} is "${value}": a number above 0 is allowed.`);
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--testMatch',
    '**/test/history/*.history.ts',
    '--runInBand',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(values.reads && { MARQUEE_HISTORY_READS: values.reads }),
      ...(values.minutes && { MARQUEE_HISTORY_MINUTES: values.minutes }),
      ...(values.seed && { MARQUEE_HISTORY_SEED: values.seed }),
    },
  },
);
process.exitCode = status ?? 1;
