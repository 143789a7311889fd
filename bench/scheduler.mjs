#!/usr/bin/env node
/**
 * The scheduler's figures, on a temporary PostgreSQL that forces commits to the disk as in production.
 *
 *   npm run bench:scheduler
 *   npm run bench:scheduler -- --rounds 9 --write          also writes docs/bench-scheduler.md
 *   npm run bench:scheduler -- --part due --calls 5000     one part: instant, due or derive
 *
 * Exit 1: a bound is not kept.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startTemporaryPostgres } from '../scripts/temporary-postgres.mjs';
import { measureDerivation } from './scheduler/derive.mjs';
import { measureDueQuery } from './scheduler/due-query.mjs';
import { measureInstant } from './scheduler/instant.mjs';
import { quantile, spread } from './scheduler/stage.mjs';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'all' },
    rounds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '10000' },
    schedulers: { type: 'string', default: '3' },
    calls: { type: 'string', default: '3000' },
    retired: { type: 'string', default: '1000000' },
    future: { type: 'string', default: '100000' },
    active: { type: 'string', default: '10000' },
    write: { type: 'boolean', default: false },
  },
});
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const BOUNDS = { lateP99Ms: 1_000, dueP99Ms: 5 };
const number = (name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} is "${values[name]}": a whole number from 1 is allowed.`);
  return value;
};
const whole = (value) => Math.round(value).toLocaleString('en');
const isWanted = (part) => values.part === 'all' || values.part === part;
const missed = [];

async function instant(postgres) {
  const options = { runs: number('runs'), schedulers: number('schedulers'), rounds: number('rounds') };
  const figures = await measureInstant(postgres, ROOT, options);
  const of = (name) => figures.map((one) => one[name]);
  const p99 = quantile(of('p99'), 0.5);
  if (p99 > BOUNDS.lateP99Ms) missed.push(`lateness p99 ${whole(p99)} ms, at most ${BOUNDS.lateP99Ms}`);
  return [
    '## Runs that begin at one instant',
    '',
    `${whole(options.runs)} runs, ${options.schedulers} scheduler processes with their default settings, ${options.rounds} rounds after one of 500. Milliseconds: the`,
    'median round, the lowest and the highest. Each run was recorded once, in rows, audit chain and outbox.',
    '',
    '| | ms |',
    '|---|---:|',
    `| lateness, p50 | ${spread(of('p50'))} |`,
    `| lateness, p99; the bound is ${whole(BOUNDS.lateP99Ms)} | ${spread(of('p99'))} |`,
    `| lateness, max | ${spread(of('max'))} |`,
    `| from the first record to the last | ${spread(of('span'))} |`,
    `| from the instant until another connection saw all | ${spread(of('seen'))} |`,
    '',
    'Lateness is `happened_at` minus `meant_at`. `happened_at` is read when the transaction of a batch begins.',
  ];
}

async function due(postgres) {
  const options = Object.fromEntries(['retired', 'future', 'active', 'calls'].map((name) => [name, number(name)]));
  const { times, plans, archived } = await measureDueQuery(postgres, ROOT, options);
  const rows = Object.entries(times).map(([name, list]) => {
    const [p50, p99, max] = [quantile(list, 0.5), quantile(list, 0.99), Math.max(...list)];
    return { name, p50, p99, text: `| ${name} | ${[p50, p99, max].map((value) => value.toFixed(2)).join(' | ')} |` };
  });
  if (rows[0].p99 > BOUNDS.dueP99Ms)
    missed.push(`${rows[0].name} p99 ${rows[0].p99.toFixed(2)} ms, at most ${BOUNDS.dueP99Ms}`);
  return [
    '## What a tick asks, over a long history',
    '',
    `${whole(options.retired)} retired runs with ${whole(options.retired * 2)} transitions, ${whole(options.future)} to come, ${whole(options.active)} on air; nothing is due. ${whole(options.calls)} calls each, round trip included.`,
    `Then ${whole(archived.transitions)} transitions were archived in ${(archived.ms / 1_000).toFixed(0)} s, in the same process, and it was asked all the while.`,
    '',
    '| question | p50, ms | p99, ms | max, ms |',
    '|---|---:|---:|---:|',
    ...rows.map((row) => row.text),
    '',
    `The bound is ${BOUNDS.dueP99Ms} ms at p99 for what is due. The plans of the statements as they were sent:`,
    '',
    ...Object.entries(plans).map(([statement, plan]) => `- \`${statement}...\`: ${plan}`),
  ];
}

function derive() {
  const runs = 10 * number('runs');
  const { zones, figures } = measureDerivation({ runs, rounds: Math.min(3, number('rounds')) });
  const of = (name) => figures.map((one) => one[name]);
  return [
    '## Deriving windows',
    '',
    `${whole(runs)} viewer-local runs of a week each, over 3,650 start days; ${zones} zones taken in turn. Two boundaries a run and row of the table: ${whole(runs * 2)}.`,
    '',
    '| derived | ms |',
    '|---|---:|',
    `| compiling the programme, with each run's first and last instant on Earth | ${spread(of('compile'))} |`,
    `| each run's window for a viewer in one zone | ${spread(of('oneZone'))} |`,
    `| the same again: remembered | ${spread(of('again'))} |`,
  ];
}

const [load] = loadavg();
const postgres = await startTemporaryPostgres({ durable: true });
try {
  const parts = [];
  if (isWanted('instant')) parts.push(await instant(postgres));
  if (isWanted('due')) parts.push(await due(postgres));
  if (isWanted('derive')) parts.push(derive());
  const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; PostgreSQL on the same machine, fsync on. Load average at the start: ${load.toFixed(1)}; above 0.5 the figures are of a machine that does other work too.`;
  const text = [machine, ...parts.map((part) => ['', ...part].join('\n'))].join('\n');
  console.log(text);
  if (values.write) {
    writeFileSync(
      join(ROOT, 'docs/bench-scheduler.md'),
      `# The scheduler in figures\n\nMeasured by \`npm run bench:scheduler -- --write\`.\n\n${text}\n`,
    );
  }
} finally {
  await postgres.stop();
}
for (const bound of missed) console.error(`Not kept: ${bound}`);
process.exitCode = missed.length > 0 ? 1 : 0;
