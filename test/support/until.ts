import { setTimeout as wait } from 'node:timers/promises';

/** Far beyond what anything here takes on a busy machine: whoever waits so long waits for ever. */
export const UNTIL_MS = 150_000;
const POLL_MS = 10;

/** Polls; a test never waits for a fixed time. @param what is named when it never holds */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + UNTIL_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${UNTIL_MS} ms: ${what}`);
    await wait(POLL_MS);
  }
}
