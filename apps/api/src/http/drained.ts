import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 10;

/**
 * Resolves when no connection is left, or after a while.
 *
 * A server that closes ends connections on which no question is being answered at that very moment, also those on which the next one is on its
 * way; that one is lost. Meanwhile each that comes is answered with `connection: close`, and only who asks nothing at all is still there in the end.
 */
export async function drained(server: Server, drainMs: number): Promise<void> {
  const deadline = performance.now() + drainMs;
  while (performance.now() < deadline && (await connectionsOf(server)) > 0) await wait(LOOK_MS);
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)));
}
