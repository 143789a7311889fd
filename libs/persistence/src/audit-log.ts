import { createHash } from 'node:crypto';
import { AUDIT_FORMAT, auditText, formatInstant, type Actor, type ChainedEntry, type Instant } from '#domain';
import type { AuditRecord, TransactionClient } from './transaction.js';

/**
 * Appends entries to the audit chain. Each hash covers the entry and the hash before it; the head row is locked until
 * commit, so that the chain has one order, the order of commits. The database moves the head with the rows, and refuses rows
 * that do not follow it.
 */
export async function appendAudit(
  client: TransactionClient,
  now: Instant,
  actor: Actor,
  records: readonly AuditRecord[],
): Promise<void> {
  if (records.length === 0) return;
  let { seq, hash } = await lockAuditHead(client);
  const at = formatInstant(now);
  const rows = records.map((record) => {
    seq += 1n;
    const entry = entryOf({ seq: seq.toString(), at, previous: hash }, actor, record);
    hash = entry.hash;
    return entry;
  });
  // One statement with one parameter for all entries, however many they are: a storm of boundaries writes thousands at once.
  await client.$executeRaw`
    INSERT INTO audit_entry (seq, format, at, actor_kind, actor_id, key_id, session_id, actor_name, role, action, subject_type,
      subject_id, before, after, reason, previous, hash)
    SELECT seq, ${AUDIT_FORMAT}, ${new Date(now)}::timestamptz, ${actor.kind}, ${actor.memberId}::uuid, ${actor.keyId}::uuid,
      ${actor.sessionId}, ${actor.displayName}, ${actor.role}, action, "subjectType", "subjectId", before, after, reason,
      previous, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e (seq bigint, action text, "subjectType" text,
      "subjectId" text, before jsonb, after jsonb, reason text, previous text, hash text)`;
}

/**
 * The end of the chain, held until the transaction ends. Through a function of the database: who may append may not write
 * the head, and a row lock asks for that right.
 */
export async function lockAuditHead(client: TransactionClient): Promise<{ seq: bigint; hash: string }> {
  const rows = await client.$queryRaw<{ seq: bigint; hash: string }[]>`SELECT seq, hash FROM lock_audit_head()`;
  return rows[0]!;
}

/** Where an entry stands in the chain. */
interface Place {
  readonly seq: string;
  readonly at: string;
  /** The hash of the entry before it. */
  readonly previous: string;
}

function entryOf({ seq, at, previous }: Place, actor: Actor, record: AuditRecord): ChainedEntry {
  const entry = {
    format: AUDIT_FORMAT,
    seq,
    at,
    actorKind: actor.kind,
    actorId: actor.memberId,
    keyId: actor.keyId,
    sessionId: actor.sessionId,
    actorName: actor.displayName,
    role: actor.role,
    action: record.action,
    subjectType: record.subjectType,
    subjectId: record.subjectId,
    before: record.before ?? null,
    after: record.after ?? null,
    reason: record.reason ?? null,
    previous,
  } as const;
  return { ...entry, hash: auditDigest(auditText(entry)) };
}

/** The domain's hash by Node's own code: a storm of boundaries chains thousands of entries while others wait. */
export function auditDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
