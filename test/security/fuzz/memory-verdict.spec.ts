import { memoryVerdict, type Held } from './memory-verdict.js';

const MB = 1_048_576;
const measured = (heapMb: (tenth: number) => number): Held[] =>
  Array.from({ length: 11 }, (_, tenth) => ({ operations: tenth * 100_000, heap: heapMb(tenth) * MB }));

describe('memory', () => {
  it.each([
    ['that stays', () => 100, true],
    ['that fills caches first', (tenth: number) => Math.min(100 + 40 * tenth, 220), true],
    ['that goes up and down', (tenth: number) => 100 + (tenth % 2) * 10, true],
    ['that grows by a kilobyte an operation', (tenth: number) => 100 + 97.6 * tenth, false],
    ['that grows by a hundred bytes an operation', (tenth: number) => 100 + 9.6 * tenth, false],
    ['that is less', (tenth: number) => 200 - 10 * tenth, true],
  ])('%s is flat or not', (_, heapMb, isFlat) => {
    expect(memoryVerdict(measured(heapMb)).isFlat).toBe(isFlat);
  });

  it('that was measured once tells nothing', () => {
    expect(memoryVerdict([{ operations: 0, heap: MB }])).toMatchObject({ isFlat: true });
  });
});
