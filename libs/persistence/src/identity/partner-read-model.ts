import { Inject, Injectable } from '@nestjs/common';
import type { DomainProof, Instant, PartnerRole } from '#domain';
import { Database, prismaOf } from '../database.js';
import type { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';
import { stateOf, type LockedInvitation } from './invitation-store.js';
import { memberView, type MemberView } from './member-read-model.js';
import type { PartnerApplicationFacts } from './partner-store.js';

export interface PartnerApplicationView extends PartnerApplicationFacts {
  readonly id: string;
  readonly state: 'PENDING' | 'ACCEPTED' | 'DECLINED';
  readonly recordedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly reason: string | null;
  readonly partnerId: string | null;
}

export interface PartnerDomainView {
  readonly id: string;
  readonly domain: string;
  readonly proof: DomainProof;
  readonly challenge: string;
  readonly addedAt: Instant;
  readonly checkedAt: Instant | null;
  readonly checkNote: string | null;
  readonly verifiedAt: Instant | null;
}

export interface InvitationView {
  readonly id: string;
  readonly displayName: string;
  readonly role: PartnerRole;
  readonly prefix: string;
  readonly state: LockedInvitation['state'];
  readonly invitedAt: Instant;
  readonly expiresAt: Instant;
}

const KEYS = { keys: { orderBy: { createdAt: 'asc' } } } as const satisfies Prisma.MemberInclude;

/** Partners from inside: what they asked for, what is theirs, who is in them. */
@Injectable()
export class PartnerReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The newest first. @param state null: all */
  async applications(
    page: PageRequest,
    state: PartnerApplicationView['state'] | null,
  ): Promise<Page<PartnerApplicationView>> {
    const rows = await prismaOf(this.database).partnerApplication.findMany({
      where: { ...(state === null ? {} : { state }), ...before(page, 'recordedAt') },
      orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return pageOf(rows.map(applicationView), page.first);
  }

  async application(id: string): Promise<PartnerApplicationView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).partnerApplication.findUnique({ where: { id } });
    return row && applicationView(row);
  }

  /** Those that were not removed, in the order in which they were added; a partner has at most 50. */
  async domains(partnerId: string): Promise<PartnerDomainView[]> {
    const rows = await prismaOf(this.database).partnerDomain.findMany({
      where: { partnerId, removedAt: null },
      orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ addedAt, checkedAt, verifiedAt, ...row }) => ({
      ...row,
      addedAt: addedAt.getTime(),
      checkedAt: checkedAt?.getTime() ?? null,
      verifiedAt: verifiedAt?.getTime() ?? null,
    }));
  }

  /** Everybody who is or was in a partner, in the order in which they came. */
  async members(partnerId: string, page: PageRequest): Promise<Page<MemberView>> {
    const rows = await prismaOf(this.database).member.findMany({
      where: { partnerId, ...after(page, 'createdAt') },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: page.first + 1,
      include: KEYS,
    });
    return pageOf(rows.map(memberView), page.first);
  }

  /** The newest first; what is open and what has expired is told by the database's clock. */
  async invitations(partnerId: string, page: PageRequest): Promise<Page<InvitationView>> {
    const now = await this.now();
    const rows = await prismaOf(this.database).invitation.findMany({
      where: { partnerId, ...before(page, 'invitedAt') },
      orderBy: [{ invitedAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return pageOf(
      rows.map((row) => invitationView(row, now)),
      page.first,
    );
  }

  async invitation(id: string): Promise<InvitationView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).invitation.findUnique({ where: { id } });
    return row && invitationView(row, await this.now());
  }

  private async now(): Promise<Instant> {
    const [row] = await prismaOf(this.database).$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return row!.now.getTime();
  }
}

function after(page: PageRequest, column: 'createdAt') {
  if (page.after === null) return {};
  const at = new Date(page.after.at);
  return { OR: [{ [column]: { gt: at } }, { [column]: at, id: { gt: page.after.id } }] };
}

function before(page: PageRequest, column: 'recordedAt' | 'invitedAt') {
  if (page.after === null) return {};
  const at = new Date(page.after.at);
  return { OR: [{ [column]: { lt: at } }, { [column]: at, id: { lt: page.after.id } }] };
}

function applicationView(row: Prisma.PartnerApplicationGetPayload<object>): PartnerApplicationView {
  const { slug, name, website, regions, languages } = row;
  return {
    id: row.id,
    state: row.state,
    profile: { slug, name, website, regions, languages },
    contact: { name: row.contactName, email: row.contactEmail },
    domains: row.domains,
    message: row.message,
    recordedAt: row.recordedAt.getTime(),
    decidedAt: row.decidedAt?.getTime() ?? null,
    reason: row.reason,
    partnerId: row.partnerId,
  };
}

function invitationView(row: Prisma.InvitationGetPayload<object>, now: Instant): InvitationView {
  return {
    id: row.id,
    displayName: row.displayName,
    role: row.role as PartnerRole,
    prefix: row.prefix,
    state: stateOf(row, now),
    invitedAt: row.invitedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
  };
}
