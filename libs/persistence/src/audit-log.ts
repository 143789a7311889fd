import { canonicalHash, formatInstant, type Actor, type Instant } from '#domain';
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
  const rows = records.map((record) => {
    seq += 1n;
    const entry = entryOf(seq, now, actor, record, hash);
    hash = entry.hash;
    return entry;
  });
  // One statement with one parameter, however many they are: a storm of boundaries writes thousands at once.
  await client.$executeRaw`
    INSERT INTO audit_entry (seq, at, actor_kind, actor_id, key_id, actor_name, role, action, subject_type, subject_id,
      before, after, reason, previous, hash)
    SELECT seq, ${new Date(now)}::timestamptz, "actorKind", "actorId", "keyId", "actorName", role, action, "subjectType", "subjectId",
      before, after, reason, previous, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e (seq bigint, "actorKind" text, "actorId" uuid, "keyId" uuid,
      "actorName" text, role text, action text, "subjectType" text, "subjectId" text, before jsonb, after jsonb, reason text,
      previous text, hash text)`;
  await client.$executeRaw`UPDATE audit_head SET seq = ${seq}, hash = ${hash} WHERE id = 1`;
}

function entryOf(seq: bigint, now: Instant, actor: Actor, record: AuditRecord, previous: string) {
  const before = record.before ?? null;
  const after = record.after ?? null;
  const said = {
    actorKind: actor.kind,
    actorId: actor.memberId,
    keyId: actor.keyId,
    actorName: actor.displayName,
    role: actor.role,
    action: record.action,
    subjectType: record.subjectType,
    subjectId: record.subjectId,
    reason: record.reason ?? null,
    previous,
  };
  const hash = canonicalHash({ ...said, seq: seq.toString(), at: formatInstant(now), before, after });
  return { ...said, seq: seq.toString(), before, after, hash };
}
