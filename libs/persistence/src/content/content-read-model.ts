import { Inject, Injectable } from '@nestjs/common';
import type {
  AppealOutcome,
  ContentDocument,
  Instant,
  RejectionCode,
  ReviewDecision,
  RevisionState,
  Role,
} from '#domain';
import { Database, prismaOf } from '../database.js';
import type { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';
import { documentOf, REVISION_PARTS } from './revision-document.js';

/** Whose things somebody may see: one partner's, or everybody's. */
export type TenantScope = { readonly partnerId: string } | 'ALL';

export interface PartnerName {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface DecisionView {
  readonly locale: string;
  readonly contentHash: string;
  readonly decision: ReviewDecision;
  readonly reason: string | null;
  readonly code: RejectionCode | null;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}

/** One person's part of an approval. */
export interface SignOffView {
  readonly locale: string;
  readonly contentHash: string;
  readonly signedBy: string;
  readonly role: Role;
  readonly signedAt: Instant;
  readonly reason: string | null;
}

export interface AppealView {
  readonly text: string;
  readonly appealedAt: Instant;
  readonly outcome: AppealOutcome | null;
  readonly reason: string | null;
  readonly decidedAt: Instant | null;
}

export interface RevisionView {
  readonly id: string;
  readonly itemId: string;
  readonly partner: PartnerName;
  readonly number: number;
  readonly state: RevisionState;
  readonly submittedBy: string;
  readonly submittedAt: Instant;
  readonly document: ContentDocument;
  readonly hashes: Readonly<Record<string, string>>;
  /** The oldest first. */
  readonly decisions: readonly DecisionView[];
  readonly signOffs: readonly SignOffView[];
  /** The revision that staff edited into this one; null: the partner wrote it. */
  readonly editedFrom: string | null;
  /** Of an edit by staff, what the partner says. */
  readonly edit: 'WAITING' | 'ACCEPTED' | 'DECLINED' | null;
  readonly appeal: AppealView | null;
}

export interface ItemView {
  readonly id: string;
  readonly partner: PartnerName;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly draftVersion: number;
  readonly draft: ContentDocument;
  readonly withdrawnAt: Instant | null;
  readonly withdrawnWhy: string | null;
  /** The newest first: at most REVISIONS_SHOWN_MAX, in a list the newest only. */
  readonly revisions: readonly RevisionView[];
}

export const REVISIONS_SHOWN_MAX = 50;
const PARTNER = { select: { id: true, slug: true, name: true } } as const;
const REVISION = {
  ...REVISION_PARTS,
  partner: PARTNER,
  signOffs: { orderBy: [{ signedAt: 'asc' }, { id: 'asc' }] },
  appeal: true,
} as const satisfies Prisma.RevisionInclude;
const ITEM = {
  partner: PARTNER,
  revisions: { orderBy: { number: 'desc' }, take: REVISIONS_SHOWN_MAX, include: REVISION },
} as const satisfies Prisma.ContentItemInclude;
/** In a list, the newest revision only: a page of items with all they ever were would have no bound that helps. */
const LISTED_ITEM = {
  partner: PARTNER,
  revisions: { orderBy: { number: 'desc' }, take: 1, include: REVISION },
} as const satisfies Prisma.ContentItemInclude;

/** Items and revisions as members and reviewers see them; the tenant is a part of every query. */
@Injectable()
export class ContentReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  async item(id: string, scope: TenantScope): Promise<ItemView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).contentItem.findFirst({ where: { id, ...tenant(scope) }, include: ITEM });
    return row === null ? null : itemView(row, await this.names(row.revisions));
  }

  /** The oldest first. @param partnerSlug only this partner's; null: all in scope */
  async items(page: PageRequest, scope: TenantScope, partnerSlug: string | null): Promise<Page<ItemView>> {
    const rows = await prismaOf(this.database).contentItem.findMany({
      where: {
        ...tenant(scope),
        ...(partnerSlug === null ? {} : { partner: { slug: partnerSlug } }),
        ...after(page, 'createdAt'),
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: page.first + 1,
      include: LISTED_ITEM,
    });
    const names = await this.names(rows.flatMap((row) => row.revisions));
    return pageOf(
      rows.map((row) => itemView(row, names)),
      page.first,
    );
  }

  /** Every revision of an item, the newest first. */
  async revisions(itemId: string, page: PageRequest, scope: TenantScope): Promise<Page<RevisionView>> {
    if (!isUuid(itemId)) return pageOf([], page.first);
    const rows = await prismaOf(this.database).revision.findMany({
      where: { itemId, ...tenant(scope), ...beforeCursor(page) },
      orderBy: [{ submittedAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
      include: REVISION,
    });
    const names = await this.names(rows);
    return pageOf(
      rows.map((row) => revisionView(row, names)),
      page.first,
    );
  }

  async revision(id: string, scope: TenantScope): Promise<RevisionView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).revision.findFirst({
      where: { id, ...tenant(scope) },
      include: REVISION,
    });
    return row === null ? null : revisionView(row, await this.names([row]));
  }

  /** Names of everybody who submitted or decided; ids without a row are answered by themselves. */
  private async names(rows: readonly RevisionRow[]): Promise<ReadonlyMap<string, string>> {
    const ids = [
      ...new Set(
        rows.flatMap((row) => [
          row.submittedById,
          ...row.decisions.map((decision) => decision.decidedById),
          ...row.signOffs.map((signOff) => signOff.memberId),
        ]),
      ),
    ];
    if (ids.length === 0) return new Map();
    const members = await prismaOf(this.database).member.findMany({
      where: { id: { in: ids } },
      select: { id: true, displayName: true },
    });
    return new Map(members.map((member) => [member.id, member.displayName]));
  }
}

