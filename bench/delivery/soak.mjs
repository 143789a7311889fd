/**
 * Memory over a long mixed load: every kind of answer, each way of asking and encoding, hot classes of viewers and ever new ones,
 * while the programme changes once a second. Samples are the process' own metrics.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Changes } from './changes.mjs';
import { metricsOf } from './cold.mjs';
import { PORTS } from './hits.mjs';
import { register } from './questions.mjs';

const SAMPLE_MS = 10_000;
const SLICE_SECONDS = 60;
const CONNECTIONS = 64;
const MIB = 2 ** 20;

/**
 * @param {{ minutes: number, perSecond: number, runIds: string[][], surfaces: number }} plan
 * @returns {Promise<{ answered: number, statuses: Record<string, number>, errors: number, samples: { minute: number, rss: number, heap: number, entries: number }[] }>}
 *   MiB
 */
export async function measureSoak({ processes, load, verify }, databaseUrl, { minutes, perSecond, runIds, surfaces }) {
  await processes.startMarquee(PORTS.marquee, databaseUrl);
  await register(PORTS.marquee);
  const changes = new Changes(databaseUrl, runIds);
  changes.begin(1_000);
  const begin = Date.now();
  const samples = [];
  const state = { isOver: false };
  const sampling = sample(begin, samples, state);
  const total = { answered: 0, errors: 0, statuses: {} };
  for (let slice = 0; Date.now() - begin < minutes * 60_000; slice += 1) {
    const left = (begin + minutes * 60_000 - Date.now()) / 1_000;
    const seconds = Math.max(1, Math.min(SLICE_SECONDS, left));
    const make = { name: 'everything', surfaces, from: slice * SLICE_SECONDS * perSecond };
    const figures = await load.run({
      port: PORTS.marquee,
      make,
      connections: CONNECTIONS,
      perSecond,
      seconds,
      mayFail: true,
    });
    total.answered += figures.answered;
    total.errors += figures.errors;
    for (const [status, count] of Object.entries(figures.statuses))
      total.statuses[status] = (total.statuses[status] ?? 0) + count;
  }
  state.isOver = true;
  await sampling;
  await changes.end();
  await verify(PORTS.marquee, databaseUrl);
  return { ...total, samples, changes: changes.count };
}

async function sample(begin, samples, state) {
  while (!state.isOver) {
    await wait(SAMPLE_MS);
    const metrics = await metricsOf(PORTS.marquee);
    const mib = (name) => metrics[name] / MIB;
    samples.push({
      minute: (Date.now() - begin) / 60_000,
      rss: mib('process_resident_memory_bytes'),
      heap: mib('nodejs_heap_size_used_bytes'),
      entries: metrics.front_entries,
    });
  }
}

/** Least squares over the samples after a sixth of the time. @returns MiB in an hour, and the median */
export function slopeOf(samples, name) {
  const kept = samples.slice(Math.floor(samples.length / 6));
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [x, y] = [mean(kept.map(({ minute }) => minute)), mean(kept.map((one) => one[name]))];
  const above = kept.reduce((sum, one) => sum + (one.minute - x) * (one[name] - y), 0);
  const below = kept.reduce((sum, one) => sum + (one.minute - x) ** 2, 0);
  const sorted = kept.map((one) => one[name]).toSorted((a, b) => a - b);
  return { perHour: (above / below) * 60, median: sorted[Math.floor(sorted.length / 2)] };
}
