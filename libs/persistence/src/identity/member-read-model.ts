import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Instant, Role } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';

export interface PartnerView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
  readonly regions: readonly string[];
  readonly languages: readonly string[];
  /** Both or neither. */
  readonly contactName: string | null;
  readonly contactEmail: string | null;
  /** Null: nobody vouches for it yet. */
  readonly verifiedAt: Instant | null;
}

export interface MemberView {
  readonly id: string;
  readonly displayName: string;
  readonly role: Role;
  readonly partnerId: string | null;
  readonly createdAt: Instant;
  /** Null: still there. */
  readonly removedAt: Instant | null;
  readonly keys: readonly KeyView[];
}

export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  /** Null: for all that the member's role has. */
  readonly scopes: readonly string[] | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  /** `2021-09-10`, in UTC; null: nobody came with it, since this is kept. */
  readonly lastUsedOn: string | null;
}

const MEMBERS_MAX = 1_000;

/** Who is who. */
@Injectable()
export class MemberReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The actor behind the hash of a key, or null when it is unknown, revoked or expired by the database's clock. One query. */
  async actorByKeyHash(hash: string): Promise<Actor | null> {
    type Row = {
      key_id: string;
      member_id: string;
      display_name: string;
      role: Role;
      partner_id: string | null;
      scopes: string[] | null;
      is_used_today: boolean;
    };
    const rows = await prismaOf(this.database).$queryRaw<Row[]>`
      SELECT k.id AS key_id, m.id AS member_id, m.display_name, m.role::text AS role, m.partner_id, k.scopes,
        k.last_used_on IS NOT DISTINCT FROM (clock_timestamp() AT TIME ZONE 'UTC')::date AS is_used_today
      FROM api_key k JOIN member m ON m.id = k.member_id
      WHERE k.hash = ${hash} AND k.revoked_at IS NULL AND m.removed_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())`;
    const row = rows[0];
    if (row === undefined) return null;
    if (!row.is_used_today) await this.markUsed(row.key_id);
    return {
      kind: 'MEMBER',
      memberId: row.member_id,
      keyId: row.key_id,
      sessionId: null,
      displayName: row.display_name,
      role: row.role,
      partnerId: row.partner_id,
      scopes: row.scopes,
    };
  }

  /** Once a day and key. It is a note for people: where it cannot be written, the key opens as much. */
  private async markUsed(keyId: string): Promise<void> {
    await prismaOf(this.database).$executeRaw`
      UPDATE api_key SET last_used_on = (clock_timestamp() AT TIME ZONE 'UTC')::date
      WHERE id = ${keyId}::uuid AND revoked_at IS NULL`.catch(() => undefined);
  }

  async key(id: string): Promise<KeyView | null> {
    const row = isUuid(id) ? await prismaOf(this.database).apiKey.findUnique({ where: { id } }) : null;
    return row && keyView(row);
  }

  /** Ordered by slug. */
  async partners(): Promise<PartnerView[]> {
    const rows = await prismaOf(this.database).partner.findMany({ orderBy: { slug: 'asc' }, take: MEMBERS_MAX });
    return rows.map(partnerView);
  }

  async partner(id: string): Promise<PartnerView | null> {
    const row = isUuid(id) ? await prismaOf(this.database).partner.findUnique({ where: { id } }) : null;
    return row && partnerView(row);
  }

  /** Members in the order in which they came. */
  async members(): Promise<MemberView[]> {
    const rows = await prismaOf(this.database).member.findMany({
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: MEMBERS_MAX,
      include: { keys: { orderBy: { createdAt: 'asc' } } },
    });
    return rows.map(memberView);
  }

  async member(id: string): Promise<MemberView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).member.findUnique({
      where: { id },
      include: { keys: { orderBy: { createdAt: 'asc' } } },
    });
    return row === null ? null : memberView(row);
  }
}

interface MemberRow {
  id: string;
  displayName: string;
  role: Role;
  partnerId: string | null;
  createdAt: Date;
  removedAt: Date | null;
  keys: KeyRow[];
}

interface KeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: unknown;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedOn: Date | null;
}

function partnerView(row: Omit<PartnerView, 'verifiedAt'> & { verifiedAt: Date | null }): PartnerView {
  const { id, slug, name, website, regions, languages, contactName, contactEmail } = row;
  const verifiedAt = row.verifiedAt?.getTime() ?? null;
  return { id, slug, name, website, regions, languages, contactName, contactEmail, verifiedAt };
}

export function memberView(row: MemberRow): MemberView {
  const { id, displayName, role, partnerId } = row;
  const keys = row.keys.map(keyView);
  const removedAt = row.removedAt?.getTime() ?? null;
  return { id, displayName, role, partnerId, createdAt: row.createdAt.getTime(), removedAt, keys };
}

function keyView(row: KeyRow): KeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as string[] | null,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    lastUsedOn: row.lastUsedOn?.toISOString().slice(0, 10) ?? null,
  };
}
