import { headDue, type ChainEnd, type SignedHead } from '#domain';
import { prismaOf, type Database } from '../database.js';
import type { AuditKey } from './audit-key.js';
import type { HeadsFile } from './heads-file.js';

/** Of several schedulers one signs at a time. */
const LOCK = 72_707_371;

/** Signs the end of the audit chain, and writes it to a file outside of the database. */
export class HeadSigner {
  constructor(
    private readonly database: Database,
    private readonly file: HeadsFile,
    private readonly key: AuditKey,
  ) {}

  /**
   * To be called as often as one likes: the end is signed once a minute, also of a chain that rests, however many schedulers there are.
   *
   * @returns what was signed now; null: it was not yet time, or another process is at it
   * @throws Error in words when the database lacks what was signed: nothing is signed on top of it. Else a fault of database or disk
   */
  async sign(): Promise<SignedHead | null> {
    return prismaOf(this.database).$transaction(async (client) => {
      const [lock] = await client.$queryRaw<{ got: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LOCK}) AS got`;
      if (!lock!.got) return null;
      const last = await this.file.last();
      const signedSeq = BigInt(last?.seq ?? '0');
      const rows = await client.$queryRaw<(Omit<ChainEnd, 'now'> & { now: Date })[]>`
        SELECT h.seq, h.hash, clock_timestamp() AS now, (SELECT a.hash FROM audit_entry a WHERE a.seq = ${signedSeq}) AS "signedHash"
        FROM audit_head h WHERE h.id = 1`;
      const due = headDue(last, { ...rows[0]!, now: rows[0]!.now.getTime() }, this.key.id);
      if (due.kind === 'RECENT') return null;
      if (due.kind !== 'DUE')
        throw new Error(
          `the audit log ${due.kind === 'LOST' ? 'lacks the entry' : 'has another entry at'} ${due.seq}, whose hash was signed: run npm run audit:verify, and see docs/audit.md`,
        );
      const head = this.key.sign(due.head);
      await this.file.append(head);
      return head;
    });
  }
}
