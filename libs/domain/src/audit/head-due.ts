import { formatInstant, type Instant } from '../time/instant.js';
import { CHAIN_BEGIN } from './audit-entry.js';
import { headHash, type Head, type SignedHead } from './signed-head.js';

/** A head is signed when the last one is so old, whether or not the chain has grown: an old last line says that nobody signs any more. */
const SIGN_AFTER_MS = 55_000;

/** What the database has, in one snapshot. */
export interface ChainEnd {
  readonly seq: bigint;
  readonly hash: string;
  /** The database's clock. */
  readonly now: Instant;
  /** The hash of the entry that the last head signed; null: there is no entry at its place. */
  readonly signedHash: string | null;
}

export type HeadDue =
  | { readonly kind: 'DUE'; readonly head: Head }
  | { readonly kind: 'RECENT' }
  /** The database has lost what was signed, or has something else in its place: nothing is signed on top of it. */
  | { readonly kind: 'LOST' | 'OTHER'; readonly seq: string };

/** Whether the end of the chain is to be signed now, and as what. @param last null: none was signed yet */
export function headDue(last: SignedHead | null, end: ChainEnd, keyId: string): HeadDue {
  const signedSeq = BigInt(last?.seq ?? '0');
  if (last !== null) {
    const { seq, hash } = last;
    if (signedSeq > end.seq) return { kind: 'LOST', seq };
    const stands = signedSeq === 0n ? CHAIN_BEGIN : end.signedHash;
    if (stands !== hash) return { kind: stands === null ? 'LOST' : 'OTHER', seq };
    if (end.now - Date.parse(last.at) < SIGN_AFTER_MS) return { kind: 'RECENT' };
  }
  const entries = Number(end.seq - signedSeq);
  const [at, previous] = [formatInstant(end.now), headHash(last)];
  return { kind: 'DUE', head: { format: 1, seq: end.seq.toString(), hash: end.hash, at, entries, previous, keyId } };
}
