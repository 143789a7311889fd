/**
 * One process of Marquee under the launcher's care.
 *
 * STARTING: forked; leaves for RUNNING when it says `ready`, and for ENDED when it exits or stays silent too long. The
 * first time that fails the start; later it counts as an end. RUNNING: leaves for WAITING when it exits without having
 * been told to. WAITING: leaves for STARTING after 1 s, doubled for each end in a row up to 30 s, and back to 1 s once it
 * has run for a minute. STOPPING: from any of them, by `stop`; it is told by SIGTERM, and killed when it does not listen.
 *
 * It has a session of its own, so that Ctrl-C in a terminal does not reach it, and a channel to us, whose end tells it
 * that we are gone.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadyNotice } from '#operations';
import { StartRefusal } from '#persistence';

export interface SupervisedOptions {
  /** For people: `API`, `scheduler`. */
  readonly name: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gets its output; exists. */
  readonly logFile: string;
  /** One line for the screen. */
  readonly say: (line: string) => void;
}

const READY_WITHIN_MS = 60_000;
const BACK_OFF_MIN_MS = 1_000;
const BACK_OFF_MAX_MS = 30_000;
const STABLE_AFTER_MS = 60_000;
/** Longer than the process itself takes before it exits hard. */
const STOP_WITHIN_MS = 12_000;
const SHOWN_LINES_MAX = 12;

export class SupervisedProcess {
  private child: ChildProcess | null = null;
  private readonly stopping = new AbortController();
  private backOffMs = BACK_OFF_MIN_MS;
  private supervision: Promise<void> | null = null;

  constructor(private readonly options: SupervisedOptions) {}

  /** Of the running process; null between two. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /**
   * @returns the port it listens on, when it is ready; null when `stop` was called meanwhile
   * @throws StartRefusal with its last lines when it ends before, or says nothing for a minute
   */
  async start(): Promise<number | null> {
    const { signal } = this.stopping;
    if (signal.aborted) return null;
    const sizeBefore = statSync(this.options.logFile).size;
    const started = this.fork();
    const port = await started.ready;
    if (port !== null) {
      this.supervision = this.supervise(started);
      return port;
    }
    if (signal.aborted) return null;
    await this.stop();
    throw this.failure(await started.ended, sizeBefore);
  }

  /** Tells it to stop, waits, and kills it when it does not; also when it is just being started again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { child } = this;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const patience = new AbortController();
      const late = wait(STOP_WITHIN_MS, true, { signal: patience.signal }).catch(() => false);
      if (await Promise.race([exited.then(() => false), late])) {
        this.options.say(`The ${this.options.name} did not stop within ${STOP_WITHIN_MS / 1000} s and was killed.`);
        child.kill('SIGKILL');
        await exited;
      }
      patience.abort();
    }
    await this.supervision;
  }

  private fork(): Started {
    const { script, environment, logFile } = this.options;
    const log = openSync(logFile, 'a', 0o600);
    try {
      this.child = fork(script, [], {
        env: { ...environment, MARQUEE_SUPERVISED: 'true' },
        stdio: ['ignore', log, log, 'ipc'],
        detached: true,
        execArgv: [],
      });
      return new Started(this.child, this.stopping.signal);
    } finally {
      closeSync(log);
    }
  }

  private async supervise(first: Started): Promise<void> {
    const { name, logFile, say } = this.options;
    const { signal } = this.stopping;
    let current = first;
    for (;;) {
      const end = await current.ended;
      if (signal.aborted) return;
      if (current.ranMs() > STABLE_AFTER_MS) this.backOffMs = BACK_OFF_MIN_MS;
      say(`The ${name} has ended (${end}); it starts again in ${this.backOffMs / 1000} s. Its log: ${logFile}`);
      await wait(this.backOffMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.backOffMs = Math.min(this.backOffMs * 2, BACK_OFF_MAX_MS);
      current = this.fork();
      if ((await current.ready) !== null) say(`The ${name} is running again.`);
      else if (!signal.aborted) current.kill();
    }
  }

  private failure(end: string, sizeBefore: number): StartRefusal {
    const { name, logFile } = this.options;
    const lines = readFileSync(logFile).subarray(sizeBefore).toString('utf8').trimEnd().split('\n');
    const shown = lines.slice(-SHOWN_LINES_MAX).map((line) => `  | ${line}`);
    return new StartRefusal(
      `The ${name} did not start (${end}). Its last lines:\n${shown.join('\n')}`,
      `Read the whole of it in ${logFile}.`,
    );
  }
}

/** One life of the process. */
class Started {
  /** How it ended, for people. */
  readonly ended: Promise<string>;
  /** Its port, or null when it ended, was stopped or stayed silent before it was ready. */
  readonly ready: Promise<number | null>;
  private readonly bornMs = performance.now();

  constructor(
    private readonly child: ChildProcess,
    private readonly stopping: AbortSignal,
  ) {
    this.ended = once(child, 'exit').then(
      ([code, signal]) => (signal === null ? `exit code ${String(code)}` : `signal ${String(signal)}`),
      (error: Error) => error.message,
    );
    this.ready = this.untilReady();
  }

  ranMs(): number {
    return performance.now() - this.bornMs;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private async untilReady(): Promise<number | null> {
    const done = new AbortController();
    const said = new Promise<number>((resolve) => {
      this.child.on('message', (message: ReadyNotice) => {
        if (message.type === 'ready') resolve(message.port);
      });
    });
    const stopped = once(this.stopping, 'abort', { signal: done.signal }).then(
      () => null,
      () => null,
    );
    const silent = wait(READY_WITHIN_MS, null, { signal: done.signal }).catch(() => null);
    const port = await Promise.race([said, this.ended.then(() => null), stopped, silent]);
    done.abort();
    return port;
  }
}
