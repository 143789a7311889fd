/** The programme of 100,000 runs: how long a compile and a change take, and the memory of a process that serves it. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Changes } from './changes.mjs';
import { metricsOf } from './cold.mjs';
import { PORTS } from './hits.mjs';
import { many } from './parts.mjs';
import { median, quantile, spread, table, whole } from './report.mjs';

const BOUNDS = { compileMs: 1_000, changeMs: 10, rssMib: 600 };
const RUNS_MOVED = 50;
const CHANGES = 20;
const CHANGES_EVERY_MS = 250;
const LOAD_SECONDS = 10;
const MIB = 2 ** 20;

export async function measure(bench) {
  const { url, runIds } = await many(bench);
  const figures = await figuresOf(bench, url, runIds);
  const memory = await memoryOf(bench, url, runIds);
  const { compileMs, changeMs, changeReadMs, readMs, runs, surfaces } = figures;
  bench.bounds.atMost('full compile, ms', median(compileMs), BOUNDS.compileMs);
  bench.bounds.atMost('one change, ms', quantile(changeMs, 0.99), BOUNDS.changeMs);
  bench.bounds.atMost('memory of a process, MiB', Math.max(...memory.map(([, rss]) => rss)), BOUNDS.rssMib);
  return [
    '## The programme in memory',
    '',
    `${whole(runs)} runs over ${whole(surfaces)} surfaces and 250 regions. Compiled ${compileMs.length} times, the first in a process that is not warm; then ${changeMs.length} runs were moved, one after the other.`,
    'Of a change, what it touched is read from the database and compiled into the programme.',
    '',
    ...table(
      ['', 'ms, median (lowest to highest)', 'at most'],
      [
        ['read of all rows, once', whole(readMs), ''],
        ['full compile', spread(compileMs), whole(BOUNDS.compileMs)],
        ['read of one change', spread(changeReadMs, 1), ''],
        ['one change compiled', spread(changeMs, 2), `${BOUNDS.changeMs} (p99)`],
      ],
    ),
    '',
    ...table(
      ['an API process', 'resident, MiB', 'heap in use, MiB'],
      memory.map(([name, rss, heap]) => [name, whole(rss), whole(heap)]),
    ),
    '',
    `At most ${BOUNDS.rssMib} MiB resident.`,
  ];
}

/** What `programme-process.mjs` measures; once for both parts that want it. */
export async function figuresOf(bench, url, runIds) {
  const ids = runIds[0].slice(0, RUNS_MOVED).join(',');
  bench.databases.programmeFigures ??= await measured(bench.processes, url, ids);
  return bench.databases.programmeFigures;
}

async function measured(processes, url, ids) {
  const child = await processes.start('bench/delivery/programme-process.mjs', [url, ids]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process that measures has ended with ${code}.`);
  });
  const said = once(child, 'message');
  child.send('begin');
  const [figures] = await Promise.race([said, ended]);
  ended.catch(() => undefined);
  await processes.stop(child);
  return figures;
}

async function memoryOf({ processes, load }, url, runIds) {
  await processes.startMarquee(PORTS.marquee, url);
  const seen = [];
  const look = async (name) => {
    await wait(1_000);
    const metrics = await metricsOf(PORTS.marquee);
    seen.push([name, metrics.process_resident_memory_bytes / MIB, metrics.nodejs_heap_size_used_bytes / MIB]);
  };
  await look('that has read it');
  const make = { name: 'everybodyElse', surfaces: 999, from: 0 };
  await load.run({ port: PORTS.marquee, make, seconds: LOAD_SECONDS });
  await look(`after ${LOAD_SECONDS} s of requests of which no two are alike`);
  const changes = new Changes(url, runIds);
  changes.begin(CHANGES_EVERY_MS);
  await wait(CHANGES * CHANGES_EVERY_MS);
  await changes.end();
  await look(`after ${changes.count} changes`);
  return seen;
}
