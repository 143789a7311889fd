import { canonicalHash, canonicalText } from '../content/content-hash.js';

/** The form in which entries are written now. 1 had no session, and did not say its form. */
export const AUDIT_FORMAT = 2;
export type AuditFormat = 1 | 2;

/** What the first entry follows. */
export const CHAIN_BEGIN = '0'.repeat(64);

/** What an entry says: everything of its row but the hash. Places are decimal texts, since they outgrow a double. */
export interface AuditEntry {
  readonly format: AuditFormat;
  /** Place in the chain, from 1 without gaps. */
  readonly seq: string;
  /** RFC 3339 in UTC with three digits of milliseconds. */
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly keyId: string | null;
  /** Null in format 1. */
  readonly sessionId: string | null;
  readonly actorName: string;
  readonly role: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  /** The hash of the entry before; CHAIN_BEGIN for the first. */
  readonly previous: string;
}

/** An entry as the table has it. */
export interface ChainedEntry extends AuditEntry {
  /** SHA-256 of its canonical text, 64 hex digits. */
  readonly hash: string;
}

/**
 * The canonical form that the hash covers: RFC 8785 JSON of the members above by their names. Format 1 leaves out `format` and
 * `sessionId`; a member without a value is null, never left out.
 *
 * @see docs/audit.md, from which others write verifiers of their own
 */
export function auditText(entry: AuditEntry): string {
  const { format, sessionId, ...rest } = onlyCovered(entry);
  return canonicalText(format === 1 ? rest : { ...rest, format, sessionId });
}

/** SHA-256 of the canonical form, as 64 hex digits. */
export function auditHash(entry: AuditEntry): string {
  return canonicalHash(JSON.parse(auditText(entry)));
}

/** Named one by one: a row may have more members than are covered, and `before: undefined` is null. */
function onlyCovered(entry: AuditEntry): AuditEntry {
  const { format, seq, at, actorKind, actorId, keyId, sessionId, actorName, role } = entry;
  const { action, subjectType, subjectId, before = null, after = null, reason, previous } = entry;
  const who = { actorKind, actorId, keyId, sessionId, actorName, role };
  return { format, seq, at, ...who, action, subjectType, subjectId, before, after, reason, previous };
}
