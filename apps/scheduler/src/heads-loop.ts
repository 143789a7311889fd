import { SECOND_MS } from '#domain';
import type { Logger } from '#operations';
import { AuditKey, HeadsFile, HeadSigner, type Database } from '#persistence';
import type { SchedulerMetrics } from './scheduler-metrics.js';

/** How often it is looked whether the minute is over. */
const LOOK_MS = 5 * SECOND_MS;

/** Signs the end of the audit log once a minute, and says so when the log lacks what was signed. */
export function headsWork(
  database: Database,
  { headsPath, keyPath }: { readonly headsPath: string; readonly keyPath: string },
  metrics: SchedulerMetrics,
  logger: Logger,
): () => Promise<null> {
  let signer: HeadSigner | null = null;
  let lookAt = -Infinity;
  return async () => {
    if (performance.now() < lookAt) return null;
    signer ??= signerFor(database, headsPath, keyPath, logger);
    const head = await signer.sign();
    if (head !== null) metrics.auditHeadSeq.set(Number(head.seq));
    lookAt = performance.now() + LOOK_MS;
    return null;
  };
}

function signerFor(database: Database, headsPath: string, keyPath: string, logger: Logger): HeadSigner {
  const key = AuditKey.open(keyPath);
  if (key.isNew)
    logger.warn({ keyId: key.id }, 'a key was made that signs the audit log: keep a copy of its .pub file elsewhere');
  return new HeadSigner(database, new HeadsFile(headsPath), key);
}
