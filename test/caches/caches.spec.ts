import { randomInt } from 'node:crypto';
import { Draws } from '../support/draws.js';
import { playCaches, type Planted } from './cache-world.js';
import type { Giving } from './model-cache.js';

const CASES = 100_000;
/** Of these at least one has to catch what is planted. */
const PLANTED_CASES = 20_000;
const { MARQUEE_CACHES_SEED } = process.env;
/** A case is played again alone by its own seed, with one case. */
const SEED = MARQUEE_CACHES_SEED === undefined ? randomInt(1, 2 ** 31) : Number(MARQUEE_CACHES_SEED);
const GIVINGS: readonly Giving[] = ['FRESH', 'STALE_WHILE_REVALIDATE', 'STALE_IF_ERROR'];

/** One second more of a directive. */
const longer = (name: string) => (cacheControl: string) =>
  cacheControl.replace(new RegExp(`(^|[ ,])${name}=(\\d+)`), (_, before: string, seconds: string) => {
    return `${before}${name}=${Number(seconds) + 1}`;
  });

function storyOf(seed: number): string {
  const lines: string[] = [];
  playCaches(new Draws(seed), {}, (line) => void lines.push(line));
  return `Seed ${seed}:\n${lines.join('\n')}`;
}

const PLANTED: readonly [string, Planted][] = [
  ['max-age is a second too long', { header: longer('max-age') }],
  ['s-maxage is a second too long', { header: longer('s-maxage') }],
  ['stale-while-revalidate is a second too long', { header: longer('stale-while-revalidate') }],
  ['stale-if-error is a second too long', { header: longer('stale-if-error') }],
  ['an answer in its last second may be kept for that', { header: (said) => said.replace('no-store', 'max-age=1') }],
  ['the entity tag does not tell answers apart that end at different instants', { isTagBlind: true }],
  ['a cache does not read Age', { cache: 'AGE_IGNORED' }],
  ['a cache does not count the way of an answer', { cache: 'WAY_IGNORED' }],
  ['a cache gives out anything while the origin is away', { cache: 'STALE_FOR_EVER' }],
];

describe('caches on the way to a device, as RFC 9111 has them', () => {
  it(`show no stored answer outside of its window, in ${CASES} cases (MARQUEE_CACHES_SEED=${SEED})`, () => {
    const given = { FRESH: 0, STALE_WHILE_REVALIDATE: 0, STALE_IF_ERROR: 0, notModified: 0 };
    for (let i = 0; i < CASES; i += 1) {
      const played = playCaches(new Draws(SEED + i));
      if (played.isWrong) throw new Error(storyOf(SEED + i));
      for (const how of GIVINGS) given[how] += played.given[how];
      given.notModified += played.notModified;
    }
    // What never happened was not tried.
    expect(Object.entries(given).filter(([, count]) => count < CASES / 100)).toEqual([]);
  });

  it.each(PLANTED)('show one when %s', (_, planted) => {
    let seed = 0;
    while (seed < PLANTED_CASES && !playCaches(new Draws(seed), planted).isWrong) seed += 1;
    expect(seed).toBeLessThan(PLANTED_CASES);
  });
});
