import { check } from './check.js';

/** A rule shown to bite: a file that breaks it, and one that comes near and does not. */
export interface Planted {
  readonly rule: string;
  readonly path: string;
  readonly bad: string;
  readonly message: string;
  /** In the same file, unless it names another. */
  readonly good: string;
  readonly goodPath?: string;
}

/** Declares two tests for each row. */
export function plant(rows: readonly Planted[]): void {
  describe.each(rows)('$rule', ({ path, bad, message, good, goodPath = path }) => {
    it(`is caught in ${path}`, () => {
      expect(check(new Map([[path, bad]]))).toEqual([`${path}:${message}`]);
    });

    it(`is not seen in ${goodPath} where it is not broken`, () => {
      expect(check(new Map([[goodPath, good]]))).toEqual([]);
    });
  });
}

/** A text of so many lines, each one statement. */
export function lines(count: number, statement = (index: number) => `export const a${index} = ${index};`): string {
  return Array.from({ length: count }, (_, index) => statement(index)).join('\n');
}
