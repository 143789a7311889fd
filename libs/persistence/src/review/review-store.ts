import { Injectable } from '@nestjs/common';
import {
  MEDIA_SIGNS,
  type AppealOutcome,
  type DatedDecision,
  type Instant,
  type MediaAttestations,
  type MediaSign,
  type Role,
  type SignOff,
} from '#domain';
import { clientOf, type Transaction } from '../transaction.js';

/** A sign-off with the findings that it let pass. */
export interface StoredSignOff extends SignOff {
  readonly role: Role;
  /** Keys of what a safety reviewer let pass in writing. */
  readonly overridden: readonly string[];
}

export interface NewSignOff extends SignOff {
  readonly revisionId: string;
  readonly role: Role;
  readonly findings: {
    readonly acknowledged: readonly string[];
    readonly answered: readonly { readonly key: string; readonly isFine: boolean }[];
    readonly overridden: readonly string[];
  };
  readonly reason: string | null;
}

/** What was decided and signed of a revision so far. */
export interface ReviewFacts {
  /** The oldest first. */
  readonly decisions: readonly DatedDecision[];
  readonly signOffs: readonly StoredSignOff[];
  /** Null: nobody appealed. */
  readonly appeal: ReviewAppeal | null;
  readonly isAssigned: boolean;
}

export interface ReviewAppeal {
  readonly appealedBy: string;
  readonly outcome: AppealOutcome | null;
  readonly decidedAt: Instant | null;
}

/** What people set of the work on a revision; what is left out stays as it is. */
export interface ReviewChange {
  readonly assignee?: string | null;
  readonly dueAt?: Instant | null;
  readonly openLocales?: readonly string[];
}

/** Writes the work on revisions that wait: sign-offs, attestations, assignment, due dates, skips, appeals. The revision is locked. */
@Injectable()
export class ReviewStore {
  async facts(tx: Transaction, revisionId: string): Promise<ReviewFacts> {
    const row = await clientOf(tx).revision.findUniqueOrThrow({
      where: { id: revisionId },
      select: {
        decisions: { orderBy: [{ decidedAt: 'asc' }, { locale: 'asc' }] },
        signOffs: { orderBy: [{ signedAt: 'asc' }, { id: 'asc' }] },
        appeal: true,
        review: { select: { assigneeId: true } },
      },
    });
    return {
      decisions: row.decisions.map(({ locale, contentHash, decision, decidedById, decidedAt }) => ({
        locale,
        contentHash,
        decision,
        decidedBy: decidedById,
        decidedAt: decidedAt.getTime(),
      })),
      signOffs: row.signOffs.map(({ locale, contentHash, memberId, role, findings }) => ({
        locale,
        contentHash,
        memberId,
        role,
        overridden: (findings as unknown as NewSignOff['findings']).overridden,
      })),
      appeal:
        row.appeal === null
          ? null
          : {
              appealedBy: row.appeal.appealedById,
              outcome: row.appeal.outcome,
              decidedAt: row.appeal.decidedAt?.getTime() ?? null,
            },
      isAssigned: row.review?.assigneeId != null,
    };
  }

  async insertSignOffs(tx: Transaction, signOffs: readonly NewSignOff[]): Promise<void> {
    await clientOf(tx).signOff.createMany({
      data: signOffs.map(({ findings, ...signOff }) => ({
        ...signOff,
        id: tx.newId(),
        findings: structuredClone(findings) as object,
        signedAt: new Date(tx.now),
      })),
    });
  }

  /** What was ever attested of media, by their hashes: all that any person saw; those that nobody attested are not in it. */
  async attestations(tx: Transaction, hashes: readonly string[]): Promise<MediaAttestations> {
    const rows = await clientOf(tx).mediaAttestation.findMany({ where: { mediaHash: { in: [...hashes] } } });
    return attestationsOf(rows);
  }

