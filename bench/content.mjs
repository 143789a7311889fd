#!/usr/bin/env node
/**
 * The figures of content: how fast texts are checked and rows are imported, and whether the memory stays flat.
 *
 *   npm run bench:content                       both parts; --write puts them into docs/bench-content.md
 *   npm run bench:content -- --part import --rows 50000
 *   npm run bench:content -- --part lint --documents 10000
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureImport } from './content/import.mjs';
import { measureLint } from './content/lint.mjs';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'all' },
    rows: { type: 'string', default: '50000' },
    documents: { type: 'string', default: '10000' },
    write: { type: 'boolean', default: false },
  },
});
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const load = loadavg()[0].toFixed(1);
const lines = [
  '# Content in figures',
  '',
  `Measured by \`npm run bench:content -- --write\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0].model.split(' ').slice(0, 2).join(' ')}, ${Math.round(totalmem() / 2 ** 30)} GiB; load average at the start ${load}.`,
  '',
  ...(values.part === 'lint' ? [] : [...(await measureImport(ROOT, { rows: Number(values.rows) })), '']),
  ...(values.part === 'import' ? [] : await measureLint({ documents: Number(values.documents) })),
];
console.log(lines.join('\n'));
if (values.write) writeFileSync(join(ROOT, 'docs/bench-content.md'), `${lines.join('\n')}\n`);
