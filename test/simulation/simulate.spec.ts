import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = resolve('scripts/simulate.mjs');
const TIMEOUT_MS = 180_000;
/** One of them; `npm run simulate -- --bugs --known` goes through all of them. */
const BUGS = 'closed-end';

/** The command as people run it, in processes of its own. @returns what it prints */
async function simulate(...options: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--no-warnings', SCRIPT, '--workers', '1', ...options], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return stdout;
}

/** The digests it printed, by seed. */
function digests(output: string): string[] {
  return output.split('\n').filter((line) => /^seed \d+ [0-9a-f]{64}$/.test(line));
}

describe('the simulation', () => {
  it(
    'finds nothing, and plays each seed twice alike, whatever was played before it',
    async () => {
      const all = await simulate('--seeds', '1', '--twice');
      expect(all).toMatch(/\n0 violations\n/);
      expect(digests(all)).toHaveLength(1);
    },
    TIMEOUT_MS,
  );

  it(
    'catches a planted bug with the seed that stands in the docs',
    async () => {
      expect(await simulate('--bugs', '--known', '--only', BUGS)).toMatch(/1 of 1 planted bugs caught/);
    },
    TIMEOUT_MS,
  );
});
