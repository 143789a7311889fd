/**
 * `npm start`: makes sure that what is to run has been generated and built from the sources as they are, then becomes the
 * launcher (apps/start). One process from the first line on, so that Ctrl-C and signals reach the launcher itself.
 *
 * Whether a step is needed is told by a fingerprint of its inputs, kept beside its output: also a deleted file, or an
 * older one that was checked out, is noticed. It costs some ten milliseconds.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const NODE_MIN = [20, 19];

const GENERATE = {
  what: 'the Prisma client',
  inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'],
  output: 'libs/persistence/src/generated/client.ts',
  fingerprint: 'libs/persistence/src/generated/.fingerprint',
  program: ['node_modules/prisma/build/index.js', 'generate'],
};
const BUILD = {
  what: 'Marquee',
  inputs: ['apps', 'libs', 'prisma', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', '.swcrc', 'package.json'],
  output: 'dist/apps/start/src/main.js',
  fingerprint: 'dist/.fingerprint',
  program: ['node_modules/@nestjs/cli/bin/nest.js', 'build', '--all'],
};

function refuse(message, cure) {
  process.stderr.write(`\n${message}\n\n  -> ${cure}\n\n`);
  process.exit(1);
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  refuse(
    `Marquee needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`,
    'Install a newer Node (nvm install 22).',
  );
}

/** Name, size and time of every file below the inputs that goes into the output. */
function fingerprintOf(inputs) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(join(ROOT, path)).sort()) add(`${path}/${name}`);
    } else if (!/\.spec\.ts$|\/\.fingerprint/.test(path)) {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const input of inputs) add(input);
  return hash.digest('hex');
}

async function ensure(step) {
  const stamp = join(ROOT, step.fingerprint);
  const wanted = fingerprintOf(step.inputs);
  const isThere = existsSync(join(ROOT, step.output));
  if (isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const program = join(ROOT, step.program[0]);
  if (!existsSync(program)) {
    // An installation without the tools for building runs what was built for it.
    if (isThere) return;
    refuse(
      `The tool that builds ${step.what} is not installed: ${program}.`,
      'Run npm ci in the checkout, then npm start again.',
    );
  }
  process.stdout.write(`Building ${step.what} ...\n`);
  // Taken away first: a build that is killed half-way must not pass for a finished one.
  rmSync(stamp, { force: true });
  await run(step, program);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(`${stamp}.${process.pid}`, wanted);
  renameSync(`${stamp}.${process.pid}`, stamp);
}

/** Quietly, unless it fails; a signal to us ends it and us. */
async function run(step, program) {
  const child = spawn(process.execPath, [program, ...step.program.slice(1)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const stop = (signal) => {
    child.kill(signal);
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const code = await new Promise((done) => child.on('error', () => done(1)).on('close', done));
  for (const signal of signals) process.off(signal, stop);
  if (code === 0) return;
  if (/ENOSPC|no space left/i.test(output))
    refuse(`The disk that holds ${ROOT} is full.`, 'Free at least 500 MB on it, then npm start again.');
  if (/EACCES|EROFS|permission denied/i.test(output)) {
    refuse(
      `${step.what} cannot be built: ${ROOT} may not be written by this user.\n${output}`,
      'Build once as the owner of the checkout (npm start, Ctrl-C), or chown it.',
    );
  }
  refuse(
    `Building ${step.what} failed:\n${output}`,
    'Correct the error above; when you changed nothing: npm ci, then npm start again.',
  );
}

refuseOldNode();
const parent = process.ppid;
await ensure(GENERATE);
await ensure(BUILD);
// Whoever started us may have died during the build, before the launcher could watch it.
if (process.ppid !== parent) process.exit(0);
// What has just been built, in this very process: a child would put a process between a signal and the launcher.
await import(pathToFileURL(join(ROOT, BUILD.output)).href);
