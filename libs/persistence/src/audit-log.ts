import { canonicalHash, formatInstant, type Actor, type Instant } from '#domain';
import { Prisma } from './generated/client.js';
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
  await client.auditEntry.createMany({ data: rows });
  await client.auditHead.update({ where: { id: 1 }, data: { seq, hash } });
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
  return { ...said, seq, at: new Date(now), before: jsonOrNull(before), after: jsonOrNull(after), hash };
}

/** A JSON column tells SQL NULL from the JSON null; here absent is SQL NULL. */
function jsonOrNull(value: unknown) {
  return value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue);
}
