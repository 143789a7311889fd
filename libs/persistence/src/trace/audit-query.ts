import { PARTNER_ACTIONS, PARTNER_REASON_ACTIONS, type AuditSearch } from '#domain';
import { Prisma } from '../generated/client.js';
import { isUuid } from '../uuid.js';
import { ENTRY_COLUMNS } from './entry-columns.js';

/** A stretch of the chain, both ends excluded, places as decimal texts; null: open. */
export interface AuditStretch {
  readonly above: string | null;
  readonly below: string | null;
}

/**
 * The statement of a page: so many entries of a stretch that a search finds, `DESC`: the newest first.
 *
 * @param partnerId only what that partner is told of its own things, in the way it is told; null: for staff, as it stands
 * @returns null: nothing can be found, since an id is none
 */
export function auditQuery(
  search: AuditSearch,
  partnerId: string | null,
  { above, below }: AuditStretch,
  order: 'ASC' | 'DESC',
  limit: number,
): Prisma.Sql | null {
  const { actorId, keyId, sessionId, action, subjectType, subjectId, partner, from, until, reasonWords } = search;
  if ([actorId, keyId].some((id) => id !== null && !isUuid(id))) return null;
  const when = (value: unknown, condition: Prisma.Sql) => (value === null ? [] : [condition]);
  const conditions = [
    Prisma.sql`TRUE`,
    ...when(above, Prisma.sql`a.seq > ${above}::bigint`),
    ...when(below, Prisma.sql`a.seq < ${below}::bigint`),
    ...when(actorId, Prisma.sql`a.actor_id = ${actorId}::uuid`),
    ...when(keyId, Prisma.sql`a.key_id = ${keyId}::uuid`),
    ...when(sessionId, Prisma.sql`a.session_id = ${sessionId}`),
    ...when(action, Prisma.sql`a.action = ${action}`),
    ...when(subjectType, Prisma.sql`a.subject_type = ${subjectType}`),
    ...when(subjectId, Prisma.sql`a.subject_id = ${subjectId}`),
    ...when(from, Prisma.sql`a.at >= ${new Date(from ?? 0)}::timestamptz`),
    ...when(until, Prisma.sql`a.at < ${new Date(until ?? 0)}::timestamptz`),
    ...when(
      reasonWords,
      Prisma.sql`a.reason IS NOT NULL AND to_tsvector('simple', a.reason) @@ plainto_tsquery('simple', ${reasonWords})`,
    ),
    ...when(partner, Prisma.sql`p.partner_id = (SELECT id FROM partner WHERE slug = ${partner})`),
    ...when(partnerId, Prisma.sql`p.partner_id = ${partnerId}::uuid AND a.action = ANY(${PARTNER_ACTIONS})`),
  ];
  const isByPartner = partner !== null || partnerId !== null;
  return Prisma.sql`
    SELECT ${ENTRY_COLUMNS}
    FROM audit_entry a ${isByPartner ? Prisma.sql`JOIN audit_partner p ON p.seq = a.seq` : Prisma.empty}
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY a.seq ${order === 'ASC' ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${limit}`;
}

/** A reason as its partner is told it. */
export function toldReason(action: string, reason: string | null): string | null {
  return PARTNER_REASON_ACTIONS.includes(action) ? reason : null;
}
