/**
 * An API of its own process, so that what grows is the API. Over IPC: it is told `{ url }` of a database, and tells `{ listening }`; asked for
 * `{ memory: true }` it tells what it holds after everything was collected.
 */
import { createLogger } from '#operations';
import { createApi } from '../../../apps/api/src/http/create-api.js';

/** What a process holds, in bytes. */
export interface HeldMemory {
  readonly heap: number;
  readonly rss: number;
  readonly external: number;
}

export type FuzzServerMessage = { readonly listening: string } | { readonly memory: HeldMemory };

/** What grows with each request, where a leak is planted; so many bytes. */
const LEAK_BYTES = Number(process.env.MARQUEE_FUZZ_LEAK_BYTES ?? 0);
const leaked: string[] = [];

async function serve(url: string): Promise<void> {
  const app = await createApi({
    database: { url, poolMax: 8, applicationName: 'fuzz' },
    clock: null,
    // Of a bug the client is told an id, and the log the rest.
    logger: createLogger({ name: 'fuzzed', level: 'error' }),
    privatePacks: [],
    ledgerPath: null,
  });
  const fastify = app.getHttpAdapter().getInstance();
  if (LEAK_BYTES > 0)
    fastify.addHook('onRequest', (request: { url: string }, _: unknown, done: () => void) => {
      leaked.push(Buffer.alloc(LEAK_BYTES, request.url).toString('latin1'));
      done();
    });
  await app.listen(0, '127.0.0.1');
  tell({ listening: (await app.getUrl()).replace('[::1]', 'localhost') });
}

async function memory(): Promise<HeldMemory> {
  // What the first leaves to finalizers, the second takes.
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, rss, external } = process.memoryUsage();
  return { heap: heapUsed, rss, external };
}

function tell(message: FuzzServerMessage): void {
  process.send!(message);
}

process.on('message', (message: { url?: string; memory?: true }) => {
  if (message.url !== undefined) void serve(message.url);
  else void memory().then((held) => tell({ memory: held }));
});
process.on('disconnect', () => process.exit());
