import { CHAIN_BEGIN } from './audit-entry.js';
import type { SignedHead } from './signed-head.js';

/** Where a chain differs from what was signed of it. `from` and `to` are both included. */
export type SignedChainFinding =
  /** Whole in itself, but other than when it was signed: written anew, or an older backup that was written to since. */
  | { readonly kind: 'REWRITTEN'; readonly from: bigint; readonly to: bigint }
  /** Signed, and not there any more. CUT_TAIL: taken out of this database; OLD_BACKUP: nothing in it is younger. */
  | { readonly kind: 'CUT_TAIL' | 'OLD_BACKUP'; readonly from: bigint; readonly to: bigint }
  /** audit_head is not the last row. */
  | { readonly kind: 'HEAD_ROW'; readonly seq: bigint };

/** A place in a chain. */
export interface ChainPlace {
  readonly seq: bigint;
  readonly hash: string;
}

/** Goes along a chain with the heads that were signed of it, both in their order. */
export class SignedChainCheck {
  private readonly found: { from: bigint; to: bigint }[] = [];
  private agreed = 0n;
  private isOther = false;
  private beyond: { readonly at: string; seq: bigint } | null = null;

  /** @param row the last row up to the place of the head; null: there is none */
  compare(head: SignedHead, row: ChainPlace | null): void {
    const seq = BigInt(head.seq);
    const place = row ?? { seq: 0n, hash: CHAIN_BEGIN };
    // A row that is missing leaves a gap, which is found by the chain itself.
    if (place.seq < seq) return;
    if (place.hash === head.hash) {
      this.agreed = seq;
      this.isOther = false;
    } else if (this.isOther) this.found.at(-1)!.to = seq;
    else {
      this.found.push({ from: this.agreed + 1n, to: seq });
      this.isOther = true;
    }
  }

  /** A head of a place that the chain does not reach. */
  missing(head: SignedHead): void {
    const seq = BigInt(head.seq);
    if (this.beyond === null) this.beyond = { at: head.at, seq };
    else if (seq > this.beyond.seq) this.beyond.seq = seq;
  }

  /** When the first of the heads was signed that the chain does not reach; null: it reaches all. */
  missingSince(): string | null {
    return this.beyond?.at ?? null;
  }

  /**
   * @param last the last row; null: there is none
   * @param headRow what audit_head says
   * @param isYounger whether the database has events of after `missingSince`: then those rows were there, and were taken out
   */
  findings(last: ChainPlace | null, headRow: ChainPlace, isYounger: boolean): SignedChainFinding[] {
    const end = last ?? { seq: 0n, hash: CHAIN_BEGIN };
    const found: SignedChainFinding[] = this.found.map((one) => ({ kind: 'REWRITTEN', ...one }));
    const isHeadBeyond = headRow.seq > end.seq;
    const signed = this.beyond?.seq ?? 0n;
    const to = isHeadBeyond && headRow.seq > signed ? headRow.seq : signed;
    if (to > end.seq)
      found.push({ kind: isHeadBeyond || isYounger ? 'CUT_TAIL' : 'OLD_BACKUP', from: end.seq + 1n, to });
    else if (headRow.seq !== end.seq || headRow.hash !== end.hash) found.push({ kind: 'HEAD_ROW', seq: headRow.seq });
    return found;
  }
}
