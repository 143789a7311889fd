import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { until } from '../support/until.js';

/** `npm start` without npm, with a data folder and ports of its own. */
export interface StartedMarquee {
  readonly process: ChildProcess;
  readonly port: number;
  readonly schedulerPort: number;
  /** All that it has printed so far, to both streams. */
  output(): string;
  /** Resolves when the banner stands; fails with the output when it ended before. */
  ready(): Promise<void>;
  /** Resolves with the exit code, or the signal's name. */
  ended(): Promise<number | string>;
}

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function startMarquee(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<StartedMarquee> {
  const [port, schedulerPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
    // Its own group, as a terminal would give it: Ctrl-C is a signal to the group.
    detached: true,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      SCHEDULER_PORT: String(schedulerPort),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    process: child,
    port: Number(environment.PORT ?? port),
    schedulerPort: Number(environment.SCHEDULER_PORT ?? schedulerPort),
    output: () => output,
    ready: async () => {
      await until(`the banner in: ${output}`, () => output.includes('Ctrl-C stops everything') || hasEnded());
      if (hasEnded()) throw new Error(`The start has ended (${child.exitCode ?? child.signalCode}):\n${output}`);
    },
    ended: async () => {
      await until(`the end of: ${output}`, hasEnded);
      return child.exitCode ?? child.signalCode ?? 'unknown';
    },
  };
}

/** The processes that one start has begun, and itself. */
export function processesOf(marquee: StartedMarquee): readonly ProcessRow[] {
  const all = processTable();
  const found = all.filter((row) => row.pid === marquee.process.pid);
  // Grows while it is walked: children, then theirs.
  for (const one of found) found.push(...all.filter((row) => row.parent === one.pid));
  return found;
}

export function processTable(): readonly ProcessRow[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // Somebody else's dead child that waits to be counted is no process any more.
    if (pid === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** Of those processes, the ones that still exist. */
export function remaining(rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const now = processTable();
  return rows.filter((row) => now.some((one) => one.pid === row.pid));
}

export async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
