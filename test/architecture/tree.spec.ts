import { check } from './check.js';
import { readTree } from './tree.js';

describe('the code of this checkout', () => {
  it('breaks no rule of the table and no bound', () => {
    const files = readTree();

    expect(files.size).toBeGreaterThan(20);
    expect(check(files).join('\n')).toBe('');
  });
});
