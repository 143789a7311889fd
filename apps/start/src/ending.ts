import { readFileSync } from 'node:fs';

/** Why everything is to stop, and with which exit code: 0 when somebody wanted it, 1 when something failed. */
export interface Ending {
  readonly reason: string;
  readonly exitCode: 0 | 1;
}

const PARENT_POLL_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The one end of a start, whatever comes first: a signal, the death of the process that started us, or `end`.
 *
 * A second signal while stopping exits at once: the processes then notice that we are gone, and the watchdog stops
 * PostgreSQL, so that nothing stays behind even then.
 */
export class EndWatch {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private ending: Ending | null = null;
  private readonly timer: NodeJS.Timeout;

  /**
   * @param underNpm npm puts a shell between itself and us, which outlives it: then npm is watched too
   */
  constructor(underNpm: boolean) {
    this.signal = this.controller.signal;
    for (const signal of SIGNALS) process.on(signal, () => this.onSignal(signal));
    const ancestors = ancestorsOf(underNpm);
    this.timer = setInterval(() => {
      if (ancestorsOf(underNpm).join() === ancestors.join()) return;
      this.end({ reason: `The process that started Marquee (pid ${ancestors.at(-1)}) is gone`, exitCode: 0 });
    }, PARENT_POLL_MS);
    this.timer.unref();
  }

  /** The first one counts. */
  end(ending: Ending): void {
    if (this.ending !== null) return;
    this.ending = ending;
    clearInterval(this.timer);
    this.controller.abort();
  }

  /** Resolves when it is time to stop. */
  async wait(): Promise<Ending> {
    if (this.ending === null) {
      // Nothing else may keep Node alive while it waits for an end.
      const alive = setInterval(() => undefined, 60_000);
      await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
      clearInterval(alive);
    }
    return this.ending!;
  }

  private onSignal(signal: string): void {
    if (this.ending !== null && signal !== 'SIGHUP') process.exit(1);
    this.end({ reason: signal, exitCode: 0 });
  }
}

/** Our parent's pid and, under npm, that parent's parent; whoever loses its parent gets another one. */
function ancestorsOf(underNpm: boolean): readonly number[] {
  const parent = process.ppid;
  return underNpm ? [parent, parentOf(parent)] : [parent];
}

/** 0 where the system has no /proc: there /bin/sh makes way for what it starts, and npm is the parent itself. */
function parentOf(pid: number): number {
  try {
    // `pid (name) state parent ...`, and the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2)[1]);
  } catch {
    return 0;
  }
}
