import { Injectable } from '@nestjs/common';
import { playlistHash, type PinnedRevision } from '#domain';
import { clientOf, type Transaction } from '../transaction.js';

/** What decides whether a run was approved again. */
export interface RunApprovals {
  readonly runId: string;
  /** Null: people planned the run. */
  readonly observanceYear: number | null;
  /** Who planned it; null: a rule drafted it. */
  readonly plannedBy: string | null;
  /** The playlist hash of each approval. */
  readonly approved: readonly string[];
}

export interface NewRunApproval {
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly playlistHash: string;
  readonly approvedBy: string;
  readonly reason: string | null;
}

/** Writes approvals of runs, each bound to a playlist by its hash. */
@Injectable()
export class RunApprovalStore {
  async approvals(tx: Transaction, runId: string): Promise<RunApprovals> {
    const { observanceYear, createdById, approvals } = await clientOf(tx).run.findUniqueOrThrow({
      where: { id: runId },
      select: { observanceYear: true, createdById: true, approvals: { select: { playlistHash: true } } },
    });
    return { runId, observanceYear, plannedBy: createdById, approved: approvals.map((one) => one.playlistHash) };
  }

  /** What an approval of these revisions, in this order, is bound to; revisions never change, but for their state. */
  async hashOf(tx: Transaction, revisionIds: readonly string[]): Promise<string> {
    const rows = await clientOf(tx).localization.findMany({
      where: { revisionId: { in: [...revisionIds] } },
      select: { revisionId: true, locale: true, contentHash: true },
    });
    const pinned = revisionIds.map((revisionId): PinnedRevision => {
      const own = rows.filter((row) => row.revisionId === revisionId);
      return { revisionId, hashes: Object.fromEntries(own.map((row) => [row.locale, row.contentHash])) };
    });
    return playlistHash(pinned);
  }

  async insertApproval(tx: Transaction, approval: NewRunApproval): Promise<void> {
    const { runId, scheduleVersion, playlistHash: hash, approvedBy, reason } = approval;
    await clientOf(tx).runApproval.create({
      data: {
        id: tx.newId(),
        runId,
        scheduleVersion,
        playlistHash: hash,
        approvedById: approvedBy,
        approvedAt: new Date(tx.now),
        reason,
      },
    });
  }
}
