import { existsSync, readFileSync } from 'node:fs';

interface Hole {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string }[];
  readonly spec: string;
  readonly test: string;
}

const HOLES = JSON.parse(readFileSync(new URL('./holes.json', import.meta.url), 'utf8')) as Hole[];

/** `npm run security -- --holes` sees each of them caught. */
describe('planted holes', () => {
  it.each(HOLES)(
    '$name: the text that it edits stands once in its file, and a test is to catch it',
    ({ edits, spec, test }) => {
      for (const { file, from } of edits)
        expect([file, readFileSync(file, 'utf8').split(from).length - 1]).toEqual([file, 1]);
      expect(existsSync(spec)).toBe(true);
      expect(readFileSync(spec, 'utf8')).toContain(test);
    },
  );
});
