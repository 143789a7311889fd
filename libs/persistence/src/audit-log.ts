import { createHash } from 'node:crypto';
import { canonicalText, formatInstant, type Actor, type Instant } from '#domain';
import type { AuditRecord, TransactionClient } from './transaction.js';

/**
 * Appends entries to the audit chain. Each hash covers the entry and the hash before it; the head row is locked until
 * commit, so that the chain has one order, the order of commits.
 */
export async function appendAudit(
  client: TransactionClient,
  now: Instant,
  actor: Actor,
  records: readonly AuditRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const [head] = await client.$queryRaw<
    { seq: bigint; hash: string }[]
  >`SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE`;
  let { seq, hash } = head!;
  const at = formatInstant(now);
  const rows = records.map((record) => {
    seq += 1n;
    const entry = entryOf({ seq: seq.toString(), at, previous: hash }, actor, record);
    hash = entry.hash;
    return entry;
  });
  // One statement with one parameter for all entries, however many they are: a storm of boundaries writes thousands at once.
  await client.$executeRaw`
    INSERT INTO audit_entry (seq, at, actor_kind, actor_id, key_id, actor_name, role, action, subject_type, subject_id,
      before, after, reason, previous, hash)
    SELECT seq, ${new Date(now)}::timestamptz, ${actor.kind}, ${actor.memberId}::uuid, ${actor.keyId}::uuid,
      ${actor.displayName}, ${actor.role}, action, "subjectType", "subjectId", before, after, reason, previous, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e (seq bigint, action text, "subjectType" text,
      "subjectId" text, before jsonb, after jsonb, reason text, previous text, hash text)`;
  await client.$executeRaw`UPDATE audit_head SET seq = ${seq}, hash = ${hash} WHERE id = 1`;
}

/** Where an entry stands in the chain. */
interface Place {
  readonly seq: string;
  readonly at: string;
  /** The hash of the entry before it. */
  readonly previous: string;
}

function entryOf({ seq, at, previous }: Place, actor: Actor, record: AuditRecord) {
  const said = {
    seq,
    action: record.action,
    subjectType: record.subjectType,
    subjectId: record.subjectId,
    before: record.before ?? null,
    after: record.after ?? null,
    reason: record.reason ?? null,
    previous,
  };
  const by = {
    actorKind: actor.kind,
    actorId: actor.memberId,
    keyId: actor.keyId,
    actorName: actor.displayName,
    role: actor.role,
  };
  // The domain's canonicalHash by Node's own code: a storm of boundaries chains thousands of entries while others wait.
  const hash = createHash('sha256')
    .update(canonicalText({ ...said, ...by, at }))
    .digest('hex');
  return { ...said, hash };
}
