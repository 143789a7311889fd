#!/usr/bin/env node
/**
 * Plays the scheduling, the outbox and the programme in a world without chance: docs/simulation.md says what it proves.
 *
 *   npm run simulate                          500 seeds
 *   npm run simulate -- --seeds 20000 --from 1 --workers 2
 *   npm run simulate -- --from 42 --seeds 1 --trace      what happened in seed 42, line by line
 *   npm run simulate -- --twice               each seed twice: the same must happen
 *   npm run simulate -- --bug closed-end      the same with a planted bug, until it is caught
 *   npm run simulate -- --bugs                every planted bug until it is caught; --write puts the table into the docs
 *   npm run simulate -- --bugs --known        the same, the seed that stands in the docs first
 *
 * Exits 1 when something does not hold, and prints the command that plays it again.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import prettier from 'prettier';
import { startTemporaryPostgres } from './temporary-postgres.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SIMULATION = join(ROOT, 'test/simulation');
const BUG_SEEDS_MAX = 2_000;
const PROGRESS_MS = 10_000;
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    bug: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    known: { type: 'boolean', default: false },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    digests: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
  },
});
const number = (name) => {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  console.error(`--${name} is "${values[name]}": a whole number from 1 is allowed.`);
  process.exit(2);
};
const [seeds, from, workers] = [number('seeds'), number('from'), number('workers')];
/** `--seeds` says it otherwise. */
const bugSeedsMax = process.argv.includes('--seeds') ? Math.min(seeds, BUG_SEEDS_MAX) : BUG_SEEDS_MAX;
const everyBug = JSON.parse(readFileSync(join(SIMULATION, 'planted/bugs.json'), 'utf8'));
const only = values.only?.split(',');
const planted = everyBug.filter((bug) => only === undefined || only.includes(bug.name));

const ends = [];
process.on('exit', () => ends.forEach(({ child }) => child.kill('SIGKILL')));
try {
  if (values.bugs) await catchAll();
  else if (values.bug !== undefined) await catchOne(planted.find((bug) => bug.name === values.bug) ?? noSuchBug());
  else await playAll();
} finally {
  for (const { child } of ends) child.disconnect();
  await Promise.all(ends.map(({ stop }) => stop()));
}

async function query(url, ...statements) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/**
 * A process that plays seeds, on a PostgreSQL of its own: how far the outbox may be read depends on every transaction of
 * a server, whatever its database, and so would what happens. Nothing of the server's own runs beside, for the same reason.
 */
