import { canonicalHash, canonicalText } from '../content/content-hash.js';
import { CHAIN_BEGIN } from './audit-entry.js';

/** The end of the audit chain at an instant, as it is written outside of the database: one line of JSON each. */
export interface Head {
  readonly format: 1;
  /** Place of the last entry, and its hash. */
  readonly seq: string;
  readonly hash: string;
  /** When it was signed, by the database's clock. RFC 3339 in UTC. */
  readonly at: string;
  /** Entries since the line before. */
  readonly entries: number;
  /** SHA-256 of the canonical text of the line before, with its signature; CHAIN_BEGIN for the first. */
  readonly previous: string;
  /** Names the public key: the first 16 hex digits of the SHA-256 of its SPKI. */
  readonly keyId: string;
}

export interface SignedHead extends Head {
  /** Ed25519 over `headText`, in base64. */
  readonly signature: string;
}

/** What is signed: RFC 8785 JSON of everything but the signature. */
export function headText({ format, seq, hash, at, entries, previous, keyId }: Head): string {
  return canonicalText({ format, seq, hash, at, entries, previous, keyId });
}

/** What the next line carries as `previous`. @param head null: there is none before */
export function headHash(head: SignedHead | null): string {
  return head === null ? CHAIN_BEGIN : canonicalHash({ ...JSON.parse(headText(head)), signature: head.signature });
}

/** The line of a file, without its end. */
export function headLine(head: SignedHead): string {
  return canonicalText(head);
}

const TEXTS = ['seq', 'hash', 'at', 'previous', 'keyId', 'signature'] as const;

/** The head of a line, or null: it is not whole, or not one of ours. Whether it is genuine, its signature says. */
export function readHeadLine(line: string): SignedHead | null {
  try {
    const { format, entries, ...rest } = JSON.parse(line) as SignedHead;
    const isOurs = TEXTS.every((name) => typeof rest[name] === 'string') && /^\d{1,18}$/.test(rest.seq);
    return isOurs && format === 1 && Number.isSafeInteger(entries) ? { format, entries, ...rest } : null;
  } catch {
    return null;
  }
}

/** What a key says of a head. */
export type HeadVerdict = 'GENUINE' | 'FORGED' | 'KEY_UNKNOWN';

/** What is wrong with a file of heads, with its line, from 1. */
export type HeadFinding =
  | { readonly kind: 'HEAD_FORGED' | 'HEAD_KEY_UNKNOWN'; readonly line: number; readonly seq: bigint }
  /** The line does not follow from the one before: lines between were taken out, put in, exchanged or changed. */
  | { readonly kind: 'HEADS_BROKEN'; readonly line: number; readonly seq: bigint };

/** Goes along a file of heads, line by line; or along several that follow each other, the oldest first. */
export class HeadsCheck {
  readonly findings: HeadFinding[] = [];
  /** Lines that are not whole: cut by a crash, unless the next line says that they were changed. */
  readonly damagedLines: number[] = [];
  private before: SignedHead | null = null;
  private textBefore = '';
  private line = 0;
  private reached = 0n;

  constructor(private readonly judge: (head: SignedHead) => HeadVerdict) {}

  /** @returns the head of the line when it is genuine and its place is not before one that was seen; else null */
  add(text: string): SignedHead | null {
    this.line += 1;
    // The last line of a file that was put away begins the next one.
    if (text === '' || text === this.textBefore) return null;
    this.textBefore = text;
    const head = readHeadLine(text);
    if (head === null) {
      this.damagedLines.push(this.line);
      return null;
    }
    const { line, before } = this;
    const seq = BigInt(head.seq);
    const verdict = this.judge(head);
    const follows = head.previous === headHash(before) && (before === null || seq >= BigInt(before.seq));
    if (verdict === 'FORGED') this.findings.push({ kind: 'HEAD_FORGED', line, seq });
    else if (!follows) this.findings.push({ kind: 'HEADS_BROKEN', line, seq });
    else if (verdict === 'KEY_UNKNOWN') this.findings.push({ kind: 'HEAD_KEY_UNKNOWN', line, seq });
    this.before = head;
    if (verdict !== 'GENUINE' || seq < this.reached) return null;
    this.reached = seq;
    return head;
  }
}
