import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from './instant.js';
import { boundaryChanges, hostDerivation, movedWindow, zoneWindows } from './zone-change.js';

const NOW = Date.UTC(2027, 2, 23, 12);

describe('new zone data', () => {
  it.each([
    ['moves what is further than a day away', DAY_MS + 1, HOUR_MS, 'MOVED'],
    ['holds what is a day away', DAY_MS, HOUR_MS, 'HELD'],
    ['holds what would come to within a day', DAY_MS + HOUR_MS, -HOUR_MS, 'HELD'],
    ['holds what is past', -HOUR_MS, HOUR_MS, 'HELD'],
  ])('%s', (_, ahead, by, outcome) => {
    const stored = { start: NOW + ahead, end: null };
    const derived = { start: NOW + ahead + by, end: null };
    expect(boundaryChanges(stored, derived, NOW)).toEqual([
      { boundary: 'START', before: stored.start, after: derived.start, outcome },
    ]);
  });

  it('changes nothing that it derives as it was', () => {
    expect(boundaryChanges({ start: NOW, end: NOW + 1 }, { start: NOW, end: NOW + 1 }, NOW)).toEqual([]);
  });

  it('moves one end and holds the other, each by itself', () => {
    const stored = { start: NOW + HOUR_MS, end: NOW + 3 * DAY_MS };
    const changes = boundaryChanges(stored, { start: NOW + 2 * HOUR_MS, end: NOW + 3 * DAY_MS + HOUR_MS }, NOW);
    expect(changes.map(({ outcome }) => outcome)).toEqual(['HELD', 'MOVED']);
    expect(movedWindow(stored, changes)).toEqual({ start: stored.start, end: NOW + 3 * DAY_MS + HOUR_MS });
  });

  it('never moves anything within a day of now, and never loses a move (property)', () => {
    const offset = fc.integer({ min: -3, max: 3 * 48 }).map((halves) => NOW + halves * (HOUR_MS / 2));
    fc.assert(
      fc.property(offset, offset, offset, offset, (a, b, c, d) => {
        const [stored, derived] = [
          { start: a, end: b },
          { start: c, end: d },
        ];
        const moved = movedWindow(stored, boundaryChanges(stored, derived, NOW));
        for (const [was, meant, is] of [
          [a, c, moved.start],
          [b, d, moved.end!],
        ] as const) {
          if (Math.min(was, meant) <= NOW + DAY_MS) expect(is).toBe(was);
          else expect(is).toBe(meant);
        }
      }),
    );
  });

  it('derives a window in every zone of the host, zones that agree together', () => {
    const windows = zoneWindows(
      { mode: 'VIEWER_LOCAL', zone: null, start: '2027-09-10', end: '2027-09-16' },
      hostDerivation('x'),
    );
    expect(windows.flatMap(({ zones }) => zones).toSorted()).toEqual(
      [...Intl.supportedValuesOf('timeZone')].toSorted(),
    );
    expect(new Set(windows.map(({ start }) => start)).size).toBe(windows.length);
  });
});
