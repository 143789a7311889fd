import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ServerUser } from './server-user.js';

/**
 * The shell that outlives us. It reads the server's pid, then waits on its end of a pipe whose other end only we hold.
 * A line means that the server has ended and all is well. The end of the pipe means that we died, however: then it stops
 * the server (INT is PostgreSQL's fast shutdown), and after half a minute harder (QUIT, which recovers at the next start).
 */
const SCRIPT = `trap '' INT HUP TERM
read -r server || exit 0
read -r _ && exit 0
kill -INT "$server" 2>/dev/null || exit 0
waited=0
while kill -0 "$server" 2>/dev/null; do
  [ "$waited" -eq 30 ] && kill -QUIT "$server" 2>/dev/null
  [ "$waited" -eq 40 ] && kill -KILL "$server" 2>/dev/null && exit 0
  waited=$((waited + 1))
  sleep 1
done`;

export interface Watchdog {
  readonly pid: number;
  /** Tells it whom to stop; called in the same tick that starts the server. */
  watch(serverPid: number): void;
  /** The server has ended; resolves when the shell has too. */
  dismiss(): Promise<void>;
  /** Resolves when the shell has ended for any reason. */
  readonly ended: Promise<void>;
}

/** Started before the server, so that from its first moment the server is watched. */
export function startWatchdog(user: ServerUser): Watchdog {
  const shell: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT, 'marquee-watchdog'], {
    ...user.ids,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = shell;
  // Writing to a shell that was killed fails; its end is reported by `ended`.
  stdin!.on('error', () => undefined);
  const ended = once(shell, 'exit').then(
    () => undefined,
    () => undefined,
  );
  return {
    pid: shell.pid ?? 0,
    watch: (serverPid) => stdin!.write(`${serverPid}\n`),
    dismiss: async () => {
      stdin!.end('done\n');
      await ended;
    },
    ended,
  };
}
