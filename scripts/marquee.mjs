#!/usr/bin/env node
/** `npx marquee lint FILES`: the commands of the launcher for people who write, wherever they stand. */

import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { join, resolve, dirname } from 'node:path';

const COMMANDS = ['lint', 'import', 'export', 'restore', 'break-glass'];
const [command, ...rest] = process.argv.slice(2);
if (!COMMANDS.includes(command)) {
  process.stderr.write(
    'marquee lint FILES reads texts as a review does; marquee import, export, restore: docs/bulk.md; marquee break-glass: docs/outage.md. Everything else is npm start; see README.md.\n',
  );
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
// Files are named from where the writer stands; options and their values are kept.
const { status } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), command, ...rest], {
  stdio: 'inherit',
});
process.exit(status ?? 2);
