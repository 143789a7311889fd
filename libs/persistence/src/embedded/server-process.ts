import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerBinaries } from './server-binaries.js';
import type { ServerUser } from './server-user.js';
import { LastWords } from './start-trouble.js';
import { startWatchdog } from './watchdog.js';

const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

export interface ServerOptions {
  readonly cluster: string;
  readonly port: number;
  /** False: nothing is forced to the disk, and a crash of the machine may lose all. For tests. */
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

/** How the server ended. */
export interface ServerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** True when `stop` was called before. */
  readonly wanted: boolean;
  /** True when the shell that guards against orphans was killed, and the server was stopped for that. */
  readonly unguarded: boolean;
}

/** A running server and the shell that guards it. */
export interface ServerProcess {
  readonly pid: number;
  readonly watchdogPid: number;
  readonly words: LastWords;
  stop(): Promise<void>;
  readonly ended: Promise<ServerEnd>;
}

/** Settings of the job: a few dozen connections of two processes, none of which may hold locks when it is dead. */
function settingsOf(options: ServerOptions): Readonly<Record<string, string>> {
  const durability = options.durable ? 'on' : 'off';
  return {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '60',
    client_connection_check_interval: '2s',
    idle_in_transaction_session_timeout: '60s',
    tcp_keepalives_idle: '30',
    fsync: durability,
    full_page_writes: durability,
    synchronous_commit: durability,
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: '%m [%p] ',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}

/**
 * Starts the server; it is not ready yet. Both processes get sessions of their own, so that Ctrl-C in a terminal reaches
 * neither: the server must stop last, when the applications have closed their connections.
 */
export function startServerProcess(options: ServerOptions, binaries: ServerBinaries, user: ServerUser): ServerProcess {
  const settings = Object.entries(settingsOf(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const watchdog = startWatchdog(user);
  const server = spawn(binaries.postgres, ['-D', options.cluster, ...settings], {
    ...user.ids,
    cwd: options.cluster,
    env: {},
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (server.pid !== undefined) watchdog.watch(server.pid);

  const words = new LastWords(options.log);
  server.stderr.on('data', (chunk: Buffer) => words.add(String(chunk)));
  const state = { wanted: false, gone: false, unguarded: false };
  const exited = endOf(server);
  const ended = exited.then(async ([code, signal]): Promise<ServerEnd> => {
    state.gone = true;
    await watchdog.dismiss();
    return { code, signal, wanted: state.wanted, unguarded: state.unguarded };
  });
  // Without its guard the server could be orphaned, so it does not go on without.
  void watchdog.ended.then(async () => {
    if (state.gone) return;
    state.unguarded = true;
    await shutDown(server, exited);
  });
  const stop = async (): Promise<void> => {
    if (!state.gone) {
      state.wanted = true;
      await shutDown(server, exited);
    }
    await ended;
  };
  return { pid: server.pid ?? 0, watchdogPid: watchdog.pid, words, stop, ended };
}

type ExitPair = [code: number | null, signal: string | null];

async function endOf(server: ChildProcess): Promise<ExitPair> {
  try {
    // `close`, not `exit`: by then its last lines have been read.
    return (await once(server, 'close')) as ExitPair;
  } catch {
    return [127, null];
  }
}

/** INT lets running statements be cancelled and writes everything; QUIT and KILL are recovered from at the next start. */
async function shutDown(server: ChildProcess, exited: Promise<unknown>): Promise<void> {
  const steps = [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
  ] as const;
  for (const [signal, patienceMs] of steps) {
    server.kill(signal);
    const timer = new AbortController();
    const late = wait(patienceMs, 'late', { signal: timer.signal }).catch(() => 'aborted');
    const first = await Promise.race([exited.then(() => 'ended'), late]);
    timer.abort();
    if (first === 'ended') return;
  }
}
