import { Injectable } from '@nestjs/common';
import { clientOf, type Transaction } from '../transaction.js';

/** What a decision about the audit log itself has to know. */
@Injectable()
export class AuditStore {
  /** Where the log ends; what commits meanwhile comes behind it. A decimal text, `0`: there is no entry yet. */
  async lastSeq(tx: Transaction): Promise<string> {
    const head = await clientOf(tx).auditHead.findUniqueOrThrow({ where: { id: 1 } });
    return head.seq.toString();
  }
}
