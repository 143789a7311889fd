import { Inject, Injectable } from '@nestjs/common';
import {
  awaitedReviewer,
  isSensitive,
  reviewDueAt,
  REVIEW_DUE_MS,
  SENSITIVE_REVIEW_DUE_MS,
  standingDecisions,
  undecidedLocales,
  type Awaited,
  type Instant,
  type RevisionState,
} from '#domain';
import { Database, prismaOf } from '../database.js';
import { Prisma } from '../generated/client.js';
import type { PartnerName } from '../content/content-read-model.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';
import { SENSITIVE_TOPICS } from './reviewer-store.js';

/** A question to the queue; null: not asked. */
export interface QueueFilter {
  /** Null: what waits for people. */
  readonly state: RevisionState | null;
  readonly partnerSlug: string | null;
  readonly locale: string | null;
  readonly topic: string | null;
  readonly assignment: 'MINE' | 'NOBODYS' | 'OTHERS' | null;
  readonly isSensitive: boolean | null;
  readonly isOverdue: boolean | null;
}
export const EVERYTHING_THAT_WAITS: QueueFilter = {
  state: null,
  partnerSlug: null,
  locale: null,
  topic: null,
  assignment: null,
  isSensitive: null,
  isOverdue: null,
};

/** A revision in the queue, without a word of its text but for the content notes that warn of it. */
export interface ReviewView {
  readonly revisionId: string;
  readonly itemId: string;
  readonly partner: PartnerName;
  readonly number: number;
  readonly state: RevisionState;
  readonly submittedAt: Instant;
  readonly isEditByStaff: boolean;
  readonly isSensitive: boolean;
  readonly topics: readonly string[];
  readonly ageMin: number | null;
  readonly locales: readonly ReviewLocale[];
  /** Display name and id; null: nobody has it. */
  readonly assignee: { readonly id: string; readonly displayName: string } | null;
  readonly dueAt: Instant;
  readonly isDueSet: boolean;
  /** By the database's clock. */
  readonly readAt: Instant;
  readonly skips: number;
  readonly isAppealed: boolean;
}

export interface ReviewLocale {
  readonly locale: string;
  readonly contentHash: string;
  readonly contentNote: string | null;
  /** Pictures, films and recordings, and how many of them stay blurred until somebody chooses. */
  readonly media: number;
  readonly blurredMedia: number;
  /** Null: decided. */
  readonly awaits: Awaited;
}

const REVIEW = {
  partner: { select: { id: true, slug: true, name: true } },
  decisions: { orderBy: [{ decidedAt: 'asc' }, { locale: 'asc' }] },
  signOffs: true,
  review: true,
  appeal: true,
  _count: { select: { skips: true } },
} as const satisfies Prisma.RevisionInclude;
type ReviewRow = Prisma.RevisionGetPayload<{ include: typeof REVIEW }>;

interface LocaleRow {
  readonly revisionId: string;
  readonly locale: string;
  readonly contentHash: string;
  readonly note: string | null;
  readonly media: number;
  readonly blurred: number;
}

/** The queue of reviews, as the people who work on it see it. */
@Injectable()
export class ReviewReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The longest waiting first. What somebody skipped is not shown to them again. @param memberId who asks */
  async queue(page: PageRequest, filter: QueueFilter, memberId: string | null): Promise<Page<ReviewView>> {
    const conditions = [...conditionsOf(filter, memberId), ...afterCursor(page)];
    const rows = await prismaOf(this.database).$queryRaw<{ id: string }[]>`
      SELECT r.id FROM revision r LEFT JOIN review v ON v.revision_id = r.id
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY r.submitted_at, r.id LIMIT ${page.first + 1}`;
    const found = pageOf(rows, page.first);
    return { rows: await this.views(found.rows.map(({ id }) => id)), hasNext: found.hasNext };
  }

  async review(revisionId: string): Promise<ReviewView | null> {
    if (!isUuid(revisionId)) return null;
    return (await this.views([revisionId]))[0] ?? null;
  }

  /** In the order of the ids. */
  private async views(ids: readonly string[]): Promise<ReviewView[]> {
    if (ids.length === 0) return [];
    const client = prismaOf(this.database);
    const rows = await client.revision.findMany({ where: { id: { in: [...ids] } }, include: REVIEW });
    const locales = await client.$queryRaw<LocaleRow[]>`
      SELECT revision_id AS "revisionId", locale, content_hash AS "contentHash", text -> 'contentNote' ->> 'text' AS note,
        (SELECT count(*)::int FROM jsonb_array_elements(text -> 'media') m WHERE m ->> 'kind' <> 'LINK') AS media,
        (SELECT count(*)::int FROM jsonb_array_elements(text -> 'media') m WHERE (m ->> 'blurred')::boolean) AS blurred
      FROM localization WHERE revision_id = ANY(${[...ids]}::uuid[]) ORDER BY locale`;
    const [clock] = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const assignees = rows.flatMap(({ review }) => (review?.assigneeId == null ? [] : [review.assigneeId]));
    const names = await client.member.findMany({
      where: { id: { in: assignees } },
      select: { id: true, displayName: true },
    });
    const views = rows.map((row) => {
      const own = locales.filter(({ revisionId }) => revisionId === row.id);
      return reviewView(row, own, names, clock!.now.getTime());
    });
    return ids.flatMap((id) => views.filter(({ revisionId }) => revisionId === id));
  }
}

