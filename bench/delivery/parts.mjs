/** The parts of the bench: what each measures, what it says, and the bounds that it holds itself to. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureBoundary } from './boundary.mjs';
import { measureChanging } from './changing.mjs';
import { measureCold } from './cold.mjs';
import { measureHits, measureLarge } from './hits.mjs';
import { median, spread, table, whole } from './report.mjs';
import { measureSoak, slopeOf } from './soak.mjs';
import { stageRuns } from './stage-runs.mjs';

const FEW = { runs: 1_000, surfaces: 10, revisions: 200, extra: 'discover' };
const MANY = { runs: 100_000, surfaces: 1_000, revisions: 5_000, extra: 'discover' };
const BOUNDS = {
  bare: 0.85,
  mercurius: 8,
  nest: 45,
  large: 0.95,
  cold: 1,
  changingP99: 3,
  changesPerSecond: 9.5,
  heapPerHour: 0.05,
};
const CHANGES_EVERY_MS = 100;
const PART_OF_HIGHEST = 0.6;
const BOUNDARY = { perSecond: 20_000, regions: 50, boundaries: 3 };
const SOAK_PER_SECOND = 1_500;

const speed = (load) => load.perSecond;
const ratios = (pairs, a, b) => pairs.map((pair) => pair[a].perSecond / pair[b].perSecond);

/** Databases are made when the first part asks for them. */
export async function few(bench) {
  bench.databases.few ??= await staged(bench, 'few', FEW);
  return bench.databases.few;
}

export async function many(bench) {
  bench.databases.many ??= await staged(bench, 'many', MANY);
  return bench.databases.many;
}

async function staged({ stage }, name, plan) {
  let runIds = [];
  const url = await stage.database(name, async (client) => {
    ({ runIds } = await stageRuns(client, plan));
  });
  // The last surface is the one that is asked; the first of its runs is always on air, and stays.
  const perSurface = plan.runs / plan.surfaces;
  return { url, runIds: [runIds.slice(1 - perSurface), runIds.slice(1, perSurface)] };
}

export async function hits(bench) {
  const { pairs, peers, bytes, poolMax } = await measureHits(bench, (await few(bench)).url);
  for (const hit of ['POST', 'GET', 'GET by hash'])
    bench.bounds.atLeast(`${hit}, of the bare server`, median(ratios(pairs[hit], 'marquee', 'bare')), BOUNDS.bare);
  const rows = Object.entries(pairs).map(([hit, list]) => [
    hit,
    spread(list.map((pair) => speed(pair.marquee))),
    spread(list.map((pair) => speed(pair.bare))),
    spread(ratios(list, 'marquee', 'bare'), 3),
    spread(
      list.map(({ marquee, bare }) => bare.cpuMsAnAnswer / marquee.cpuMsAnAnswer),
      3,
    ),
  ]);
  const against = Object.entries(peers).map(([peer, list]) => {
    const times = list.map((load, i) => pairs.POST[i].marquee.perSecond / load.perSecond);
    bench.bounds.atLeast(
      `POST against ${peer}`,
      median(times),
      peer.startsWith('Nest') ? BOUNDS.nest : BOUNDS.mercurius,
    );
    return [peer, spread(list.map(speed)), spread(times, 1)];
  });
  const busy = Object.values(pairs).flatMap((list) => list.flatMap((pair) => [pair.marquee.busy, pair.bare.busy]));
  return [
    '## Hits',
    '',
    `\`activeCampaign\` over the demo and ${whole(FEW.runs)} runs; ${whole(bytes)} bytes of body. The bare server sends the same heads and bodies. Answers a`,
    'second; the ratio is of two loads that ran one after the other. The last column is the CPU time that the bare server takes for an answer, of Marquee’s: it hears less',
    'of what else the machine does.',
    '',
    ...table(['asked by', 'Marquee', 'bare node:http', `ratio, at least ${BOUNDS.bare}`, 'by CPU time'], rows),
    '',
    ...table(['peer', 'answers a second', `Marquee's POST is faster, times`], against),
    '',
    `At least ${BOUNDS.mercurius} and ${BOUNDS.nest} times. Mercurius had its JIT, one prepared statement, and ${poolMax} connections, with which it was fastest. The load generator was at`,
    `most ${whole(Math.max(...busy) * 100)} % busy.`,
  ];
}

