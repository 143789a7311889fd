import type { GuideAway, GuideDocument, GuideRevisionRow, GuideRow, GuideText, LocaleDecision } from '#domain';
import { Prisma } from '../generated/client.js';
import type { TransactionClient } from '../transaction.js';

/** What of a guide's revision makes its document and its decisions; the oldest decision first. */
export const GUIDE_REVISION_PARTS = {
  localizations: { orderBy: { locale: 'asc' } },
  decisions: { orderBy: [{ decidedAt: 'asc' }, { locale: 'asc' }] },
} as const satisfies Prisma.GuideRevisionInclude;
export type GuideRevisionParts = Prisma.GuideRevisionGetPayload<{ include: typeof GUIDE_REVISION_PARTS }>;

/** The document of a revision, put together again from its facts and its localizations. */
export function guideDocumentOf(row: Pick<GuideRevisionParts, 'id' | 'facts' | 'localizations'>): GuideDocument {
  const facts = row.facts as unknown as Omit<GuideDocument, 'localizations'> | null;
  if (facts === null || typeof facts !== 'object' || !('audience' in facts))
    throw new Error(`The facts of revision ${row.id} are not those of a guide.`);
  const localizations = Object.fromEntries(
    row.localizations.map((one) => [one.locale, one.text as unknown as GuideText]),
  );
  return { ...facts, localizations };
}

export function guideDecisionsOf(row: Pick<GuideRevisionParts, 'decisions'>): LocaleDecision[] {
  return row.decisions.map(({ locale, contentHash, decision }) => ({ locale, contentHash, decision }));
}

/** A guide's row with its approved revisions. */
export const PUBLIC_GUIDE = {
  revisions: { where: { state: 'APPROVED' }, include: GUIDE_REVISION_PARTS },
} as const satisfies Prisma.GuideInclude;
type PublicGuideRow = Prisma.GuideGetPayload<{ include: typeof PUBLIC_GUIDE }>;

export function guideRow(row: PublicGuideRow, takenDown: ReadonlyMap<string, GuideAway>): GuideRow {
  const { slug, audience } = row;
  const revisions = row.revisions.map((revision): GuideRevisionRow => ({
    number: revision.number,
    document: guideDocumentOf(revision),
    decisions: guideDecisionsOf(revision),
  }));
  return { slug, audience, revisions, away: takenDown.get(slug) ?? retirementOf(row) };
}

export function retirementOf(
  row: Pick<PublicGuideRow, 'retiredAt' | 'notices' | 'successorSlug' | 'pointer'>,
): GuideAway | null {
  if (row.retiredAt === null) return null;
  const notices = (row.notices ?? {}) as unknown as GuideAway['notices'];
  return { cause: 'RETIRED', notices, successor: row.successorSlug, pointer: row.pointer };
}

/** Every guide that the public may know, with what stands over it. A few hundred at most. */
export async function readGuideRows(client: TransactionClient): Promise<GuideRow[]> {
  const rows = await client.guide.findMany({ include: PUBLIC_GUIDE, orderBy: { slug: 'asc' } });
  const takenDown = await readTakenDown(client);
  return rows.map((row) => guideRow(row, takenDown));
}

/** Guides that staff took off the air, by slug. */
export async function readTakenDown(client: TransactionClient): Promise<ReadonlyMap<string, GuideAway>> {
  const rows = await client.$queryRaw<
    { slug: string; notice: GuideAway['notices'] | null; successor: string | null }[]
  >`
    SELECT subject_id AS slug, notice, replaced_by AS successor FROM removal WHERE subject_type = 'GUIDE' AND lifted_at IS NULL`;
  return new Map(
    rows.map(({ slug, notice, successor }) => [
      slug,
      { cause: 'TAKEN_DOWN', notices: notice ?? {}, successor, pointer: null },
    ]),
  );
}

/**
 * The text that stands of each guide and locale: slug, locale, number, review_by. The same rule as `publicGuide` of the domain, by the
 * hashes that were stored; those of retired guides are not in it.
 */
export const STANDING_TEXTS = Prisma.sql`
  SELECT DISTINCT ON (r.guide_slug, l.locale) r.guide_slug AS slug, l.locale, r.number, (l.text ->> 'reviewBy')::date AS review_by
  FROM guide_revision r JOIN guide_localization l ON l.revision_id = r.id JOIN guide g ON g.slug = r.guide_slug
  WHERE r.state = 'APPROVED' AND g.retired_at IS NULL AND l.content_hash = (
    SELECT CASE d.decision WHEN 'APPROVED' THEN d.content_hash END FROM guide_decision d
    WHERE d.revision_id = r.id AND d.locale = l.locale ORDER BY d.decided_at DESC, d.id DESC LIMIT 1)
  ORDER BY r.guide_slug, l.locale, r.number DESC`;
