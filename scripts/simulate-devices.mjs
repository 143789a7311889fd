#!/usr/bin/env node
/**
 * A million devices over a boundary: how many requests come in each second. docs/stampede.md says what it shows.
 *
 *   npm run simulate:devices                                  the figures
 *   npm run simulate:devices -- --devices 100000 --seed 2
 *   npm run simulate:devices -- --write                       puts figures and plot into docs
 */
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const register = pathToFileURL(join(ROOT, 'test/simulation/engine/register.mjs')).href;
const runner = join(ROOT, 'test/devices/run-fleet.ts');
const flags = ['--conditions=source', '--no-warnings', '--import', register];
const { status } = spawnSync(process.execPath, [...flags, runner, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
