import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/instant.js';
import { endingBy, evergreenOnly, freshness, freshUntil } from './freshness.js';
import { programmeRows, runRow } from './programme-fixtures.js';
import { compile } from './compile.js';

const LIMITS = { liveMs: 10 * SECOND_MS, limitMs: 6 * HOUR_MS };
const T = Date.UTC(2026, 8, 9, 12);

describe('how fresh a programme is', () => {
  it.each([
    [0, 'LIVE'],
    [10 * SECOND_MS, 'LIVE'],
    [10 * SECOND_MS + 1, 'AGEING'],
    [6 * HOUR_MS - 1, 'AGEING'],
    [6 * HOUR_MS, 'EVERGREEN_ONLY'],
    [null, 'EVERGREEN_ONLY'],
  ] as const)('after %s ms is %s', (ageMs, expected) => {
    expect(freshness(ageMs, LIMITS)).toBe(expected);
  });

  it('without a limit is never evergreen only', () => {
    expect(freshness(1_000 * HOUR_MS, { ...LIMITS, limitMs: null })).toBe('AGEING');
  });
});

describe('the end of an answer of which nobody may know the rows', () => {
  it.each([
    ['is the limit', 0, T + 6 * HOUR_MS],
    ['is the whole ten minutes before it', 1, T + 6 * HOUR_MS - 10 * MINUTE_MS],
    ['is the same for all of ten minutes', 10 * MINUTE_MS, T + 6 * HOUR_MS - 10 * MINUTE_MS],
    ['is the whole minute within its last ten', 6 * HOUR_MS - 150 * SECOND_MS, T + 2 * MINUTE_MS],
    ['is the limit itself within its last minute', 6 * HOUR_MS - 30 * SECOND_MS, T + 30 * SECOND_MS],
    ['is always to come', 7 * HOUR_MS, T + 1],
  ])('%s', (_, ageMs, expected) => {
    expect(freshUntil(T, ageMs, LIMITS)).toBe(expected);
  });

  it('is the whole minute before a limit under two hours', () => {
    expect(freshUntil(T, 1, { ...LIMITS, limitMs: HOUR_MS })).toBe(T + HOUR_MS - MINUTE_MS);
  });

  it('is never without a limit', () => {
    expect(freshUntil(T, 0, { ...LIMITS, limitMs: null })).toBeNull();
  });

  const next = { from: T + HOUR_MS, until: T + 3 * HOUR_MS, onAir: null, alsoOnAir: [] };
  const answer = { validUntil: T + HOUR_MS, next };
  it.each([
    ['leaves an answer that ends before as it is', T + 3 * HOUR_MS, answer],
    ['leaves one as it is where there is no end', null, answer],
    ['shortens what follows', T + 2 * HOUR_MS, { ...answer, next: { ...next, until: T + 2 * HOUR_MS } }],
    ['says nothing of what begins then', T + HOUR_MS, { validUntil: T + HOUR_MS, next: null }],
    ['cuts the answer itself', T + 1, { validUntil: T + 1, next: null }],
  ])('%s', (_, until, expected) => {
    expect(endingBy(answer, until)).toEqual(expected);
  });
});

describe('what is left of a programme that is too old', () => {
  const intent = { mode: 'INSTANT', zone: null, start: '2026-09-01T00:00:00Z', end: null } as const;
  const run = (id: string, surface: string, tier: 'CRISIS' | 'TAKEOVER' | 'PROGRAMME' | 'EVERGREEN') =>
    runRow({ id, intent, surface, tier });
  const programme = compile(
    programmeRows([
      run('crisis', 'mixed', 'CRISIS'),
      run('takeover', 'mixed', 'TAKEOVER'),
      run('programme', 'mixed', 'PROGRAMME'),
      run('evergreen', 'mixed', 'EVERGREEN'),
      run('only', 'evergreen', 'EVERGREEN'),
      run('gone', 'dated', 'PROGRAMME'),
    ]),
  );
  const left = evergreenOnly(programme);

  it('is the evergreen tier of each surface', () => {
    expect([...left.surfaces].map(([surface, runs]) => [surface, runs.map(({ runId }) => runId)])).toEqual([
      ['mixed', ['evergreen']],
      ['evergreen', ['only']],
    ]);
  });

  it('is help, guides and everything else as they were', () => {
    expect({ ...left, surfaces: null }).toEqual({ ...programme, surfaces: null });
    expect(left.surfaces.get('evergreen')).toBe(programme.surfaces.get('evergreen'));
  });
});