/** What waits: handed in; approved in some locales only; or rejected, and the partner appealed. */
const WAITING = Prisma.sql`r.id IN (
  SELECT id FROM revision WHERE state = 'SUBMITTED'
  UNION SELECT w.revision_id FROM review w JOIN revision o ON o.id = w.revision_id WHERE w.open_locales <> '{}' AND o.state = 'APPROVED'
  UNION SELECT a.revision_id FROM appeal a JOIN revision o ON o.id = a.revision_id WHERE a.outcome IS NULL AND o.state <> 'WITHDRAWN')`;
const SENSITIVE = Prisma.sql`EXISTS (SELECT 1 FROM jsonb_array_elements_text(r.facts -> 'topics') t,
  unnest(${SENSITIVE_TOPICS}::text[]) s WHERE starts_with(t, s))`;
const OVERDUE = Prisma.sql`coalesce(v.due_at, r.submitted_at
  + (CASE WHEN ${SENSITIVE} THEN ${SENSITIVE_REVIEW_DUE_MS}::int ELSE ${REVIEW_DUE_MS}::int END) * interval '1 millisecond') < clock_timestamp()`;

function conditionsOf(filter: QueueFilter, memberId: string | null): Prisma.Sql[] {
  const { state, partnerSlug, locale, topic, assignment } = filter;
  const is = (wanted: boolean | null, condition: Prisma.Sql): Prisma.Sql[] =>
    wanted === null ? [] : [wanted ? condition : Prisma.sql`NOT (${condition})`];
  return [
    state === null ? WAITING : Prisma.sql`r.state = ${state}::"RevisionState"`,
    Prisma.sql`NOT EXISTS (SELECT 1 FROM review_skip k WHERE k.revision_id = r.id AND k.member_id = ${memberId}::uuid)`,
    ...(partnerSlug === null ? [] : [Prisma.sql`r.partner_id IN (SELECT id FROM partner WHERE slug = ${partnerSlug})`]),
    ...(locale === null
      ? []
      : [
          Prisma.sql`EXISTS (SELECT 1 FROM localization l WHERE l.revision_id = r.id AND lower(l.locale) = lower(${locale}))`,
        ]),
    ...(topic === null
      ? []
      : [Prisma.sql`EXISTS (SELECT 1 FROM jsonb_array_elements_text(r.facts -> 'topics') t WHERE t = ${topic})`]),
    ...(assignment === 'NOBODYS' ? [Prisma.sql`v.assignee_id IS NULL`] : []),
    ...(assignment === 'MINE' ? [Prisma.sql`v.assignee_id = ${memberId}::uuid`] : []),
    ...(assignment === 'OTHERS' ? [Prisma.sql`v.assignee_id <> ${memberId}::uuid`] : []),
    ...is(filter.isSensitive, SENSITIVE),
    ...is(filter.isOverdue, OVERDUE),
  ];
}

function afterCursor({ after }: PageRequest): Prisma.Sql[] {
  if (after === null) return [];
  return [Prisma.sql`(r.submitted_at, r.id) > (${new Date(after.at)}, ${after.id}::uuid)`];
}

function reviewView(
  row: ReviewRow,
  locales: readonly LocaleRow[],
  names: readonly { readonly id: string; readonly displayName: string }[],
  readAt: Instant,
): ReviewView {
  const { topics, ageMin } = row.facts as unknown as { topics: readonly string[]; ageMin: number | null };
  const sensitive = isSensitive({ topics });
  const submittedAt = row.submittedAt.getTime();
  const dueAt = row.review?.dueAt?.getTime() ?? null;
  const liftedAt = row.appeal?.outcome === 'GRANTED' ? row.appeal.decidedAt!.getTime() : null;
  const decisions = row.decisions.map((one) => ({
    ...one,
    decidedBy: one.decidedById,
    decidedAt: one.decidedAt.getTime(),
  }));
  const hashes = Object.fromEntries(locales.map((one) => [one.locale, one.contentHash]));
  const undecided = undecidedLocales(hashes, standingDecisions(decisions, liftedAt));
  return {
    revisionId: row.id,
    itemId: row.itemId,
    partner: row.partner,
    number: row.number,
    state: row.state,
    submittedAt,
    isEditByStaff: row.editedFromId !== null,
    isSensitive: sensitive,
    topics,
    ageMin,
    locales: locales.map(({ locale, contentHash, note, media, blurred }) => ({
      locale,
      contentHash,
      contentNote: note,
      media,
      // Of a sensitive text every picture stays blurred for whoever reviews it, whatever the partner said.
      blurredMedia: sensitive ? media : blurred,
      awaits: undecided.includes(locale)
        ? awaitedReviewer({ locale, contentHash, isSensitive: sensitive }, row.signOffs)
        : null,
    })),
    assignee: names.find(({ id }) => id === row.review?.assigneeId) ?? null,
    dueAt: reviewDueAt({ submittedAt, isSensitive: sensitive, dueAt }),
    isDueSet: dueAt !== null,
    readAt,
    skips: row._count.skips,
    isAppealed: row.appeal !== null && row.appeal.outcome === null,
  };
}
