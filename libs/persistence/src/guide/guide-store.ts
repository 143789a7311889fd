import { Injectable } from '@nestjs/common';
import {
  canonicalHash,
  guideHashes,
  localesApproved,
  type GuideDocument,
  type GuideRetirement,
  type GuideRow,
  type LocaleDecision,
  type RejectionCode,
  type RevisionState,
} from '#domain';
import type { Prisma } from '../generated/client.js';
import type { NewSignOff, StoredSignOff } from '../review/review-store.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import {
  GUIDE_REVISION_PARTS,
  guideDecisionsOf,
  guideDocumentOf,
  guideRow,
  PUBLIC_GUIDE,
  readTakenDown,
} from './guide-rows.js';

/** A guide locked by the transaction that reads it: nobody else writes to it before that is over. */
export interface LockedGuide {
  readonly slug: string;
  readonly draft: GuideDocument;
  readonly draftVersion: number;
  readonly isRetired: boolean;
  /** Who wrote on the draft since the last text that was approved whole. */
  readonly writerIds: readonly string[];
  /** The newest revision; null: none was handed in. */
  readonly latest: LatestGuideRevision | null;
}

export interface LatestGuideRevision {
  readonly id: string;
  readonly number: number;
  readonly state: RevisionState;
  /** Approved in every locale. */
  readonly isWhole: boolean;
  /** Of its document, as of any value. */
  readonly documentHash: string;
}

/** A revision of a guide; the guide is locked. */
export interface LockedGuideRevision {
  readonly id: string;
  readonly slug: string;
  readonly number: number;
  /** No other was handed in since. */
  readonly isLatest: boolean;
  readonly isGuideRetired: boolean;
  readonly state: RevisionState;
  /** Null: the system. */
  readonly submittedBy: string | null;
  readonly writerIds: readonly string[];
  readonly document: GuideDocument;
  /** The oldest first. */
  readonly decisions: readonly LocaleDecision[];
  readonly signOffs: readonly StoredSignOff[];
}

export interface NewGuideDecision extends LocaleDecision {
  readonly revisionId: string;
  readonly reason: string | null;
  /** Of a rejection. */
  readonly code: RejectionCode | null;
  readonly decidedBy: string;
}

/** A partner as far as a guide asks. */
export interface GuidePartner {
  readonly id: string;
  readonly slug: string;
  readonly isVerified: boolean;
}

/** Writes guides, their drafts and revisions, and what was decided of them. */
@Injectable()
export class GuideStore {
  /** @returns false: the slug is taken */
  async insertGuide(
    tx: Transaction,
    guide: { readonly slug: string; readonly draft: GuideDocument; readonly writerId: string },
  ): Promise<boolean> {
    const at = new Date(tx.now);
    const { count } = await clientOf(tx).guide.createMany({
      data: [
        {
          slug: guide.slug,
          id: tx.newId(),
          audience: guide.draft.audience,
          draft: jsonOf(guide.draft),
          draftVersion: 1,
          draftWriterIds: [guide.writerId],
          createdAt: at,
          updatedAt: at,
        },
      ],
      skipDuplicates: true,
    });
    return count === 1;
  }