export async function large(bench) {
  const seen = await measureLarge(bench, { few: (await few(bench)).url, many: (await many(bench)).url });
  const rows = Object.entries(seen).map(([name, pairs]) => {
    const ratio = ratios(pairs, 'many', 'few');
    if (!name.startsWith('Mercurius'))
      bench.bounds.atLeast(`${name} with many runs, of few`, median(ratio), BOUNDS.large);
    return [name, ...['few', 'many'].map((size) => spread(pairs.map((pair) => speed(pair[size])))), spread(ratio, 3)];
  });
  return [
    '## With 100,000 runs',
    '',
    `${whole(MANY.runs)} runs over ${whole(MANY.surfaces)} surfaces instead of ${whole(FEW.runs)} over ${FEW.surfaces}; the same surface is asked, with as many runs of its own.`,
    '',
    ...table(
      ['asked by', `${whole(FEW.runs)} runs`, `${whole(MANY.runs)} runs`, `ratio, at least ${BOUNDS.large}`],
      rows,
    ),
  ];
}

export async function cold(bench) {
  const seen = await measureCold(bench, (await many(bench)).url, MANY.surfaces - 1);
  const ratio = ratios(seen, 'marquee', 'mercurius');
  bench.bounds.atLeast('cold, against Mercurius', median(ratio), BOUNDS.cold);
  const [computed, answered] = ['computed', 'answered'].map((name) =>
    seen.reduce((sum, one) => sum + one.marquee[name], 0),
  );
  return [
    '## Cold',
    '',
    'No two requests ask for the same: another surface, another region, another language each time. POST, with the same 100,000 runs.',
    '',
    ...table(
      ['', 'answers a second', 'p99, ms'],
      ['marquee', 'mercurius'].map((name) => [
        name === 'marquee' ? 'Marquee' : 'Mercurius',
        spread(seen.map((one) => speed(one[name]))),
        spread(
          seen.map((one) => one[name].p99),
          1,
        ),
      ]),
    ),
    '',
    `Marquee is ${spread(ratio, 2)} times Mercurius, at least ${BOUNDS.cold}. Of its ${whole(answered)} answers ${whole(computed)} were computed.`,
  ];
}

export async function changing(bench) {
  const other = await staged(bench, 'beside', FEW);
  const options = { programme: await few(bench), other, everyMs: CHANGES_EVERY_MS, part: PART_OF_HIGHEST };
  const { rounds, changesPerSecond } = await measureChanging(bench, options);
  const times = (than) => rounds.map((one) => one.marquee.p99 / one[than].p99);
  const ratio = times('quiet');
  bench.bounds.atMost('p99 while the programme changes, of the bare server', median(ratio), BOUNDS.changingP99);
  bench.bounds.atLeast('changes a second', changesPerSecond, BOUNDS.changesPerSecond);
  const row = (label, name) => [
    label,
    ...['p50', 'p99', 'p999', 'lateMs'].map((figure) =>
      spread(
        rounds.map((one) => one[name][figure]),
        2,
      ),
    ),
  ];
  return [
    '## While the programme changes',
    '',
    `${spread(rounds.map((one) => one.perSecond))} requests a second, ${PART_OF_HIGHEST * 100} % of the highest rate at the beginning of the round, half POST, half GET by hash, leave on a`,
    `schedule; each is timed from the instant at which it was to leave. Meanwhile ${changesPerSecond.toFixed(1)} changes a second are committed, every second one on the surface that`,
    'is asked; the bare server has as many beside it, of another database. Who decides, and PostgreSQL, would be on other machines: here they have the lowest',
    'priority (nice 19) and take what server and load leave, and the bare server beside them tells whether that is as if they were not there. Milliseconds.',
    '',
    ...table(
      ['', 'p50', 'p99', 'p99.9', 'sent late, at most'],
      [
        row('bare node:http, nothing changes', 'quiet'),
        row('bare node:http, beside changes', 'bare'),
        row('Marquee, nothing changes', 'still'),
        row('Marquee, the programme changes', 'marquee'),
      ],
    ),
    '',
    `p99 is ${spread(ratio, 2)} times that of the bare server, at most ${BOUNDS.changingP99}; ${spread(times('bare'), 2)} times that of one beside as many changes.`,
  ];
}

