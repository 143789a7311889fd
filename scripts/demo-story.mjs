#!/usr/bin/env node
/**
 * The five partners' story, told by the running product: `npm run demo:story`.
 *
 * Starts Marquee with an empty database in a temporary folder, as `npm start` does but without the demo, lets people of every role do
 * what they do through the management API and nothing else, asks as a client app in between, prints what happened, and stops it.
 * Exit 1: something was refused that was not to be, or the other way about.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tellStory } from './story/tell.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const READY_MS_MAX = 180_000;
const STOP_MS_MAX = 20_000;

const folder = mkdtempSync(join(tmpdir(), 'marquee-story-'));
// PostgreSQL of a start as root runs as another user, who has to pass through.
chmodSync(folder, 0o711);
const [port, schedulerPort] = [await freePort(), await freePort()];
const environment = {
  ...process.env,
  MARQUEE_DATA: join(folder, 'data'),
  MARQUEE_DEMO: 'off',
  PORT: String(port),
  SCHEDULER_PORT: String(schedulerPort),
};
// The story is told by programs, so everybody in it comes by a key.
spawnSync(process.execPath, [join(ROOT, 'scripts/start.mjs'), 'first-key'], { cwd: ROOT, env: environment });
const marquee = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], {
  cwd: ROOT,
  detached: true,
  stdio: ['ignore', 'pipe', 'pipe'],
  env: environment,
});
let output = '';
for (const stream of [marquee.stdout, marquee.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
process.once('SIGINT', () => marquee.kill('SIGINT'));

try {
  await untilReady();
  const { keys } = JSON.parse(readFileSync(join(folder, 'data/keys.json'), 'utf8'));
  await tellStory({ url: `http://127.0.0.1:${port}`, keys, root: ROOT });
} catch (error) {
  process.stderr.write(`\n${error.stack}\n`);
  process.exitCode = 1;
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function untilReady() {
  const deadline = Date.now() + READY_MS_MAX;
  while (!output.includes('Ctrl-C stops everything')) {
    if (marquee.exitCode !== null || Date.now() > deadline) throw new Error(`Marquee did not start:\n${output}`);
    await wait(100);
  }
}

async function stop() {
  if (marquee.exitCode !== null) return;
  const ended = new Promise((done) => marquee.once('exit', done));
  marquee.kill('SIGINT');
  await Promise.race([ended, wait(STOP_MS_MAX, null, { ref: false })]);
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => done(free));
    });
  });
}
