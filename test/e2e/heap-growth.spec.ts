import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { transformFileSync } from '@swc/core';

/** As another process can import it. */
const MODULE = `data:text/javascript,${encodeURIComponent(
  transformFileSync(resolve('libs/operations/src/heap-growth.ts'), {
    module: { type: 'es6' },
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' } },
  }).code,
)}`;

/** Keeps the newest of many objects, and tells how many times as much as those the heap held at most. */
const CHURN = `
  const { getHeapStatistics } = await import('node:v8');
  const used = () => getHeapStatistics().used_heap_size;
  const kept = new Map();
  const add = (i) => (kept.delete(i - 200_000), kept.set(i, { name: 'entry ' + i, list: [i, i + 1, i + 2, i + 3] }));
  for (let i = 0; i < 400_000; i += 1) add(i);
  gc();
  const held = used();
  let most = 0;
  for (let i = 400_000; i < 3_000_000; i += 1) {
    add(i);
    if (i % 10_000 === 0) most = Math.max(most, used());
  }
  console.log(most / held);
`;

describe('the heap of a process that drops as much as it adds', () => {
  const grownTo = (before: string): number =>
    Number(
      execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', before + CHURN], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      }),
    );

  it('stands at less than two thirds of what it would take by itself', () => {
    const sooner = grownTo(`(await import(${JSON.stringify(MODULE)})).collectSooner();`);
    expect(sooner).toBeGreaterThan(1);
    expect(sooner).toBeLessThan((grownTo('') * 2) / 3);
  });
});
