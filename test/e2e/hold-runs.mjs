/**
 * A client that takes the turn and every due run, as a scheduler does in mid-transaction, says so to its parent, and gets no
 * further. Arguments: the built index of libs/persistence; `idle`: it sends nothing more; `waiting`: it waits for the end of
 * the audit chain, which the test holds. Needs DATABASE_URL.
 */
import { pathToFileURL } from 'node:url';

const [index, how] = process.argv.slice(2);
const { Database, TransitionStore, UnitOfWork } = await import(pathToFileURL(index).href);
// As a scheduler's own: see SILENT_MS_MAX in apps/scheduler.
const database = new Database({
  url: process.env.DATABASE_URL,
  poolMax: 1,
  applicationName: 'holder',
  silentMaxMs: 2_000,
});
const actor = {
  kind: 'SYSTEM',
  memberId: null,
  keyId: null,
  sessionId: null,
  displayName: 'Holder',
  role: 'SYSTEM',
  partnerId: null,
};

await new UnitOfWork(database).record(actor, async (tx) => {
  const due = await new TransitionStore().listDue(tx, { runsMax: 500, setAside: [] });
  process.send(due.length);
  if (how === 'idle') await new Promise(() => setInterval(() => undefined, 60_000));
  tx.audit({ action: 'run.held', subjectType: 'run', subjectId: 'all' });
});
