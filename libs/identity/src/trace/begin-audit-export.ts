import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  permissionRefusals,
  reasonRefusals,
  refused,
  tellSearch,
  type Actor,
  type AuditExportFormat,
  type AuditSearch,
  type Outcome,
} from '#domain';
import { AUDIT_EXPORTED, AuditStore, UnitOfWork, type ToldExport } from '#persistence';

export interface BeginAuditExportInput {
  readonly format: AuditExportFormat;
  readonly search: AuditSearch;
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

/**
 * Somebody takes a part of the audit log out of Marquee: what they take, and why, is an entry itself, before the first line leaves. The
 * part ends where the log ends now, so that it is the same whenever it is fetched.
 */
@Injectable()
export class BeginAuditExport {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(AuditStore) private readonly store: AuditStore,
  ) {}

  /** @returns the id of the export */
  async execute(actor: Actor, input: BeginAuditExportInput): Promise<Outcome<string>> {
    const { format, reason, idempotencyKey } = input;
    const search = tellSearch(input.search);
    const command = { name: 'beginAuditExport', input: { format, search, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'trace.read');
      if (denied.length > 0) return refused(denied);
      const refusals = reasonRefusals(reason, ['input', 'reason']);
      if (refusals.length > 0) return refused(refusals);
      const id = tx.newId();
      const after: ToldExport = { format, search, through: await this.store.lastSeq(tx) };
      tx.audit({ action: AUDIT_EXPORTED, subjectType: 'audit-export', subjectId: id, after, reason });
      return accepted(id);
    });
  }
}