  /**
   * Waits for others who write to it. Null: there is none, or the partner is not among those who make it.
   *
   * @param partnerId one of its partners; null: anybody's (staff)
   */
  async lockGuide(tx: Transaction, slug: string, partnerId: string | null): Promise<LockedGuide | null> {
    const locked = await clientOf(tx).$queryRaw<object[]>`
      SELECT slug FROM guide WHERE slug = ${slug} AND (${partnerId}::uuid IS NULL
        OR jsonb_exists(draft -> 'partners', (SELECT slug FROM partner WHERE id = ${partnerId}::uuid))) FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).guide.findUniqueOrThrow({
      where: { slug },
      include: { revisions: { orderBy: { number: 'desc' }, take: 1, include: GUIDE_REVISION_PARTS } },
    });
    const [latest] = row.revisions;
    return {
      slug,
      draft: row.draft as unknown as GuideDocument,
      draftVersion: row.draftVersion,
      isRetired: row.retiredAt !== null,
      writerIds: row.draftWriterIds,
      latest: latest === undefined ? null : latestOf(latest),
    };
  }

  /** Replaces the draft of a locked guide; its version grows by one. */
  async saveDraft(
    tx: Transaction,
    guide: LockedGuide,
    change: { readonly draft: GuideDocument; readonly writerIds: readonly string[] },
  ): Promise<void> {
    await clientOf(tx).guide.update({
      where: { slug: guide.slug },
      data: {
        draft: jsonOf(change.draft),
        draftVersion: guide.draftVersion + 1,
        draftWriterIds: [...change.writerIds],
        updatedAt: new Date(tx.now),
      },
    });
  }

  /** Makes the draft of a locked guide its next revision, with the hash of each locale. @returns its id */
  async insertRevision(tx: Transaction, guide: LockedGuide, submittedBy: string): Promise<string> {
    const id = tx.newId();
    const { localizations, ...facts } = guide.draft;
    const hashes = guideHashes(guide.draft);
    await clientOf(tx).guideRevision.create({
      data: {
        id,
        guideSlug: guide.slug,
        number: (guide.latest?.number ?? 0) + 1,
        state: 'SUBMITTED',
        submittedById: submittedBy,
        submittedAt: new Date(tx.now),
        writerIds: [...new Set([...guide.writerIds, submittedBy])],
        facts: jsonOf(facts),
      },
    });
    await clientOf(tx).guideLocalization.createMany({
      data: Object.entries(localizations).map(([locale, text]) => ({
        revisionId: id,
        locale,
        text: jsonOf(text),
        contentHash: hashes[locale]!,
      })),
    });
    return id;
  }

  /** A revision with everything that decides on it; its guide is locked, so that of two people who decide at once one finds it decided. */
  async lockRevision(tx: Transaction, id: string): Promise<LockedGuideRevision | null> {
    if (!isUuid(id)) return null;
    const [guide] = await clientOf(tx).$queryRaw<{ slug: string; retired: boolean }[]>`
      SELECT slug, retired_at IS NOT NULL AS retired FROM guide
      WHERE slug = (SELECT guide_slug FROM guide_revision WHERE id = ${id}::uuid) FOR UPDATE`;
    if (guide === undefined) return null;
    const row = await clientOf(tx).guideRevision.findUniqueOrThrow({
      where: { id },
      include: { ...GUIDE_REVISION_PARTS, signOffs: { orderBy: [{ signedAt: 'asc' }, { id: 'asc' }] } },
    });
    const later = await clientOf(tx).guideRevision.count({
      where: { guideSlug: guide.slug, number: { gt: row.number } },
    });
    return {
      id,
      slug: guide.slug,
      number: row.number,
      isLatest: later === 0,
      isGuideRetired: guide.retired,
      state: row.state,
      submittedBy: row.submittedById,
      writerIds: row.writerIds,
      document: guideDocumentOf(row),
      decisions: guideDecisionsOf(row),
      signOffs: row.signOffs.map(({ locale, contentHash, memberId, role, findings }) => ({
        locale,
        contentHash,
        memberId,
        role,
        overridden: (findings as unknown as NewSignOff['findings']).overridden,
      })),
    };
  }

  async setRevisionState(tx: Transaction, id: string, state: RevisionState): Promise<void> {
    await clientOf(tx).guideRevision.update({ where: { id }, data: { state } });
  }

  async insertDecisions(tx: Transaction, decisions: readonly NewGuideDecision[]): Promise<void> {
    await clientOf(tx).guideDecision.createMany({
      data: decisions.map(({ decidedBy, ...decision }) => ({
        ...decision,
        id: tx.newId(),
        decidedById: decidedBy,
        decidedAt: new Date(tx.now),
      })),
    });
  }

  async insertSignOffs(tx: Transaction, signOffs: readonly NewSignOff[]): Promise<void> {
    await clientOf(tx).guideSignOff.createMany({
      data: signOffs.map(({ findings, ...signOff }) => ({
        ...signOff,
        id: tx.newId(),
        findings: structuredClone(findings) as object,
        signedAt: new Date(tx.now),
      })),
    });
  }

  /** Retires a locked guide, for good. */
  async retire(tx: Transaction, slug: string, retirement: GuideRetirement, by: string): Promise<void> {
    const { notices, successor, pointer, reason } = retirement;
    await clientOf(tx).guide.update({
      where: { slug },
      data: {
        retiredAt: new Date(tx.now),
        retiredById: by,
        retiredWhy: reason,
        successorSlug: successor,
        pointer,
        ...(Object.keys(notices).length === 0 ? {} : { notices: jsonOf(notices) }),
        updatedAt: new Date(tx.now),
      },
    });
  }

  /** A guide as the public knows it, not locked; null: there is none. */
  async publicRow(tx: Transaction, slug: string): Promise<GuideRow | null> {
    const row = await clientOf(tx).guide.findUnique({ where: { slug }, include: PUBLIC_GUIDE });
    return row === null ? null : guideRow(row, await readTakenDown(clientOf(tx)));
  }

  /** Those of the slugs that partners have. */
  async partners(tx: Transaction, slugs: readonly string[]): Promise<GuidePartner[]> {
    const rows = await clientOf(tx).partner.findMany({
      where: { slug: { in: [...slugs] } },
      select: { id: true, slug: true, verifiedAt: true },
    });
    return rows.map(({ id, slug, verifiedAt }) => ({ id, slug, isVerified: verifiedAt !== null }));
  }
}

function latestOf(row: Prisma.GuideRevisionGetPayload<{ include: typeof GUIDE_REVISION_PARTS }>): LatestGuideRevision {
  const document = guideDocumentOf(row);
  const hashes = guideHashes(document);
  const locales = Object.keys(hashes);
  const approved = localesApproved(locales, guideDecisionsOf(row), (locale) => hashes[locale]!);
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    isWhole: approved.length === locales.length,
    documentHash: canonicalHash(document),
  };
}

/** Documents are JSON by their types; Prisma's input type does not see it. */
function jsonOf(value: object): Prisma.InputJsonObject {
  return value as unknown as Prisma.InputJsonObject;
}