type RevisionRow = Prisma.RevisionGetPayload<{ include: typeof REVISION }>;
type ItemRow = Prisma.ContentItemGetPayload<{ include: typeof ITEM }>;

function tenant(scope: TenantScope): { partnerId?: string } {
  return scope === 'ALL' ? {} : { partnerId: scope.partnerId };
}

/** Rows behind the cursor, in the order of an instant and then the id. */
function after(page: PageRequest, column: 'createdAt') {
  if (page.after === null) return {};
  const at = new Date(page.after.at);
  return { OR: [{ [column]: { gt: at } }, { [column]: at, id: { gt: page.after.id } }] };
}

function beforeCursor(page: PageRequest) {
  if (page.after === null) return {};
  const at = new Date(page.after.at);
  return { OR: [{ submittedAt: { lt: at } }, { submittedAt: at, id: { lt: page.after.id } }] };
}

function revisionView(row: RevisionRow, names: ReadonlyMap<string, string>): RevisionView {
  return {
    id: row.id,
    itemId: row.itemId,
    partner: row.partner,
    number: row.number,
    state: row.state,
    submittedBy: names.get(row.submittedById) ?? row.submittedById,
    submittedAt: row.submittedAt.getTime(),
    document: documentOf(row),
    hashes: Object.fromEntries(row.localizations.map((one) => [one.locale, one.contentHash])),
    decisions: row.decisions.map((one) => ({
      locale: one.locale,
      contentHash: one.contentHash,
      decision: one.decision,
      reason: one.reason,
      code: one.code,
      decidedBy: names.get(one.decidedById) ?? one.decidedById,
      decidedAt: one.decidedAt.getTime(),
    })),
    signOffs: row.signOffs.map(({ locale, contentHash, memberId, role, signedAt, reason }) => ({
      locale,
      contentHash,
      signedBy: names.get(memberId) ?? memberId,
      role,
      signedAt: signedAt.getTime(),
      reason,
    })),
    editedFrom: row.editedFromId,
    edit: row.editedFromId === null ? null : editAnswer(row.editResponse),
    appeal: row.appeal === null ? null : appealView(row.appeal),
  };
}

function editAnswer(response: { isAccepted: boolean } | null): Exclude<RevisionView['edit'], null> {
  if (response === null) return 'WAITING';
  return response.isAccepted ? 'ACCEPTED' : 'DECLINED';
}

function appealView({ text, appealedAt, outcome, reason, decidedAt }: NonNullable<RevisionRow['appeal']>): AppealView {
  return { text, appealedAt: appealedAt.getTime(), outcome, reason, decidedAt: decidedAt?.getTime() ?? null };
}

function itemView(row: ItemRow, names: ReadonlyMap<string, string>): ItemView {
  return {
    id: row.id,
    partner: row.partner,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
    draftVersion: row.draftVersion,
    draft: row.draft as unknown as ContentDocument,
    withdrawnAt: row.withdrawnAt?.getTime() ?? null,
    withdrawnWhy: row.withdrawnWhy,
    revisions: row.revisions.map((revision) => revisionView(revision, names)),
  };
}
