import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSchema, parse, validate } from 'graphql';
import { EMERGENCY_WORDS, staticHelp } from '#domain';
import { compiledHelp, DIRECTORY_URL, EMERGENCY_WORDS as COPY } from '../../libs/client/src/compiled-help.js';
import { OPERATION, OPERATION_NAME, OPERATION_SHA256 } from '../../libs/client/src/operation.js';
import { ROOT } from '../architecture/tree.js';
import { packClient } from '../support/packed-client.js';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('what the client shares with the service', () => {
  it('asks what the printed schema answers', () => {
    expect(validate(buildSchema(read('docs/delivery.graphql')), parse(OPERATION))).toEqual([]);
  });

  it('stands in the manifest by which a server registers it', () => {
    const { operations } = JSON.parse(read('docs/operations-manifest.json')) as { operations: object[] };
    expect(operations).toContainEqual({ id: OPERATION_SHA256, name: OPERATION_NAME, type: 'query', body: OPERATION });
  });

  it('has the words of help of the service', () => {
    expect(COPY).toEqual(EMERGENCY_WORDS);
    for (const locale of ['en', 'es-MX', 'fr']) {
      const { services: _, ...words } = staticHelp(locale);
      expect(compiledHelp(locale)).toMatchObject(words);
    }
    expect(DIRECTORY_URL).toBe(staticHelp(null).directory);
  });
});

describe('the package', () => {
  it('holds what is needed only, installs offline without a dependency, and runs under plain Node', () => {
    const folder = mkdtempSync(join(tmpdir(), 'marquee-client-'));
    try {
      const { tarball, files } = packClient(folder);
      expect(
        files.filter((path) => !/^(dist\/[a-z-]+\.(js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(path)),
      ).toEqual([]);
      expect(files.some((path) => path.includes('spec'))).toBe(false);
      expect(
        gzipSync(
          files
            .filter((path) => path.endsWith('.js'))
            .map((path) => read(`libs/client/${path}`))
            .join('\n'),
        ).length,
      ).toBeLessThan(14_000);
      writeFileSync(join(folder, 'package.json'), '{"name":"app","version":"1.0.0","private":true,"type":"module"}');
      execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder, stdio: 'pipe' });
      writeFileSync(join(folder, 'app.mjs'), APP);
      const said = execFileSync(process.execPath, ['app.mjs'], { cwd: folder, encoding: 'utf8' });
      expect(said.trim()).toBe('HELP_ONLY null COMPILED_IN https://findahelpline.com/');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const APP = `
import { createMarqueeClient } from '@marquee/client';
const client = createMarqueeClient({ url: 'http://127.0.0.1:9/graphql', surface: 'discover' });
client.start();
await client.refresh();
const { phase, campaign, helpFrom, help } = client.current();
console.log(phase, campaign, helpFrom, help.directory);
client.stop();
`;
