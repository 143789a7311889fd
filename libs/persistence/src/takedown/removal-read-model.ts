import { Inject, Injectable } from '@nestjs/common';
import type {
  ConsentEvidence,
  Instant,
  Locale,
  RemovalCause,
  RemovalReceipt,
  RemovalSubject,
  TakedownKind,
} from '#domain';
import type { TenantScope } from '../content/content-read-model.js';
import { Database, prismaOf } from '../database.js';
import type { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';

export interface RemovalView {
  readonly id: string;
  readonly cause: RemovalCause;
  readonly kind: TakedownKind | null;
  readonly subjectType: RemovalSubject;
  readonly subjectId: string;
  readonly reason: string | null;
  readonly notice: Readonly<Record<Locale, string>>;
  readonly replacedBy: string | null;
  readonly removedAt: Instant;
  /** Null: the system, out of the ledger. */
  readonly removedBy: string | null;
  readonly receipt: RemovalReceipt;
  readonly receiptHash: string;
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
  readonly liftedWhy: string | null;
}

export interface HelpOnlyView {
  readonly id: string;
  readonly regions: readonly string[];
  readonly reason: string;
  readonly begunAt: Instant;
  readonly begunBy: string | null;
  readonly endAskedAt: Instant | null;
  readonly endAskedBy: string | null;
  readonly endAskedWhy: string | null;
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
}

export interface ConsentView {
  readonly id: string;
  readonly itemId: string;
  readonly reference: string;
  readonly regions: readonly string[];
  readonly surfaces: readonly string[];
  readonly until: Instant;
  readonly evidence: ConsentEvidence;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
}

/** What of all removals is asked for. */
export interface RemovalFilter {
  readonly subjectType: RemovalSubject | null;
  /** True: only what nobody has lifted. */
  readonly isStanding: boolean;
}

export const CONSENTS_SHOWN_MAX = 50;
const GONE = 'a former member';
const STAFF = 'staff';

/** What is or was off the air, where help is all there is, and what people agreed to. */
@Injectable()
export class RemovalReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  async removal(id: string, scope: TenantScope): Promise<RemovalView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).removal.findFirst({ where: { id, ...tenant(scope) } });
    return row === null ? null : removalView(row, await this.names([row.removedById, row.liftedById], scope));
  }

  /** The newest first. */
  async removals(page: PageRequest, scope: TenantScope, filter: RemovalFilter): Promise<Page<RemovalView>> {
    const rows = await prismaOf(this.database).removal.findMany({
      where: {
        ...tenant(scope),
        ...(filter.subjectType === null ? {} : { subjectType: filter.subjectType }),
        ...(filter.isStanding ? { liftedAt: null } : {}),
        ...before(page, 'removedAt'),
      },
      orderBy: [{ removedAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    const names = await this.names(
      rows.flatMap((row) => [row.removedById, row.liftedById]),
      scope,
    );
    return pageOf(
      rows.map((row) => removalView(row, names)),
      page.first,
    );
  }

  async helpOnly(id: string): Promise<HelpOnlyView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).helpOnly.findUnique({ where: { id } });
    return row === null ? null : helpOnlyView(row, await this.names(peopleOf(row), 'ALL'));
  }

  /** The newest first. */
  async helpOnlyPage(page: PageRequest): Promise<Page<HelpOnlyView>> {
    const rows = await prismaOf(this.database).helpOnly.findMany({
      where: before(page, 'begunAt'),
      orderBy: [{ begunAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    const names = await this.names(rows.flatMap(peopleOf), 'ALL');
    return pageOf(
      rows.map((row) => helpOnlyView(row, names)),
      page.first,
    );
  }

  /** Of an item, the newest first, at most CONSENTS_SHOWN_MAX: the first is the one that stands. */
  async consents(itemId: string, scope: TenantScope): Promise<ConsentView[]> {
    if (!isUuid(itemId)) return [];
    const rows = await prismaOf(this.database).consent.findMany({
      where: { itemId, item: tenant(scope) },
      orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
      take: CONSENTS_SHOWN_MAX,
    });
    return this.consentViews(rows, scope);
  }

  async consent(id: string, scope: TenantScope): Promise<ConsentView | null> {
    if (!isUuid(id)) return null;
    const rows = await prismaOf(this.database).consent.findMany({ where: { id, item: tenant(scope) } });
    return (await this.consentViews(rows, scope))[0] ?? null;
  }

  private async consentViews(rows: Prisma.ConsentGetPayload<object>[], scope: TenantScope): Promise<ConsentView[]> {
    const names = await this.names(
      rows.map((row) => row.recordedById),
      scope,
    );
    return rows.map((row) => ({
      id: row.id,
      itemId: row.itemId,
      reference: row.reference,
      regions: row.regions,
      surfaces: row.surfaces,
      until: row.until.getTime(),
      evidence: row.evidence as ConsentEvidence,
      recordedAt: row.recordedAt.getTime(),
      recordedBy: names.get(row.recordedById) ?? GONE,
    }));
  }

  /** Partners see what was decided and why, not which person of the staff decided it. */
  private async names(ids: readonly (string | null)[], scope: TenantScope): Promise<ReadonlyMap<string, string>> {
    const known = [...new Set(ids.filter((id) => id !== null))];
    if (known.length === 0) return new Map();
    const members = await prismaOf(this.database).member.findMany({
      where: { id: { in: known } },
      select: { id: true, displayName: true, partnerId: true },
    });
    return new Map(
      members.map(({ id, displayName, partnerId }) => [
        id,
        scope !== 'ALL' && partnerId === null ? STAFF : displayName,
      ]),
    );
  }
}

function tenant(scope: TenantScope): { partnerId?: string } {
  return scope === 'ALL' ? {} : { partnerId: scope.partnerId };
}

/** Rows behind the cursor, the newest first. */
function before(page: PageRequest, column: 'removedAt' | 'begunAt') {
  if (page.after === null) return {};
  const at = new Date(page.after.at);
  return { OR: [{ [column]: { lt: at } }, { [column]: at, id: { lt: page.after.id } }] };
}

function nameOf(id: string | null, names: ReadonlyMap<string, string>): string | null {
  return id === null ? null : (names.get(id) ?? GONE);
}

function removalView(row: Prisma.RemovalGetPayload<object>, names: ReadonlyMap<string, string>): RemovalView {
  const { id, cause, kind, subjectType, subjectId, reason, replacedBy, receiptHash, liftedWhy } = row;
  return {
    id,
    cause,
    kind,
    subjectType,
    subjectId,
    reason,
    replacedBy,
    receiptHash,
    liftedWhy,
    notice: (row.notice as Record<Locale, string> | null) ?? {},
    removedAt: row.removedAt.getTime(),
    removedBy: nameOf(row.removedById, names),
    receipt: row.receipt as unknown as RemovalReceipt,
    liftedAt: row.liftedAt?.getTime() ?? null,
    liftedBy: nameOf(row.liftedById, names),
  };
}

function peopleOf(row: Prisma.HelpOnlyGetPayload<object>): (string | null)[] {
  return [row.begunById, row.endAskedById, row.endedById];
}

function helpOnlyView(row: Prisma.HelpOnlyGetPayload<object>, names: ReadonlyMap<string, string>): HelpOnlyView {
  const { id, regions, reason, endAskedWhy } = row;
  return {
    id,
    regions,
    reason,
    endAskedWhy,
    begunAt: row.begunAt.getTime(),
    begunBy: nameOf(row.begunById, names),
    endAskedAt: row.endAskedAt?.getTime() ?? null,
    endAskedBy: nameOf(row.endAskedById, names),
    endedAt: row.endedAt?.getTime() ?? null,
    endedBy: nameOf(row.endedById, names),
  };
}
