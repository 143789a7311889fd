/**
 * How a process of Marquee ends.
 *
 * | what comes | in production | started by `npm start` |
 * |---|---|---|
 * | SIGTERM | stops in order, exit 0 | the same |
 * | SIGINT, SIGHUP | stops in order, exit 0 | ignored: Ctrl-C goes to the launcher too, which stops its processes in order |
 * | the launcher is gone | - | stops in order, exit 0 |
 * | a second SIGTERM or SIGINT, or 10 s later | exits hard, exit 1 | the same |
 */
export interface Lifetime {
  /** From MARQUEE_SUPERVISED: true when the launcher has started this process. */
  readonly supervised: boolean;
  /** Closes everything in order; called once. */
  readonly stop: () => Promise<void>;
  /** One line on why the process stops, or that it could not do so in order. */
  readonly report: (message: string, error?: unknown) => void;
}

export interface ReadyNotice {
  readonly type: 'ready';
  /** The port that is listened on. */
  readonly port: number;
}

/** A process that has not stopped by then is stopped hard. */
export const STOP_MAX_MS = 10_000;

/**
 * Binds the end of this process to signals and, when supervised, to the life of the launcher. To be called as early as
 * there is something to stop: a launcher that died before is noticed here.
 */
export function handleLifetime(lifetime: Lifetime): void {
  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) {
      lifetime.report(`${reason} while stopping: exiting at once`);
      process.exit(1);
    }
    stopping = true;
    lifetime.report(`${reason}: stopping`);
    void stopWithin(lifetime);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  for (const signal of ['SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!lifetime.supervised) stop(signal);
    });
  }
  if (lifetime.supervised) {
    stopWithParent(() => {
      if (!stopping) stop('The launcher is gone');
    });
  }
}

async function stopWithin(lifetime: Lifetime): Promise<never> {
  const timer = setTimeout(() => {
    lifetime.report(`Not stopped within ${STOP_MAX_MS} ms: exiting hard`);
    process.exit(1);
  }, STOP_MAX_MS);
  try {
    await lifetime.stop();
    clearTimeout(timer);
    process.exit(0);
  } catch (error) {
    lifetime.report('Stopping failed', error);
    process.exit(1);
  }
}

/** Calls back, once, when the launcher is gone; at once when it already is or there never was one. */
export function stopWithParent(stop: () => void): void {
  if (process.connected) process.once('disconnect', stop);
  else setImmediate(stop);
}

/** Tells the launcher that this process answers; without a launcher it does nothing. */
export function tellReady(port: number): void {
  const notice: ReadyNotice = { type: 'ready', port };
  if (process.connected) process.send?.(notice);
}

/**
 * Ends the process for a fault that nothing caught: its state is unknown, and whoever supervises it starts a new one.
 */
export function exitOnUncaught(report: (message: string, error: unknown) => void): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      report(event === 'uncaughtException' ? 'Uncaught exception' : 'Unhandled rejection', error);
      process.exit(1);
    });
  }
}
