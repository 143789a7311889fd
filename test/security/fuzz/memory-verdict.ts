/** What was held after so many operations, in bytes. */
export interface Held {
  readonly operations: number;
  readonly heap: number;
}

/** What noise may make of it, and what rows that operations write may take: half of a million of them makes 20 MB. */
const GROWTH_BYTES = 16 * 1_048_576;
const GROWTH_BYTES_PER_OPERATION = 8;

/**
 * Whether memory is flat: over the second half of what was measured, when caches are as full as they get, the heap has grown no more than
 * 16 MB and 8 bytes an operation. The slope is that of the line with the least squares.
 *
 * @param held in the order of the operations
 */
export function memoryVerdict(held: readonly Held[]): { readonly line: string; readonly isFlat: boolean } {
  const late = held.slice(Math.floor(held.length / 2));
  if (late.length < 2) return { line: 'Memory was measured too seldom to tell whether it is flat.', isFlat: true };
  const [first, last] = [late[0]!, late.at(-1)!];
  const operations = last.operations - first.operations;
  const slope = slopeOf(late);
  const grown = slope * operations;
  const line = `The heap grew by ${slope.toFixed(1)} bytes an operation over the last ${operations}, ${(grown / 1_048_576).toFixed(1)} MB.`;
  return { line, isFlat: grown <= GROWTH_BYTES + GROWTH_BYTES_PER_OPERATION * operations };
}

function slopeOf(held: readonly Held[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(held.map(({ operations }) => operations)), mean(held.map(({ heap }) => heap))];
  const across = held.reduce((sum, one) => sum + (one.operations - x) * (one.heap - y), 0);
  const along = held.reduce((sum, one) => sum + (one.operations - x) ** 2, 0);
  return along === 0 ? 0 : across / along;
}
