/** Behind `npm run simulate:devices`: a million devices over a boundary, second by second. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { deviceOf, missesOf, naiveRequestsOf, requestsOf, type FleetWorld } from './fleet.js';
import { drawn, type Curve } from './fleet-plot.js';
import { DAY, MINUTE } from './origin.js';
import { randomOf } from './world.js';

const ROOT = resolve(import.meta.dirname, '../..');
const MIDNIGHT = Date.UTC(2026, 8, 10);
/** The devices start spread over two minutes, a quarter of an hour before what is looked at. */
const START = MIDNIGHT - 25 * MINUTE;
const FROM = MIDNIGHT - 10 * MINUTE;
const UNTIL = MIDNIGHT + 15 * MINUTE;
const SECONDS = (UNTIL - FROM) / 1_000;
/** URLs that viewers of one surface come to after coarse clues, and points of presence that keep each for themselves. */
const URLS = 400;
const PLACES = 20;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const devices = Number(values.devices);
const seed = Number(values.seed);
if (!Number.isSafeInteger(devices) || devices < 1 || devices > 10_000_000 || !Number.isSafeInteger(seed)) {
  console.error(`--devices is "${values.devices}", --seed "${values.seed}": 1 to 10,000,000, and a whole number.`);
  process.exit(2);
}

interface Counts {
  readonly all: Uint32Array;
  readonly missed: Uint32Array;
}
type Ask = typeof requestsOf;

/** How many URLs are asked for how often: the n-th one n times less than the first. */
function shares(): number[] {
  const weights = Array.from({ length: URLS }, (_, index) => 1 / (index + 1));
  const sum = weights.reduce((total, one) => total + one, 0);
  return weights.map((one) => one / sum);
}

/** Each cache by itself: its devices, their requests in order, and what it has to send on. */
function play(world: FleetWorld, crosses: number, ask: Ask): Counts {
  const counts = { all: new Uint32Array(SECONDS), missed: new Uint32Array(SECONDS) };
  const add = (into: Uint32Array, at: number) => {
    const second = Math.floor((at - FROM) / 1_000);
    if (second >= 0 && second < SECONDS) into[second]! += 1;
  };
  let index = 0;
  let owed = 0;
  const draw = randomOf(seed);
  for (const share of shares()) {
    // Viewers of one URL are in one zone: all of them cross the boundary, or none.
    const isCrossing = draw() < crosses;
    for (let place = 0; place < PLACES; place += 1) {
      owed += (devices * share) / PLACES;
      const requests: number[] = [];
      for (; owed >= 1; owed -= 1, index += 1) {
        const device = deviceOf(seed, index, START, 2 * MINUTE, isCrossing ? 1 : 0);
        for (const at of ask(world, device, UNTIL)) requests.push(at);
      }
      requests.sort((a, b) => a - b);
      for (const at of requests) add(counts.all, at);
      for (const at of missesOf(world, isCrossing, requests)) add(counts.missed, at);
    }
  }
  return counts;
}

/** Mean and highest second of `[fromS, untilS)` after the boundary. */
function figures(counts: Uint32Array, fromS: number, untilS: number): { mean: number; peak: number } {
  const part = counts.subarray(fromS + 600, untilS + 600);
  const sum = part.reduce((total, one) => total + one, 0);
  return { mean: Math.round(sum / part.length), peak: Math.max(...part) };
}

const number = (value: number) => value.toLocaleString('en-GB');
const SPANS: readonly [name: string, from: number, until: number][] = [
  ['before', -300, -10],
  ['last 10 s', -10, 0],
  ['first 2 s', 0, 2],
  ['two minutes after', 2, 120],
  ['later', 120, 600],
];

function row(name: string, counts: Uint32Array): string {
  const cells = SPANS.map(([, from, until]) => {
    const { mean, peak } = figures(counts, from, until);
    return `${number(mean)} (${number(peak)})`;
  });
  return `| ${[name, ...cells].join(' | ')} |`;
}

const quiet: FleetWorld = { boundary: MIDNIGHT, after: MIDNIGHT + DAY, outage: null };
const down: FleetWorld = { ...quiet, outage: [MIDNIGHT, MIDNIGHT + 5 * MINUTE] };
const began = performance.now();
const naive = play(quiet, 1, naiveRequestsOf);
const client = play(quiet, 1, requestsOf);
const naiveLocal = play(quiet, 0.25, naiveRequestsOf);
const local = play(quiet, 0.25, requestsOf);
const naiveDown = play(down, 0, naiveRequestsOf);
const outage = play(down, 0, requestsOf);
console.log(`${number(devices)} devices, seed ${seed}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);

const head = `| requests a second | ${SPANS.map(([name]) => name).join(' | ')} |\n|${' --- |'.repeat(SPANS.length + 1)}`;
const table = [
  head,
  row('one instant for all, this client', client.all),
  row('the same, at the origin behind caches', client.missed),
  row('one instant for all, naive client', naive.all),
  row('the same, at the origin behind caches', naive.missed),
  row('midnight of a quarter, this client', local.all),
  row('the same, at the origin behind caches', local.missed),
  row('midnight of a quarter, naive client', naiveLocal.all),
].join('\n');
const downSpans = [
  ['before', -300, 0],
  ['first minute down', 0, 60],
  ['rest of it', 60, 300],
  ['first minute back', 300, 360],
  ['five minutes on', 360, 660],
] as const;
const downTable = [
  `| requests a second | ${downSpans.map(([name]) => name).join(' | ')} |\n|${' --- |'.repeat(downSpans.length + 1)}`,
  ...(
    [
      ['this client', outage.all],
      ['naive client, again after 5 s', naiveDown.all],
    ] as const
  ).map(([name, counts]) => {
    const cells = downSpans.map(([, from, until]) => figures(counts, from, until));
    return `| ${[name, ...cells.map(({ mean, peak }) => `${number(mean)} (${number(peak)})`)].join(' | ')} |`;
  }),
].join('\n');
console.log(`\n${table}\n\n${downTable}`);

if (values.write) {
  const file = join(ROOT, 'docs/stampede.md');
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(file, 'utf8')
    .replace(/(<!-- boundary -->\n)[\s\S]*?(<!-- end -->)/, (_, from, to) => `${from}\n${table}\n\n${to}`)
    .replace(/(<!-- outage -->\n)[\s\S]*?(<!-- end -->)/, (_, from, to) => `${from}\n${downTable}\n\n${to}`);
  const options = (await prettier.resolveConfig(file)) ?? {};
  writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
  const curves: Curve[] = [
    { name: 'naive client', colour: '#c0392b', counts: naive.all },
    { name: 'naive client, origin behind caches', colour: '#e59866', counts: naive.missed },
    { name: 'this client', colour: '#1f618d', counts: client.all },
    { name: 'this client, origin behind caches', colour: '#239b56', counts: client.missed },
  ];
  writeFileSync(join(ROOT, 'docs/stampede.svg'), drawn(curves, FROM, MIDNIGHT, devices));
}
