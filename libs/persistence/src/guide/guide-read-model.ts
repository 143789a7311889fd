import { Inject, Injectable } from '@nestjs/common';
import {
  publicGuide,
  type GuideAudience,
  type GuideAway,
  type GuideDocument,
  type Instant,
  type PublicGuide,
  type RevisionState,
} from '#domain';
import type { DecisionView, SignOffView, TenantScope } from '../content/content-read-model.js';
import type { ItemHistoryEntry } from '../content/history-read-model.js';
import { Database, prismaOf } from '../database.js';
import { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { readGuideChecking, type PartnerChecking } from '../review/policy-store.js';
import { isUuid } from '../uuid.js';
import {
  GUIDE_REVISION_PARTS,
  guideDocumentOf,
  guideRow,
  PUBLIC_GUIDE,
  readTakenDown,
  retirementOf,
  STANDING_TEXTS,
} from './guide-rows.js';

export interface GuideRevisionView {
  readonly id: string;
  readonly slug: string;
  /** From 1. */
  readonly number: number;
  readonly state: RevisionState;
  /** Null: the system, out of what was published before guides had revisions. */
  readonly submittedBy: string | null;
  readonly submittedAt: Instant;
  readonly writers: readonly string[];
  readonly document: GuideDocument;
  readonly hashes: Readonly<Record<string, string>>;
  /** The oldest first; `decidedBy` null: nobody, as above. */
  readonly decisions: readonly (Omit<DecisionView, 'decidedBy'> & { readonly decidedBy: string | null })[];
  readonly signOffs: readonly SignOffView[];
}

export interface GuideRecordView {
  readonly slug: string;
  readonly id: string;
  readonly audience: GuideAudience;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly draftVersion: number;
  readonly draft: GuideDocument;
  /** Null: it is not retired. */
  readonly retirement: (GuideAway & { readonly at: Instant; readonly why: string }) | null;
  /** What the public knows of it; null: nothing was ever approved. */
  readonly known: PublicGuide | null;
  /** The newest first, at most REVISIONS_MAX, in a list the newest only. */
  readonly revisions: readonly GuideRevisionView[];
  /** By the database's clock, when it was read. */
  readonly readAt: Instant;
}

/** What of the guides is asked for; null is not asked. */
export interface GuideFilter {
  readonly audience: GuideAudience | null;
  /** Slug. */
  readonly partner: string | null;
  /** Something of it waits for review. */
  readonly isWaiting: boolean | null;
  /** Some text that stands is past its review-by date, by the database's clock. */
  readonly isPastReview: boolean | null;
  readonly isRetired: boolean | null;
}
export const ALL_GUIDES: GuideFilter = {
  audience: null,
  partner: null,
  isWaiting: null,
  isPastReview: null,
  isRetired: null,
};

const REVISIONS_MAX = 50;
const REVISION = {
  ...GUIDE_REVISION_PARTS,
  signOffs: { orderBy: [{ signedAt: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.GuideRevisionInclude;
type RevisionRow = Prisma.GuideRevisionGetPayload<{ include: typeof REVISION }>;
type Names = ReadonlyMap<string, string>;

/** Guides as those who write and review them see them; a partner's member sees the guides that name their partner. */
@Injectable()
export class GuideReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  async guide(slug: string, scope: TenantScope): Promise<GuideRecordView | null> {
    return (await this.read([slug], scope, REVISIONS_MAX))[0] ?? null;
  }

  /** The oldest first. */
  async guides(page: PageRequest, scope: TenantScope, filter: GuideFilter): Promise<Page<GuideRecordView>> {
    const { audience, partner, isWaiting, isPastReview, isRetired } = filter;
    const after = page.after === null ? null : new Date(page.after.at);
    const is = (wanted: boolean | null, condition: Prisma.Sql) =>
      wanted === null ? Prisma.sql`true` : Prisma.sql`(${condition}) = ${wanted}`;
    const rows = await prismaOf(this.database).$queryRaw<{ slug: string }[]>`
      SELECT g.slug FROM guide g WHERE ${inScope(scope)}
        AND (${audience}::text IS NULL OR g.audience::text = ${audience})
        AND (${partner}::text IS NULL OR jsonb_exists(g.draft -> 'partners', ${partner}))
        AND ${is(isRetired, Prisma.sql`g.retired_at IS NOT NULL`)}
        AND ${is(isWaiting, Prisma.sql`EXISTS (SELECT 1 FROM guide_revision r WHERE r.guide_slug = g.slug AND r.state = 'SUBMITTED')`)}
        AND ${is(isPastReview, Prisma.sql`g.slug IN (SELECT t.slug FROM (${STANDING_TEXTS}) t WHERE t.review_by < (now() AT TIME ZONE 'UTC')::date)`)}
        AND (${after}::timestamptz IS NULL OR (g.created_at, g.id) > (${after}::timestamptz, ${page.after?.id ?? null}::uuid))
      ORDER BY g.created_at, g.id LIMIT ${page.first + 1}`;
    const slugs = rows.map(({ slug }) => slug);
    const guides = await this.read(slugs, scope, 1);
    return pageOf(
      slugs.flatMap((slug) => guides.find((guide) => guide.slug === slug) ?? []),
      page.first,
    );
  }

  async revision(id: string, scope: TenantScope): Promise<GuideRevisionView | null> {
    if (!isUuid(id)) return null;
    const client = prismaOf(this.database);
    const row = await client.guideRevision.findUnique({ where: { id }, include: REVISION });
    if (row === null) return null;
    const seen = await client.$queryRaw<
      object[]
    >`SELECT 1 FROM guide g WHERE g.slug = ${row.guideSlug} AND ${inScope(scope)}`;
    return seen.length === 0 ? null : revisionView(row, await this.names([row]));
  }

  /**
   * What was done to a guide, its draft and its revisions, the newest first.
   *
   * @param first rows wanted; one more is read, which says that there are more
   * @param before only what stands before this place in the audit chain; null: from the newest
   * @returns null when there is no such guide, or none that names the partner
   */
  async history(
    slug: string,
    scope: TenantScope,
    first: number,
    before: bigint | null,
  ): Promise<ItemHistoryEntry[] | null> {
    const client = prismaOf(this.database);
    const seen = await client.$queryRaw<object[]>`SELECT 1 FROM guide g WHERE g.slug = ${slug} AND ${inScope(scope)}`;
    if (seen.length === 0) return null;
    const rows = await client.$queryRaw<(Omit<ItemHistoryEntry, 'at'> & { at: Date })[]>`
      SELECT a.seq, a.at, a.actor_name AS "actorName", a.role, a.action, a.after ->> 'revisionId' AS "revisionId",
        (a.after ->> 'number')::int AS "revisionNumber", a.reason
      FROM audit_entry a WHERE a.subject_type = 'guide' AND a.subject_id = ${slug}
        AND (${scope === 'ALL'} OR a.action <> 'guide.signed-off')
        AND (${before}::bigint IS NULL OR a.seq < ${before}::bigint)
      ORDER BY a.seq DESC LIMIT ${first + 1}`;
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  }

  /** How the texts of a guide are read: by every pack, with the domains of the partners that made it. */
  async checkingOf(partners: readonly string[]): Promise<PartnerChecking> {
    return readGuideChecking(prismaOf(this.database), partners, Date.now());
  }

  private async read(slugs: readonly string[], scope: TenantScope, revisionsMax: number): Promise<GuideRecordView[]> {
    const client = prismaOf(this.database);
    const [clock] = await client.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
    const seen = await client.$queryRaw<{ slug: string }[]>`
      SELECT g.slug FROM guide g WHERE g.slug = ANY(${[...slugs]}::text[]) AND ${inScope(scope)}`;
    const guides = await client.guide.findMany({
      where: { slug: { in: seen.map(({ slug }) => slug) } },
      include: PUBLIC_GUIDE,
    });
    const revisions = await Promise.all(
      guides.map(({ slug }) =>
        client.guideRevision.findMany({
          where: { guideSlug: slug },
          orderBy: { number: 'desc' },
          take: revisionsMax,
          include: REVISION,
        }),
      ),
    );
    const takenDown = await readTakenDown(client);
    const names = await this.names(revisions.flat());
    return guides.map((guide, index) => ({
      slug: guide.slug,
      id: guide.id,
      audience: guide.audience,
      createdAt: guide.createdAt.getTime(),
      updatedAt: guide.updatedAt.getTime(),
      draftVersion: guide.draftVersion,
      draft: guide.draft as unknown as GuideDocument,
      retirement: retirementView(guide),
      known: publicGuide(guideRow(guide, takenDown)),
      revisions: revisions[index]!.map((revision) => revisionView(revision, names)),
      readAt: clock!.now.getTime(),
    }));
  }

  /** Names of everybody who wrote, submitted or decided; ids without a row are answered by themselves. */
  private async names(rows: readonly RevisionRow[]): Promise<Names> {
    const ids = rows.flatMap(({ submittedById, writerIds, decisions, signOffs }) => [
      submittedById,
      ...writerIds,
      ...decisions.map(({ decidedById }) => decidedById),
      ...signOffs.map(({ memberId }) => memberId),
    ]);
    const members = await prismaOf(this.database).member.findMany({
      where: { id: { in: [...new Set(ids.filter((id) => id !== null))] } },
      select: { id: true, displayName: true },
    });
    return new Map(members.map(({ id, displayName }) => [id, displayName]));
  }
}

function inScope(scope: TenantScope): Prisma.Sql {
  if (scope === 'ALL') return Prisma.sql`true`;
  return Prisma.sql`jsonb_exists(g.draft -> 'partners', (SELECT slug FROM partner WHERE id = ${scope.partnerId}::uuid))`;
}

function retirementView(row: Prisma.GuideGetPayload<{ include: typeof PUBLIC_GUIDE }>): GuideRecordView['retirement'] {
  const retirement = retirementOf(row);
  return retirement && { ...retirement, at: row.retiredAt!.getTime(), why: row.retiredWhy! };
}

function revisionView(row: RevisionRow, names: Names): GuideRevisionView {
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    id: row.id,
    slug: row.guideSlug,
    number: row.number,
    state: row.state,
    submittedBy: row.submittedById === null ? null : nameOf(row.submittedById),
    submittedAt: row.submittedAt.getTime(),
    writers: row.writerIds.map(nameOf),
    document: guideDocumentOf(row),
    hashes: Object.fromEntries(row.localizations.map(({ locale, contentHash }) => [locale, contentHash])),
    decisions: row.decisions.map(({ locale, contentHash, decision, reason, code, decidedById, decidedAt }) => ({
      locale,
      contentHash,
      decision,
      reason,
      code,
      decidedBy: decidedById === null ? null : nameOf(decidedById),
      decidedAt: decidedAt.getTime(),
    })),
    signOffs: row.signOffs.map(({ locale, contentHash, memberId, role, signedAt, reason }) => ({
      locale,
      contentHash,
      signedBy: nameOf(memberId),
      role,
      signedAt: signedAt.getTime(),
      reason,
    })),
  };
}
