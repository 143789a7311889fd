#!/usr/bin/env node
/**
 * Everything that can be said of the code without running the tests.
 *
 *   npm run check                        all of it
 *   npm run check -- lint architecture   these only
 *   npm run check -- npm-audit           asks the registry for advisories; not among all of it, which needs no network
 *
 * Goes on after a failure, so that one run names everything, and exits 1 at the end with the list.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dependencyFaults } from './dependencies/dependency-faults.mjs';
import { traces } from './traces.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const FILE_BYTES_MAX = 2 * 1024 * 1024;
const CODE = ['apps', 'libs', 'prisma', 'test', 'scripts', 'bench'].filter((folder) => existsSync(join(root, folder)));

/** Both return what is wrong as text, and null when nothing is. */
function run(command, args) {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX, env: { ...process.env, NO_COLOR: '1' } };
  const { status, error, signal, stdout, stderr } = spawnSync(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return null;
  const end = error?.message ?? (signal ? `ended by ${signal}` : `exit ${status}`);
  return `${stdout}${stderr}`.trim() || `${command} ${args.join(' ')}: ${end}`;
}

const installed = (name, ...args) => run(join(root, 'node_modules/.bin', name), args);

function npmScript(name) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return scripts[name] ? run('npm', ['run', '--silent', name]) : `package.json has no script "${name}".`;
}

function jest(path) {
  const bin = join(root, 'node_modules/jest/bin/jest.js');
  return run(process.execPath, ['--experimental-vm-modules', '--no-warnings', bin, path]);
}

/** The types of the generated client are needed by lint and types; it is made again when the schema is newer. */
function generate() {
  const schema = join(root, 'prisma/schema.prisma');
  const client = join(root, 'libs/persistence/src/generated/client.ts');
  const isFresh = existsSync(client) && statSync(client).mtimeMs >= statSync(schema).mtimeMs;
  return isFresh ? null : installed('prisma', 'generate');
}

function lockFile() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const named = Object.keys(packages).filter((name) => packages[name].resolved && !packages[name].link);
  if (named.length === 0) return null;
  const cure = 'Take them out with: npm install --package-lock-only (.npmrc has omit-lockfile-registry-resolved=true)';
  return `package-lock.json says where ${named.length} packages were downloaded from, ${named[0]} first.\n${cure}`;
}

/** What the lock file tells, held against what somebody has looked at. An optional package of another system is not on this disk. */
function dependencies() {
  const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const licenceOf = (place) => {
    const path = join(place, 'package.json');
    const { license = null } = existsSync(join(root, path)) ? json(path) : {};
    return typeof license === 'string' ? license : (license?.type ?? null);
  };
  const [manifest, lock] = [json('package.json'), json('package-lock.json')];
  const rules = json('scripts/dependencies/rules.json');
  const faults = dependencyFaults({ manifest, lock, rules, licenceOf });
  return faults.length > 0 ? faults.join('\n') : null;
}

/** All files git has or would add: a secret is found before it is committed. */
function strayTraces() {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  if (listed.status !== 0) return `git cannot list the files: ${listed.error?.message ?? listed.stderr}`;
  const ownPaths = [root, homedir()].filter((path) => path.split('/').length > 2);
  const paths = [...new Set(listed.stdout.split('\0'))].filter((path) => path && existsSync(join(root, path)));
  const found = paths.flatMap((path) => {
    const file = join(root, path);
    if (!statSync(file).isFile() || statSync(file).size > FILE_BYTES_MAX) return [];
    const text = readFileSync(file, 'utf8');
    if (text.includes('\0')) return [];
    return traces(text, ownPaths).map(({ line, what }) => `${path}:${line}  ${what}`);
  });
  return found.length > 0 ? `${found.join('\n')}\nTake it out, also of the history; a secret is revoked first.` : null;
}

const STEPS = [
  ['generate', generate],
  ['format', () => installed('prettier', '--check', '--log-level', 'warn', '.')],
  ['lint', () => installed('oxlint', '--type-aware', '--quiet', ...CODE)],
  ['types', () => installed('tsc', '--noEmit')],
  ['architecture', () => jest('test/architecture')],
  ['schemas', () => npmScript('schemas:check')],
  ['api-types', () => npmScript('api-types:check')],
  ['drift', () => run(process.execPath, [join(root, 'scripts/drift.mjs')])],
  ['lock file', lockFile],
  ['dependencies', dependencies],
  ['traces', strayTraces],
];
/** Asks a registry, whose answer may be another one tomorrow, or none: only when it is named. */
const ASKED_FOR = [['npm-audit', () => run('npm', ['audit', '--audit-level=low'])]];
const EVERY = [...STEPS, ...ASKED_FOR];

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !EVERY.some((step) => step[0] === name));
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are: ${EVERY.map(([name]) => name).join(', ')}.`);
  process.exit(2);
}

const failed = [];
for (const [name, step] of chosen.length > 0 ? EVERY : STEPS) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const started = performance.now();
  let fault;
  try {
    fault = step();
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${fault === null ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds.padStart(5)} s`);
  if (fault === null) continue;
  failed.push(name);
  console.log(fault.replace(/^/gm, '       '));
}
if (failed.length > 0) {
  console.log(`\nFailed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
