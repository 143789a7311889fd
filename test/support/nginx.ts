import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

export const isNginxThere = spawnSync('nginx', ['-v']).status === 0;

export interface RunningNginx {
  readonly url: string;
  /** Everything it wrote, access lines and errors. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** Nobody, where the tests run as root: it is to need no right. */
const NOBODY = 65_534;

/** nginx with deploy/nginx-cache.conf, in which only the port, the origin and the folders are others. @param origin `http://127.0.0.1:1` */
export async function startNginx(origin: string): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-nginx-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const conf = readFileSync('deploy/nginx-cache.conf', 'utf8')
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('http://api:3000', origin)
    .replace(/\/tmp\/nginx|\/dev\/shm\/marquee/g, `${folder}/nginx`)
    .replace('/etc/nginx/marquee', folder)
    // A pipe of Node is a socket, which cannot be opened by its name.
    .replace(/\/dev\/std(out|err)/g, join(folder, 'log'))
    .replace(
      'http {',
      `http {\n  fastcgi_temp_path ${folder}/f;\n  uwsgi_temp_path ${folder}/u;\n  scgi_temp_path ${folder}/s;`,
    );
  writeFileSync(join(folder, 'nginx.conf'), conf);
  copyFileSync('deploy/help.json', join(folder, 'help.json'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr', '-g', 'daemon off;'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void said.push(String(chunk)));
  const log = join(folder, 'log');
  const output = () => said.join('') + (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const url = `http://127.0.0.1:${port}`;
  await until('nginx', async () => {
    if (child.exitCode !== null) throw new Error(`nginx has ended:\n${output()}`);
    return fetch(`${url}/proxy-health`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    url,
    output,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