async function startWorker() {
  const postgres = await startTemporaryPostgres();
  const { host, user } = postgres.config;
  const urlOf = (name) => `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
  const register = pathToFileURL(join(SIMULATION, 'engine/register.mjs')).href;
  const child = fork(join(SIMULATION, 'worker.ts'), [], {
    execArgv: ['--conditions=source', '--no-warnings', '--import', register],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  ends.push({ child, stop: () => postgres.stop() });
  // Deadlocks are for the simulation to find; nothing has to survive a power cut.
  const settings = { autovacuum: 'off', synchronous_commit: 'off', deadlock_timeout: "'1h'", jit: 'off' };
  const sets = Object.entries(settings).map(([name, value]) => `ALTER SYSTEM SET ${name} = ${value}`);
  await query(urlOf('postgres'), ...sets, 'SELECT pg_reload_conf()', 'CREATE DATABASE marquee_template');
  const folder = join(ROOT, 'prisma/migrations');
  const names = readdirSync(folder).filter((entry) => /^\d/.test(entry));
  for (const name of names.sort())
    await query(urlOf('marquee_template'), readFileSync(join(folder, name, 'migration.sql'), 'utf8'));
  let databases = 0;
  const makeDatabase = async () => {
    databases += 1;
    await query(urlOf('postgres'), `CREATE DATABASE world_${databases} TEMPLATE marquee_template`);
    return urlOf(`world_${databases}`);
  };
  const play = (order) =>
    new Promise((done, failed) => {
      child.once('message', done);
      child.once('exit', (code) => failed(new Error(`a worker ended with ${code} in seed ${order.seed}`)));
      child.send(order);
    }).finally(() => child.removeAllListeners('exit').removeAllListeners('message'));
  return { play, makeDatabase };
}

async function playAll() {
  const began = performance.now();
  const total = {};
  const digests = new Map();
  const failed = [];
  let next = from;
  const last = from + seeds - 1;
  const progress = setInterval(
    () => console.log(`${digests.size} seeds of ${seeds}, ${figuresLine(total, began)}`),
    PROGRESS_MS,
  );
  const row = async () => {
    const worker = await startWorker();
    const url = await worker.makeDatabase();
    while (next <= last && failed.length === 0) {
      const seed = next++;
      const result = await worker.play({ url, seed, bug: null, sql: [], withTrace: values.trace || values.twice });
      if (values.twice && result.finding === null) {
        const again = await worker.play({ url, seed, bug: null, sql: [], withTrace: true });
        if (again.digest !== result.digest) result.finding = firstDifference(result.trace, again.trace);
      }
      digests.set(seed, result.digest);
      for (const [name, value] of Object.entries(result.figures)) total[name] = (total[name] ?? 0) + value;
      if (values.trace) console.log(result.trace.join('\n'));
      if (result.finding !== null) failed.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, seeds) }, row));
  clearInterval(progress);
  const ordered = [...digests].sort(([a], [b]) => a - b);
  if (values.digests || seeds <= 20) for (const [seed, digest] of ordered) console.log(`seed ${seed} ${digest}`);
  const all = createHash('sha256')
    .update(ordered.map(([, digest]) => digest).join('\n'))
    .digest('hex');
  console.log(`${digests.size} seeds, ${figuresLine(total, began)}`);
  console.log(`digest of all: ${all}`);
  for (const { seed, finding, trace } of failed.sort((a, b) => a.seed - b.seed)) {
    console.log(`\nSeed ${seed}: ${finding}\n${trace.slice(-25).join('\n')}`);
    console.log(`Play it again: npm run simulate -- --from ${seed} --seeds 1 --trace`);
  }
  if (failed.length > 0) process.exitCode = 1;
  else console.log('0 violations');
}

function firstDifference(once, again) {
  const line = once.findIndex((text, i) => text !== again[i]);
  const around = (trace) => trace.slice(Math.max(0, line - 6), line + 3).join('\n');
  return `Not the same twice, from line ${line}:\n${around(once)}\nand the second time\n${around(again)}`;
}

function figuresLine(total, began) {
  const seconds = (performance.now() - began) / 1_000;
  const days = (total.virtualMs ?? 0) / 86_400_000;
  const yearsAMinute = days / 365.25 / (seconds / 60);
  const whole = (value) => Math.round(value ?? 0).toLocaleString('en');
  const counts = ['statements', 'transitions', 'edits', 'reads', 'crashes', 'lost', 'refused', 'waits'];
  const told = counts.map((name) => `${whole(total[name])} ${name}`).join(', ');
  return `${seconds.toFixed(0)} s: ${whole(days)} virtual days (${yearsAMinute.toFixed(1)} years a minute), ${told}`;
}

function noSuchBug() {
  console.error(`No such bug: ${values.bug}. There are: ${planted.map((bug) => bug.name).join(', ')}.`);
  process.exit(2);
}

async function catchOne(bug) {
  const caught = await hunt(await startWorker(), bug, from, from + Math.min(seeds, BUG_SEEDS_MAX) - 1);
  if (caught === null) throw new Error(`${bug.name} was not caught in ${seeds} seeds from ${from}.`);
  if (values.trace) console.log(caught.trace.join('\n'));
  console.log(`${bug.name}: caught by seed ${caught.seed}: ${caught.finding}`);
}

/** @returns the first play with a finding, or null */
async function hunt(worker, bug, first, last) {
  const url = await worker.makeDatabase();
  for (let seed = first; seed <= last; seed += 1) {
    const order = { url, seed, bug: bug.name, sql: bug.sql ?? [], withTrace: values.trace };
    const result = await worker.play(order);
    if (result.finding !== null) return result;
  }
  return null;
}

async function catchAll() {
  const began = performance.now();
  const waiting = [...planted];
  const rows = new Map();
  let moved = 0;
  const row = async () => {
    const worker = await startWorker();
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const known = values.known && bug.seed > 0 ? await hunt(worker, bug, bug.seed, bug.seed) : null;
      // A change of the code shifts what each seed plays, so that a known seed may no longer meet the bug.
      const caught = known ?? (await hunt(worker, bug, 1, bugSeedsMax));
      if (values.known && known === null) moved += 1;
      rows.set(bug.name, caught);
      console.log(
        caught === null ? `${bug.name}: NOT CAUGHT` : `${bug.name}: seed ${caught.seed}: ${firstLine(caught.finding)}`,
      );
    }
  };
  await Promise.all(Array.from({ length: workers }, row));
  const missed = planted.filter((bug) => rows.get(bug.name) === null);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${planted.length - missed.length} of ${planted.length} planted bugs caught in ${seconds} s`);
  if (moved > 0) console.log(`${moved} not by the seed of the docs: npm run simulate -- --bugs --write`);
  if (missed.length > 0) process.exitCode = 1;
  if (values.write) await writeTable(rows);
}

function firstLine(text) {
  return text.split('\n')[0];
}

/** Between the two marks in the docs; the seeds also beside the bugs, where the tests take them from. */
async function writeTable(rows) {
  const file = join(ROOT, 'docs/simulation.md');
  const cell = (text) => firstLine(text).replaceAll('|', '\\|');
  const lines = planted.map((bug) => {
    const { seed, finding } = rows.get(bug.name) ?? { seed: 0, finding: 'NOT CAUGHT' };
    return `| ${bug.name} | ${cell(bug.what)} | ${seed} | ${cell(finding)} |`;
  });
  const table = ['| planted bug | what is broken | seed | the finding |', '| --- | --- | ---: | --- |', ...lines].join(
    '\n',
  );
  const text = readFileSync(file, 'utf8');
  const [before, , after] = text.split(/<!-- planted bugs: (?:begin|end) -->/);
  const whole = `${before}<!-- planted bugs: begin -->\n\n${table}\n\n<!-- planted bugs: end -->${after}`;
  writeFileSync(file, await prettier.format(whole, { parser: 'markdown', printWidth: 120 }));
  const seeded = planted.map((bug) => ({ ...bug, seed: rows.get(bug.name)?.seed ?? 0 }));
  const json = await prettier.format(JSON.stringify(seeded), { parser: 'json', printWidth: 120 });
  writeFileSync(join(SIMULATION, 'planted/bugs.json'), json);
}
