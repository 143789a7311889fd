/** A stretch of two texts that stands in both, in the earlier one only, or in the later one only. */
export interface TextPart {
  readonly kind: 'SAME' | 'REMOVED' | 'ADDED';
  readonly text: string;
}

/** Words removed and added, together, beyond which two texts are called different as a whole: nobody reads more. */
export const WORD_EDITS_MAX = 1_500;

/**
 * How one text became another, in words. The parts that are SAME or REMOVED make the earlier text again to the letter, those that
 * are SAME or ADDED the later one. As few words as can be, by E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
 */
export function wordDifference(before: string, after: string): TextPart[] {
  const [a, b] = [words(before), words(after)];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middle = edits(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([
    { kind: 'SAME', text: a.slice(0, start).join('') },
    ...middle,
    { kind: 'SAME', text: a.slice(a.length - end).join('') },
  ]);
}

/** Words as they are written, the space and the signs between them too: joined they are the text. One sign of Chinese is a word. */
function words(text: string): string[] {
  return (
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+|\s+|./gsu) ??
    []
  );
}

function edits(a: readonly string[], b: readonly string[]): TextPart[] {
  const furthest = trail(a, b);
  if (furthest === null)
    return [
      { kind: 'REMOVED', text: a.join('') },
      { kind: 'ADDED', text: b.join('') },
    ];
  const parts: TextPart[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = furthest.length - 1; d > 0; d -= 1) {
    const reached = furthest[d - 1]!;
    const k = x - y;
    const isAdded = k === -d || (k !== d && at(reached, k - 1) < at(reached, k + 1));
    const fromX = at(reached, isAdded ? k + 1 : k - 1);
    const fromY = fromX - (isAdded ? k + 1 : k - 1);
    const sinceX = isAdded ? fromX : fromX + 1;
    parts.push({ kind: 'SAME', text: a.slice(sinceX, x).join('') });
    parts.push(isAdded ? { kind: 'ADDED', text: b[fromY]! } : { kind: 'REMOVED', text: a[fromX]! });
    [x, y] = [fromX, fromY];
  }
  parts.push({ kind: 'SAME', text: a.slice(0, x).join('') });
  return parts.toReversed();
}

/** How far into `a` each diagonal comes with 0, 1, 2 ... edits, until both are at their end; null: not within the bound. */
function trail(a: readonly string[], b: readonly string[]): Int32Array[] | null {
  const rows: Int32Array[] = [];
  for (let d = 0; d <= Math.min(WORD_EDITS_MAX, a.length + b.length); d += 1) {
    const row = new Int32Array(2 * d + 1);
    rows.push(row);
    const last = rows[d - 1];
    for (let k = -d; k <= d; k += 2) {
      let x = last === undefined ? 0 : step(last, d, k);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      row[k + d] = x;
      if (x >= a.length && x - k >= b.length) return rows;
    }
  }
  return null;
}

function step(last: Int32Array, d: number, k: number): number {
  const isAdded = k === -d || (k !== d && at(last, k - 1) < at(last, k + 1));
  return isAdded ? at(last, k + 1) : at(last, k - 1) + 1;
}

/** Of a row for d edits, the diagonals -d to d. */
function at(row: Int32Array, k: number): number {
  return row[k + (row.length - 1) / 2] ?? -1;
}

/** Neighbours of one kind as one part; of what changed at one place, what was removed first. */
function joined(parts: readonly TextPart[]): TextPart[] {
  const result: TextPart[] = [];
  let removed = '';
  let added = '';
  const settle = () => {
    if (removed !== '') result.push({ kind: 'REMOVED', text: removed });
    if (added !== '') result.push({ kind: 'ADDED', text: added });
    [removed, added] = ['', ''];
  };
  for (const { kind, text } of parts) {
    if (text === '') continue;
    if (kind === 'REMOVED') removed += text;
    else if (kind === 'ADDED') added += text;
    else {
      settle();
      const before = result.at(-1);
      if (before?.kind === 'SAME') result[result.length - 1] = { kind, text: before.text + text };
      else result.push({ kind, text });
    }
  }
  settle();
  return result;
}
