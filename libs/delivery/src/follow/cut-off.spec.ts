import fc from 'fast-check';
import { databaseStanding, isFitToServe, type DatabaseStanding, type PeerWord } from './cut-off.js';

const STANDINGS: readonly DatabaseStanding[] = ['REACHED', 'CUT_OFF', 'FOLLOWED', 'GONE', 'UNKNOWN'];

describe('how a process stands to the database', () => {
  it.each<[number | null, PeerWord[], DatabaseStanding]>([
    [0, [], 'REACHED'],
    [3_000, [], 'REACHED'],
    [3_000, [0], 'REACHED'],
    [3_000, [90_000, null], 'REACHED'],
    [3_000.1, [], 'UNKNOWN'],
    [3_001, [null], 'UNKNOWN'],
    [3_001, [null, null], 'UNKNOWN'],
    [3_001, [0], 'CUT_OFF'],
    [3_001, [3_000], 'CUT_OFF'],
    [3_001, [3_001], 'GONE'],
    [3_001, [null, 3_001], 'GONE'],
    [3_001, [90_000, null, 3_000], 'CUT_OFF'],
    [Infinity, [Infinity], 'GONE'],
    [Infinity, [0], 'CUT_OFF'],
    [null, [], 'UNKNOWN'],
    [null, [null], 'UNKNOWN'],
    [null, [3_000], 'FOLLOWED'],
    [null, [3_001, null], 'GONE'],
    [null, [3_001, 0], 'FOLLOWED'],
  ])('silent for %p ms, others for %p: %s', (silentMs, peers, expected) => {
    expect(databaseStanding(silentMs, peers)).toBe(expected);
  });

  it('does not depend on the order of the others, nor on those who do not answer where somebody does (property)', () => {
    const silence = fc.integer({ min: 0, max: 6_000 });
    fc.assert(
      fc.property(silence, fc.array(fc.option(silence), { maxLength: 5 }), (silentMs, peers) => {
        const standing = databaseStanding(silentMs, peers);
        expect(databaseStanding(silentMs, peers.toReversed())).toBe(standing);
        expect(databaseStanding(silentMs, [...peers, null])).toBe(standing);
      }),
    );
  });
});

describe('whether a process may be sent viewers', () => {
  it.each<[DatabaseStanding, number | null, boolean]>([
    ['CUT_OFF', null, false],
    ['CUT_OFF', 0, true],
    ['CUT_OFF', 4_500, true],
    ['CUT_OFF', 4_500.1, false],
    ['FOLLOWED', null, false],
    ['FOLLOWED', 4_500, true],
    ['FOLLOWED', 4_500.1, false],
    ['REACHED', null, true],
    ['REACHED', 90_000_000, true],
    ['GONE', null, true],
    ['GONE', 90_000_000, true],
  ])('%s and %p ms old: %p, whatever holds where nobody can say', (standing, ageMs, expected) => {
    for (const readyWhenUnknown of [true, false])
      expect(isFitToServe(standing, ageMs, readyWhenUnknown)).toBe(expected);
  });

  it.each([true, false])('where nobody else can say: as it is set (%p), however old', (readyWhenUnknown) => {
    for (const ageMs of [null, 0, 90_000_000])
      expect(isFitToServe('UNKNOWN', ageMs, readyWhenUnknown)).toBe(readyWhenUnknown);
  });

  it('while others reach the database and it does not, never without a programme', () => {
    expect(STANDINGS.filter((standing) => !isFitToServe(standing, null, true))).toEqual(['CUT_OFF', 'FOLLOWED']);
  });
});
