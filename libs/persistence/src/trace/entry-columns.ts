import { Prisma } from '../generated/client.js';

/** An audit entry `a` as the domain names it, but for `at`, which is a date. */
export const ENTRY_COLUMNS = Prisma.sql`a.seq::text AS seq, a.format, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", a.key_id AS "keyId",
  a.session_id AS "sessionId", a.actor_name AS "actorName", a.role, a.action, a.subject_type AS "subjectType",
  a.subject_id AS "subjectId", a.before, a.after, a.reason, a.previous, a.hash`;
