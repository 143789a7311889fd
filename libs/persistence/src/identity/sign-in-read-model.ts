import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Instant, Role, SessionMethod } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';

export interface SessionView {
  readonly id: string;
  readonly method: SessionMethod;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  /** As the browser or program names itself; empty: it does not. */
  readonly userAgent: string;
}

/** Who is behind a session, and how they came into it. */
export interface SessionHolder {
  readonly actor: Actor & { readonly memberId: string };
  readonly method: SessionMethod;
}

const SESSIONS_MAX = 100;

/** Who signed in, and where else. */
@Injectable()
export class SignInReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Null for a session that was ended, or has, by the database's clock, and for a member who has left. One query. */
  async sessionHolder(sessionId: string): Promise<SessionHolder | null> {
    type Row = {
      member_id: string;
      display_name: string;
      role: Role;
      partner_id: string | null;
      method: SessionMethod;
    };
    const rows = await prismaOf(this.database).$queryRaw<Row[]>`
      SELECT m.id AS member_id, m.display_name, m.role::text AS role, m.partner_id, s.method
      FROM sign_in_session s JOIN sign_in_user u ON u.id = s.user_id JOIN member m ON m.id = u.member_id
      WHERE s.id = ${sessionId}::uuid AND s.expires_at > clock_timestamp() AND m.removed_at IS NULL`;
    const row = rows[0];
    if (row === undefined) return null;
    const { member_id: memberId, display_name: displayName, role, partner_id: partnerId, method } = row;
    return { actor: { kind: 'MEMBER', memberId, keyId: null, sessionId, displayName, role, partnerId }, method };
  }

  /** The member whose link it is, whatever became of it; null: there is none. */
  async linkHolder(
    hash: string,
  ): Promise<{ readonly memberId: string; readonly displayName: string; readonly role: Role } | null> {
    const row = await prismaOf(this.database).signInLink.findUnique({ where: { hash }, include: { member: true } });
    return row && { memberId: row.memberId, displayName: row.member.displayName, role: row.member.role };
  }

  /** A member's sessions that have not ended, the newest first. */
  async sessions(memberId: string): Promise<SessionView[]> {
    if (!isUuid(memberId)) return [];
    const rows = await prismaOf(this.database).$queryRaw<
      { id: string; method: SessionMethod; created_at: Date; expires_at: Date; user_agent: string | null }[]
    >`
      SELECT s.id, s.method, s.created_at, s.expires_at, s.user_agent
      FROM sign_in_session s JOIN sign_in_user u ON u.id = s.user_id
      WHERE u.member_id = ${memberId}::uuid AND s.expires_at > clock_timestamp()
      ORDER BY s.created_at DESC, s.id DESC LIMIT ${SESSIONS_MAX}`;
    return rows.map((row) => ({
      id: row.id,
      method: row.method,
      startedAt: row.created_at.getTime(),
      expiresAt: row.expires_at.getTime(),
      userAgent: row.user_agent ?? '',
    }));
  }
}
