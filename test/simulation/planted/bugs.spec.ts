import { readFileSync } from 'node:fs';

interface Bug {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

const BUGS = JSON.parse(readFileSync(new URL('./bugs.json', import.meta.url), 'utf8')) as Bug[];

/** `npm run simulate -- --bugs` sees each of them caught. */
describe('planted bugs', () => {
  it.each(BUGS)('$name: the text that it edits stands once in its file, and becomes another', ({ edits }) => {
    for (const { file, from, to } of edits) {
      expect([file, readFileSync(file, 'utf8').split(from).length - 1]).toEqual([file, 1]);
      expect(to).not.toBe(from);
    }
  });
});
