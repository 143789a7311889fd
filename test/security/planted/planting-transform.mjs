/** Compiles as the other tests are compiled, with the edits of the hole that MARQUEE_HOLE names. */
import { createTransformer } from '@swc/jest';
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url).pathname;
const holes = JSON.parse(readFileSync(new URL('./holes.json', import.meta.url), 'utf8'));
const hole = holes.find(({ name }) => name === process.env.MARQUEE_HOLE);

function planted(source, file) {
  return (hole?.edits ?? [])
    .filter((edit) => file === ROOT + edit.file)
    .reduce((text, { from, to }) => text.replace(from, () => to), source);
}

export default {
  createTransformer() {
    const inner = createTransformer();
    // A cached file is known by its text, so a sick one is never taken for the healthy one.
    return {
      canInstrument: false,
      process: (source, file, options) => inner.process(planted(source, file), file, options),
      processAsync: (source, file, options) => inner.processAsync(planted(source, file), file, options),
      getCacheKey: (source, file, options) =>
        `${inner.getCacheKey(planted(source, file), file, options)}${hole?.name ?? ''}`,
    };
  },
};
