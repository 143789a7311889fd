#!/usr/bin/env node
/**
 * Delivery in figures, as ratios that were measured in one run, with their spread. Each part verifies every kind of answer
 * against the resolver, and a wrong one ends it.
 *
 *   npm run bench:delivery
 *   npm run bench:delivery -- --part hits --rounds 9 --seconds 5      one part, or several: hits,large,cold
 *   npm run bench:delivery -- --part soak --minutes 60                not among all the others
 *   npm run bench:delivery -- --write                                 also writes docs/bench-delivery.md, part by part
 *
 * Exit 1: a bound is not kept, or an answer was wrong.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import * as own from './delivery/parts.mjs';
import { Bounds } from './delivery/report.mjs';
import { isPinned, Processes } from './delivery/servers.mjs';
import { Stage } from './delivery/stage.mjs';
import { Judge } from './delivery/verify.mjs';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'all' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
});
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const DOCUMENT = join(ROOT, 'docs/bench-delivery.md');
const USUAL = ['hits', 'large', 'cold', 'changing', 'boundary', ...own.BESIDE];
const PARTS = [...USUAL, 'soak'];

const number = (name) => {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value <= 0)
    throw new Error(`--${name} is "${values[name]}": a number above 0 is allowed.`);
  return value;
};
const wanted = values.part === 'all' ? USUAL : values.part.split(',');
for (const part of wanted)
  if (!PARTS.includes(part))
    throw new Error(`--part names "${part}": all, or some of ${PARTS.join(', ')} are allowed.`);

const bounds = new Bounds();
const processes = new Processes(ROOT);
const scratch = mkdtempSync(join(tmpdir(), 'marquee-bench-'));
let stage = null;
try {
  stage = await Stage.open(ROOT);
  for (const part of wanted) await runPart(part);
} finally {
  await processes.stopAll();
  await stage?.close();
  rmSync(scratch, { recursive: true });
}
for (const bound of bounds.missed) console.error(`Not kept: ${bound}`);
process.exitCode = bounds.missed.length > 0 ? 1 : 0;

/** In processes of its own. What it says is printed, and kept if asked for, before the next one begins. */
async function runPart(part) {
  const judge = new Judge(processes);
  const load = await processes.startLoad();
  const bench = {
    root: ROOT,
    stage,
    databases: (runPart.databases ??= {}),
    processes,
    load,
    scratch,
    bounds,
    rounds: number('rounds'),
    seconds: number('seconds'),
    minutes: number('minutes'),
    verify: (...what) => judge.verify(...what),
  };
  const missed = bounds.missed.length;
  const said = machine(bench);
  const lines = await (own.BESIDE.includes(part) ? own.beside(bench, part) : own[part](bench));
  await processes.stopAll();
  if (lines === null) {
    console.log(`${part}: not there yet.\n`);
    return;
  }
  const broken = bounds.missed.slice(missed).map((bound) => `**Not kept:** ${bound}.`);
  const checked =
    judge.checked === 0 ? [] : [`${judge.checked} answers of each kind, way and encoding were what the resolver says.`];
  const text = [...lines, '', said, ...checked, ...broken.flatMap((line) => ['', line])].join('\n');
  console.log(`${text}\n`);
  if (values.write) await keep(part, text);
}

function machine({ rounds, seconds }) {
  const [load] = loadavg();
  const place = isPinned
    ? 'the server on one core, the load generator on the other'
    : 'server and load generator unpinned';
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${place}; up to ${rounds} rounds of ${seconds} s. Load average at the start: ${load.toFixed(1)}; above 0.5 the machine did other work too.`;
}

/** Replaces one part of the document, or adds it in the order of the parts; what stands before all parts stays. */
async function keep(part, text) {
  const old = readFileSync(DOCUMENT, 'utf8');
  const [head] = old.split('<!-- part');
  const sections = new Map();
  for (const found of old.matchAll(/<!-- part (\w+) -->\n([\s\S]*?)\n<!-- end -->/g)) sections.set(found[1], found[2]);
  sections.set(part, text);
  const kept = PARTS.filter((name) => sections.has(name));
  const whole = [
    head.trimEnd(),
    ...kept.map((name) => `<!-- part ${name} -->\n${sections.get(name)}\n<!-- end -->\n`),
  ].join('\n\n');
  writeFileSync(DOCUMENT, await format(whole, { parser: 'markdown', printWidth: 120 }));
}
