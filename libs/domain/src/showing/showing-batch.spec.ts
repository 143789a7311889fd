import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../time/instant.js';
import { readShowingBatch, SHOWING_COUNTS_MAX } from './showing-batch.js';

const NOW = Date.UTC(2026, 8, 10, 23, 59);
const BATCH_ID = '3f2a8c1e-90ab-4cde-8f01-23456789abcd';
const CAMPAIGN = '01890000-0000-7000-8000-000000000001';
const ITEM = '01890000-0000-7000-8000-000000000002';
const count = (more: object = {}) => ({
  campaignId: CAMPAIGN,
  itemId: ITEM,
  region: 'GB',
  day: '2026-09-10',
  count: 3,
  ...more,
});
const batch = (...counts: unknown[]) => ({ batchId: BATCH_ID, counts });
const read = (body: unknown) => readShowingBatch(body, NOW);
const placesOf = (body: unknown) => read(body).refusals.map(({ path }) => path.join('.'));

describe('a batch of showings', () => {
  it('is read as it was sent, ids in lower case, the region in capitals', () => {
    const sent = {
      batchId: BATCH_ID.toUpperCase(),
      counts: [count({ campaignId: CAMPAIGN.toUpperCase(), region: 'gb' })],
    };
    expect(read(sent)).toEqual({ value: { batchId: BATCH_ID, counts: [count()] }, refusals: [] });
  });

  it('may leave the item and the region out', () => {
    const { itemId: _, region: __, ...bare } = count();
    expect(read(batch(bare)).value!.counts).toEqual([count({ itemId: null, region: null })]);
  });

  it('adds up what is there twice, and not beyond what one count may be', () => {
    expect(read(batch(count(), count({ region: 'IE' }), count({ count: 4 }))).value!.counts).toEqual([
      count({ count: 7 }),
      count({ region: 'IE' }),
    ]);
    expect(read(batch(count({ count: 9_999 }), count({ count: 2 }))).value!.counts).toEqual([count({ count: 10_000 })]);
  });

  it.each([
    ['2026-09-02', false],
    ['2026-09-03', true],
    ['2026-09-11', true],
    ['2026-09-12', false],
  ])('is taken for the day %s at the end of the 10th, UTC: %s', (day, isTaken) => {
    expect(read(batch(count({ day }))).refusals.length === 0).toBe(isTaken);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['nothing', null, ['batch']],
    ['a list', [], ['batch']],
    ['an empty object', {}, ['batchId', 'counts']],
    ['no counts', batch(), ['counts']],
    ['too many', batch(...Array.from({ length: SHOWING_COUNTS_MAX + 1 }, () => count())), ['counts']],
    ['an id that holds a time', { ...batch(count()), batchId: CAMPAIGN }, ['batchId']],
    [
      'an id that holds an address',
      { ...batch(count()), batchId: '3f2a8c1e-90ab-1cde-8f01-23456789abcd' },
      ['batchId'],
    ],
    ['a number as id', { ...batch(count()), batchId: 4 }, ['batchId']],
    ['who it was', { ...batch(count({ userId: 'u' })), deviceId: 'd' }, ['deviceId', 'counts.0.userId']],
    ['a time', batch(count({ day: '2026-09-10T12:00:00Z' })), ['counts.0.day']],
    ['a day that is none', batch(count({ day: '2026-09-31' })), ['counts.0.day']],
    ['a region that is none', batch(count({ region: 'ZZ' })), ['counts.0.region']],
    ['a region of many words', batch(count({ region: { GB: 1 } })), ['counts.0.region']],
    ['no count', batch(count({ count: 0 })), ['counts.0.count']],
    ['a part of one', batch(count({ count: 1.5 })), ['counts.0.count']],
    ['a count as text', batch(count({ count: '3' })), ['counts.0.count']],
    ['too much', batch(count({ count: 10_001 })), ['counts.0.count']],
    [
      'a prototype',
      batch(JSON.parse('{"__proto__": {"x": 1}, "day": "2026-09-10", "count": 1}')),
      ['counts.0.__proto__', 'counts.0.campaignId'],
    ],
    [
      'all at once',
      batch(count({ campaignId: 1, itemId: 'x', region: 5, day: null, count: null }), 7),
      ['counts.0.campaignId', 'counts.0.itemId', 'counts.0.region', 'counts.0.day', 'counts.0.count', 'counts.1'],
    ],
  ])('with %s is refused, naming each place', (_, body, places) => {
    expect(read(body).value).toBeNull();
    expect(placesOf(body)).toEqual(places);
  });

  it('names what is allowed', () => {
    expect(read(batch(count({ day: '2026-08-01' }))).refusals[0]!.message).toBe(
      '"2026-08-01" is not allowed as counts.0.day: give a date from 2026-09-03 to 2026-09-11.',
    );
  });

  it('of anything that JSON can say is taken or refused with at most 100 places, and never throws (property)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.integer({ min: 0, max: 4_000 * DAY_MS }), (id, counts, now) => {
        for (const body of [id, { batchId: id, counts }, batch(counts, count()), batch(...[counts].flat())]) {
          const { value, refusals } = readShowingBatch(body, now);
          expect(value === null).toBe(refusals.length > 0);
          expect(refusals.length).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