  async insertAttestations(
    tx: Transaction,
    memberId: string,
    attestations: readonly { readonly mediaHash: string; readonly shows: readonly MediaSign[] }[],
  ): Promise<void> {
    await clientOf(tx).mediaAttestation.createMany({
      data: attestations.map(({ mediaHash, shows }) => ({
        id: tx.newId(),
        mediaHash,
        memberId,
        shows: Object.fromEntries(
          (Object.keys(MEDIA_SIGNS) as MediaSign[]).map((sign) => [sign, shows.includes(sign)]),
        ),
        attestedAt: new Date(tx.now),
      })),
    });
  }

  /** Sets what people set of the work on a revision. */
  async change(tx: Transaction, revisionId: string, { assignee, dueAt, openLocales }: ReviewChange): Promise<void> {
    const data = {
      ...(assignee === undefined
        ? {}
        : { assigneeId: assignee, assignedAt: assignee === null ? null : new Date(tx.now) }),
      ...(dueAt === undefined ? {} : { dueAt: dueAt === null ? null : new Date(dueAt) }),
      ...(openLocales === undefined ? {} : { openLocales: [...openLocales] }),
    };
    await clientOf(tx).review.upsert({ where: { revisionId }, create: { revisionId, ...data }, update: data });
  }

  /** @returns who has it; null: nobody */
  async assigneeOf(tx: Transaction, revisionId: string): Promise<string | null> {
    const row = await clientOf(tx).review.findUnique({ where: { revisionId }, select: { assigneeId: true } });
    return row?.assigneeId ?? null;
  }

  /** That somebody left a review to others; a second time changes nothing. */
  async skip(tx: Transaction, revisionId: string, memberId: string): Promise<void> {
    await clientOf(tx).reviewSkip.createMany({
      data: [{ revisionId, memberId, skippedAt: new Date(tx.now) }],
      skipDuplicates: true,
    });
  }

  async hasSkipped(tx: Transaction, revisionId: string, memberId: string): Promise<boolean> {
    return (await clientOf(tx).reviewSkip.count({ where: { revisionId, memberId } })) > 0;
  }

  async insertAppeal(tx: Transaction, revisionId: string, appealedBy: string, text: string): Promise<void> {
    await clientOf(tx).appeal.create({
      data: { id: tx.newId(), revisionId, text, appealedById: appealedBy, appealedAt: new Date(tx.now) },
    });
  }

  async decideAppeal(
    tx: Transaction,
    revisionId: string,
    decided: { readonly outcome: AppealOutcome; readonly reason: string; readonly by: string },
  ): Promise<void> {
    const { outcome, reason, by } = decided;
    await clientOf(tx).appeal.update({
      where: { revisionId },
      data: { outcome, reason, decidedById: by, decidedAt: new Date(tx.now) },
    });
  }

  /** What the partner says to an edit by staff. */
  async insertEditResponse(
    tx: Transaction,
    response: {
      readonly revisionId: string;
      readonly isAccepted: boolean;
      readonly reason: string | null;
      readonly by: string;
    },
  ): Promise<void> {
    const { revisionId, isAccepted, reason, by } = response;
    await clientOf(tx).editResponse.create({
      data: { revisionId, isAccepted, reason, respondedById: by, respondedAt: new Date(tx.now) },
    });
  }
}

/** Attestations by hash, the signs of all of them together. */
export function attestationsOf(rows: readonly { mediaHash: string; shows: unknown }[]): MediaAttestations {
  const byHash = new Map<string, readonly MediaSign[]>();
  for (const { mediaHash, shows } of rows) {
    const seen = (Object.keys(MEDIA_SIGNS) as MediaSign[]).filter(
      (sign) => (shows as Readonly<Record<string, boolean>>)[sign] === true,
    );
    byHash.set(mediaHash, [...new Set([...(byHash.get(mediaHash) ?? []), ...seen])]);
  }
  return byHash;
}
