import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Builds libs/client and packs it as it is published. @param folder where the tarball goes */
export function packClient(folder: string): { readonly tarball: string; readonly files: readonly string[] } {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-client.mjs'), '--check'], { stdio: 'pipe' });
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(ROOT, 'libs/client'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename, files }] = JSON.parse(said) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) };
}
