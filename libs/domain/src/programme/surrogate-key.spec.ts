import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Shown } from './resolve.js';
import {
  CROWDED_KEY,
  EVERY_ANSWER_KEY,
  helpKey,
  keysOfAnswer,
  SURROGATE_KEY_LENGTH_MAX,
  SURROGATE_KEYS_BYTES_MAX,
  surfaceKey,
  surrogateKeyHeader,
} from './surrogate-key.js';

const UUID = '01890000-0000-7000-8000-000000000000';
const uuid = (nth: number) => `${UUID.slice(0, -6)}${String(nth).padStart(6, '0')}`;

/** @param entries how many the campaign shows, each of an item of its own */
function shown(nth: number, entries: number): Shown {
  const one = (_: unknown, index: number) => ({
    itemId: uuid(nth * 1_000 + index),
    revisionId: uuid(500_000 + nth * 1_000 + index),
    partner: { slug: index % 2 === 0 ? 'crisis-text-line' : 'samaritans', name: 'name', website: null },
  });
  return { candidate: { campaignId: uuid(nth) }, entries: Array.from({ length: entries }, one) } as unknown as Shown;
}

const nothing = { surface: 'discover', region: 'SG', shown: [], guides: [] };

describe('the key of a surface', () => {
  it.each([
    ['discover', 'surface:discover'],
    ['safety-center', 'surface:safety-center'],
    ['', 'surface:-'],
    ['Discover', 'surface:-'],
    ['a b', 'surface:-'],
    ['x\r\nset-cookie: a=b', 'surface:-'],
    ['ü', 'surface:-'],
    ['a'.repeat(81), 'surface:-'],
  ])('of %j is %s', (slug, expected) => {
    expect(surfaceKey(slug)).toBe(expected);
  });

  it('is one printable word, whatever was asked for (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (slug) => {
        expect(surfaceKey(slug)).toMatch(/^[!-~]+$/);
        expect(surfaceKey(slug).length).toBeLessThanOrEqual(SURROGATE_KEY_LENGTH_MAX);
      }),
    );
  });
});

describe('the keys of an answer', () => {
  it('name help, its region and the surface where nothing is on air', () => {
    expect(keysOfAnswer(nothing)).toEqual(['all', 'help', 'help:SG', 'surface:discover']);
  });

  it('have a word for the region that is not known, which is no region', () => {
    expect(keysOfAnswer({ ...nothing, region: null })).toContain(helpKey(null));
    expect(helpKey(null)).toBe('help:none');
  });

  it('name each campaign, item, revision and partner once', () => {
    const keys = keysOfAnswer({ ...nothing, shown: [shown(1, 3), shown(1, 3)] });
    expect(keys.slice(4)).toEqual([
      `campaign:${uuid(1)}`,
      `item:${uuid(1_000)}`,
      `revision:${uuid(501_000)}`,
      'partner:crisis-text-line',
      `item:${uuid(1_001)}`,
      `revision:${uuid(501_001)}`,
      'partner:samaritans',
      `item:${uuid(1_002)}`,
      `revision:${uuid(501_002)}`,
    ]);
  });

  it('name guides and those who made them', () => {
    const text = { partners: ['iasp'] } as never;
    expect(keysOfAnswer({ ...nothing, surface: null, guides: [{ slug: 'caring', texts: { en: text } }] })).toEqual([
      'all',
      'help',
      'help:SG',
      'guide:caring',
      'partner:iasp',
    ]);
  });

  it('are at most so many bytes, and say so when they are not all there (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 6 }), (sizes) => {
        const keys = keysOfAnswer({ ...nothing, shown: sizes.map((size, nth) => shown(nth, size)) });
        expect(surrogateKeyHeader(keys).length).toBeLessThanOrEqual(SURROGATE_KEYS_BYTES_MAX);
        expect(keys).toContain(EVERY_ANSWER_KEY);
        expect(new Set(keys).size).toBe(keys.length);
        const isWhole = sizes.every((_, nth) => keys.includes(`campaign:${uuid(nth)}`));
        expect(keys.includes(CROWDED_KEY)).toBe(!isWhole);
      }),
    );
  });
});