export async function boundary(bench) {
  const figures = await measureBoundary(bench, (await few(bench)).url, BOUNDARY);
  const { rate, seen, statuses, errors, answered, computed, kinds, boundaries } = figures;
  const entries = kinds * (boundaries + 1);
  const others = Object.entries(statuses).filter(([status]) => status !== '200');
  bench.bounds.atMost('wrong answers at a boundary', seen.wrong, 0);
  bench.bounds.atMost('answers other than 200 at a boundary', others.length + errors, 0);
  bench.bounds.atMost('computations an entry', computed / entries, 1);
  bench.bounds.atLeast('campaigns seen', Object.keys(seen.shown).length, boundaries + 1);
  return [
    '## Across a boundary',
    '',
    `${whole(rate)} requests a second (${whole(BOUNDARY.perSecond)} are asked for; 80 % of what this machine serves beside its load generator, if that is less) of ${kinds} kinds, across`,
    `${boundaries} boundaries two seconds apart. Of ${whole(answered)} answers ${seen.wrong} were wrong (campaign outside its window, time of serving outside of sending and`,
    `receiving, validity over), ${others.map(([status, count]) => `${count} were ${status}`).join(', ') || 'none was other than 200'}, ${errors} connections broke. ${whole(computed)} computations for ${whole(entries)} entries, one at most for each.`,
    ...seen.faults.map((fault) => `- ${fault}`),
  ];
}

export async function soak(bench) {
  const { url, runIds } = await few(bench);
  const options = { minutes: bench.minutes, perSecond: SOAK_PER_SECOND, runIds, surfaces: FEW.surfaces - 1 };
  const { answered, statuses, errors, samples, changes } = await measureSoak(bench, url, options);
  const rows = ['heap', 'rss'].map((name) => {
    const { perHour, median: middle } = slopeOf(samples, name);
    bench.bounds.atMost(`${name} an hour, part of its median`, perHour / middle, BOUNDS.heapPerHour);
    const list = samples.map((one) => one[name]);
    return [name === 'heap' ? 'heap in use' : 'resident', spread(list, 1), perHour.toFixed(1)];
  });
  return [
    '## A long mixed load',
    '',
    `${bench.minutes} minutes, ${whole(SOAK_PER_SECOND)} requests a second: all kinds of answers, all ways of asking, three encodings, one of five never asked before, ${whole(changes)} changes of the`,
    `programme. ${whole(answered)} answers: ${JSON.stringify(statuses)}, ${errors} connections broke. Kept answers at the end: ${whole(samples.at(-1)?.entries ?? 0)}. MiB; the slope is by least squares after the first sixth.`,
    '',
    ...table(['memory', 'median (lowest to highest)', 'slope, MiB an hour'], rows),
    '',
    `The bound is ${BOUNDS.heapPerHour * 100} % of the median an hour.`,
  ];
}

/** Parts that live in files of their own: each gives `measure(bench)` and says its own lines. */
export const BESIDE = ['programme', 'resolve', 'takedown'];

export async function beside(bench, name) {
  const file = join(bench.root, `bench/delivery/${name}.mjs`);
  if (!existsSync(file)) return null;
  const module = await import(file);
  return module.measure(bench);
}
