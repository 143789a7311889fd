/** How long it takes to say what a surface shows a class of viewers at an instant, with 100,000 runs. */
import { many } from './parts.mjs';
import { figuresOf } from './programme.mjs';
import { table, whole } from './report.mjs';

const BOUND_US = 2;

export async function measure(bench) {
  const { url, runIds } = await many(bench);
  const { remembered, first, meanUs, calls, surfaces } = await figuresOf(bench, url, runIds);
  bench.bounds.atMost('resolve, microseconds', remembered.median, BOUND_US);
  const row = (name, { median, p99 }) => [name, median.toFixed(2), p99.toFixed(2)];
  return [
    '## Resolve',
    '',
    `From a surface and a class of viewers to what is on, since when and until when: ${whole(calls)} calls over ${whole(surfaces)} surfaces, each for a class, at instants of two years. Each call`,
    'is timed, the reading of the clock included.',
    '',
    ...table(
      ['microseconds', 'median', 'p99'],
      [row('remembered', remembered), row('asked for the first time, by another class each time', first)],
    ),
    '',
    `The median of what is remembered is at most ${BOUND_US}; ${meanUs.toFixed(2)} is its mean where only all calls together are timed.`,
  ];
}
