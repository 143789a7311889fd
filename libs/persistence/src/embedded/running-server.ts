import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '../start-refusal.js';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/**
 * Refuses a cluster that a live server uses, and removes the pid file of a dead one.
 *
 * PostgreSQL has the same check, but takes any live process with that number for the old server; in a container, or after
 * a restart of the machine, it often is another program. Here it counts only when it works in this folder.
 *
 * @throws StartRefusal when the server of another start is running there
 */
export function refuseRunningServer(cluster: string): void {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return;
  const pid = runningPid(path, cluster);
  if (pid !== null) {
    throw new StartRefusal(
      `A PostgreSQL is already running in ${cluster} (pid ${pid}), so Marquee runs there already, or was not stopped in full.`,
      `Stop that start (Ctrl-C where it runs; if nothing else is left of it: kill -INT ${pid}), or set MARQUEE_DATA to another folder.`,
    );
  }
  rmSync(path, { force: true });
}

/** The port on 127.0.0.1 of the server that uses a cluster; null: none does. */
export function runningPort(cluster: string): number | null {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path) || runningPid(path, cluster) === null) return null;
  // Its lines: pid, folder, start, port.
  const port = Number(readFileSync(path, 'utf8').split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

function runningPid(path: string, cluster: string): number | null {
  const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && isServerOf(pid, cluster) ? pid : null;
}

function isServerOf(pid: number, cluster: string): boolean {
  const own = realpathSync(cluster);
  try {
    // The server makes its folder its working directory.
    if (existsSync('/proc/self/cwd')) return readlinkSync(`/proc/${pid}/cwd`) === own;
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && (command.includes(own) || command.includes(cluster));
  } catch (error) {
    // It has gone in this moment; or it is another user's, so not ours: the server runs as the owner of the folder.
    return process.getuid?.() === 0 && (error as { code?: string }).code === 'EACCES';
  }
}
