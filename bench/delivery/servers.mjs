/** Processes of a bench: servers on one core, the load generator on another, where the machine can tell them apart. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const SERVER_CORE = '0';
const LOAD_CORE = '1';
const IDLE_MS = 200;
const IDLE_PART = 0.05;
const IDLE_LOOKS_MAX = 50;
/** The lowest priority there is, as `nice` counts. */
const BEHIND = 19;
export const isPinned = availableParallelism() >= 2 && has('taskset');

function has(command) {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export class Processes {
  children = [];

  constructor(root) {
    this.root = root;
  }

  /** An API as it is built, over a database. */
  async startMarquee(port, databaseUrl, environment = {}) {
    return this.start('dist/apps/api/src/main.js', [], {
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      MARQUEE_SUPERVISED: '1',
      ...environment,
    });
  }

  /** A script under the server's core, ready when it has said so. */
  async start(script, args = [], environment = {}) {
    return this.begin(script, args, environment, SERVER_CORE);
  }

  async startLoad() {
    return new LoadProcess(await this.begin('bench/delivery/load-process.mjs', [], {}, LOAD_CORE));
  }

  /** A script that takes what servers and load leave of the cores, ready when it has said so. */
  async startBehind(script) {
    return this.begin(script, [], {}, null);
  }

  /** @param core null: any, behind all others */
  async begin(script, args, environment, core) {
    const command = [process.execPath, join(this.root, script), ...args];
    const pinned = isPinned ? ['taskset', '-c', core, ...command] : command;
    const [name, ...rest] = core === null ? ['nice', '-n', String(BEHIND), ...command] : pinned;
    const child = spawn(name, rest, {
      env: { ...process.env, NODE_ENV: 'production', ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.children.push(child);
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${script} has ended with ${code ?? signal} before it was ready.`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return child;
  }

  async stop(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stopAll() {
    for (const child of this.children.splice(0)) await this.stop(child);
  }
}

/** Has single-threaded processes take what the others leave. */
export function putBehind(pids) {
  for (const pid of pids) {
    try {
      setPriority(pid, BEHIND);
    } catch {
      // It has ended since its number was read.
    }
  }
}

/** CPU time that a process and all of its threads have taken so far, in milliseconds; null: this system does not say. */
export function cpuMsOf({ pid }) {
  try {
    const nanoseconds = (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + nanoseconds(thread), 0) / 1_000_000;
  } catch {
    return null;
  }
}

/** Until processes have done what they were asked for: a slow server works on after its load has gone, on the core of the next one. */
export async function idle(children) {
  const taken = () => children.reduce((sum, child) => sum + (cpuMsOf(child) ?? 0), 0);
  for (let looks = 0; looks < IDLE_LOOKS_MAX; looks += 1) {
    const before = taken();
    await wait(IDLE_MS);
    if (taken() - before < IDLE_MS * IDLE_PART) return;
  }
}

class LoadProcess {
  constructor(child) {
    this.child = child;
  }

  /**
   * @param load as `Load` of http-load; `requests` in turn, or `make` and `look` by name and what they need
   * @throws when an answer was no 2xx or a connection broke, unless `mayFail`
   */
  async run({ requests = [], connections = 64, perSecond = null, mayFail = false, ...load }) {
    const answered = once(this.child, 'message');
    this.child.send({ ...load, connections, perSecond, requests: requests.map((bytes) => bytes.latin1Slice()) });
    const [figures] = await answered;
    if (figures.fault !== undefined) throw new Error(figures.fault);
    const failed = Object.entries(figures.statuses).filter(([status]) => !/^[23]/.test(status));
    if (!mayFail && (failed.length > 0 || figures.errors > 0 || figures.answered === 0))
      throw new Error(
        `Port ${load.port}: ${figures.answered} answers, ${JSON.stringify(figures.statuses)}, ${figures.errors} errors.`,
      );
    return figures;
  }
}
