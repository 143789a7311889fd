/**
 * The judge: the same API without any answer that is kept, under a clock that its parent sets. Every question is computed by the
 * resolver. Arguments: port. Needs DATABASE_URL.
 */
import { ProgrammeHolder } from '#delivery';
import { createLogger } from '#operations';
import { createApi } from '../../dist/apps/api/src/http/create-api.js';

let at = Date.now();
const database = { url: process.env.DATABASE_URL, poolMax: 2, applicationName: 'bench-judge' };
const logger = createLogger({ name: 'judge', level: 'error' });
const app = await createApi({ database, clock: { now: () => at }, logger, front: null, ledgerPath: null });
await app.init();
const holder = app.get(ProgrammeHolder, { strict: false });
await holder.refresh();
await app.listen(Number(process.argv[2]), '127.0.0.1');

async function judge({ at: instant, isFresh }) {
  at = instant;
  if (isFresh) await holder.refresh();
  process.send('set');
}

process.on('message', (message) => void judge(message));
process.send('ready');
