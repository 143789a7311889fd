import { auditText, CHAIN_BEGIN, type ChainedEntry } from './audit-entry.js';

/** What is wrong with a chain, with the rows by their places. `from` and `to` are both included. */
export type ChainFinding =
  /** The row does not say what its hash was made of, or is not the one that the next row follows. */
  | { readonly kind: 'EDITED'; readonly seq: bigint }
  | { readonly kind: 'DELETED'; readonly from: bigint; readonly to: bigint }
  | { readonly kind: 'INSERTED'; readonly from: bigint; readonly to: bigint }
  /** Two rows stand in each other's place. */
  | { readonly kind: 'SWAPPED'; readonly seq: bigint; readonly with: bigint };

/** A row whose hash does not fit, until it is known why. */
interface Suspect {
  readonly entry: ChainedEntry;
  readonly seq: bigint;
  /** By how much the row would have been moved, if that explains it; null: nothing so simple does. */
  readonly moved: bigint | null;
}

/** Rows that are looked at together for swaps; when more are wrong they are reported as edited, one by one. */
const SUSPECTS_MAX = 500;
const FINDINGS_MAX = 1_000;
/** How far a row is looked for that was moved to make room, or to close a gap. */
const MOVES: readonly bigint[] = [1n, -1n, 2n, -2n, 3n, -3n];

/**
 * Goes along a chain, row by row in the order of places, and finds where somebody was at it. In memory stays what is suspect, never
 * the chain.
 *
 * A row with the wrong hash was edited, unless it and another one fit in each other's place (swapped), or it and the rows behind it fit
 * some places earlier or later (rows were inserted or taken out, and the rest moved). A gap is a deletion. A row that fits its own hash,
 * but is not what the next row follows, was edited and given a new hash.
 */
export class ChainCheck {
  private readonly found: ChainFinding[] = [];
  private suspects: Suspect[] = [];
  private readonly wrong = new Set<bigint>();
  /** By how much the rows from here on were moved. */
  private moved = 0n;
  private last: { readonly seq: bigint; readonly hash: string };

  /**
   * @param digest SHA-256 of a text as 64 hex digits
   * @param after the row before the first that comes; left out: from the beginning
   */
  constructor(
    private readonly digest: (text: string) => string,
    after: { readonly seq: bigint; readonly hash: string } = { seq: 0n, hash: CHAIN_BEGIN },
  ) {
    this.last = after;
  }

  /** The last row that was seen. */
  end(): { readonly seq: bigint; readonly hash: string } {
    return this.last;
  }

  /** @param entry its place is higher than that of the one before */
  add(entry: ChainedEntry): void {
    const seq = BigInt(entry.seq);
    const { last } = this;
    if (seq < 1n) return this.tell({ kind: 'INSERTED', from: seq, to: seq });
    const isGap = seq > last.seq + 1n;
    if (isGap) this.tell({ kind: 'DELETED', from: last.seq + 1n, to: seq - 1n });
    if (!this.fits(entry, this.moved)) this.suspect(entry, seq);
    else if (!isGap && entry.previous !== last.hash && !this.wrong.has(last.seq) && this.moved === 0n) {
      this.tell({ kind: 'EDITED', seq: last.seq });
      this.wrong.add(last.seq);
    }
    this.last = { seq, hash: entry.hash };
  }

  /** What was found, by place. Nothing may be added afterwards. */
  findings(): readonly ChainFinding[] {
    const open = [...this.suspects];
    for (const one of this.suspects) {
      const other = open.find((two) => two.seq > one.seq && this.areSwapped(one, two));
      if (other === undefined || !open.includes(one)) continue;
      open.splice(open.indexOf(one), 1);
      open.splice(open.indexOf(other), 1);
      this.found.push({ kind: 'SWAPPED', seq: one.seq, with: other.seq });
    }
    for (const { seq, moved } of open) {
      // The last row alone was moved: the place before it is the one that was made.
      if (moved !== null && moved > 0n && seq === this.last.seq)
        this.found.push({ kind: 'INSERTED', from: seq - moved, to: seq - 1n });
      else this.found.push({ kind: 'EDITED', seq });
    }
    this.suspects = [];
    const placeOf = (one: ChainFinding) => ('seq' in one ? one.seq : one.from);
    return this.found.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  }

  private suspect(entry: ChainedEntry, seq: bigint): void {
    const moved = MOVES.find((by) => this.fits(entry, this.moved + by)) ?? null;
    const before = this.suspects.at(-1);
    this.wrong.add(seq);
    if (moved !== null && before?.moved === moved && before.seq === seq - 1n) {
      this.suspects.pop();
      this.moved += moved;
      if (moved > 0n) this.tell({ kind: 'INSERTED', from: before.seq - moved, to: before.seq - 1n });
      else this.tell({ kind: 'DELETED', from: before.seq, to: before.seq - moved - 1n });
    } else if (this.suspects.length < SUSPECTS_MAX) this.suspects.push({ entry, seq, moved });
    else this.tell({ kind: 'EDITED', seq });
  }

  /** Whether a row says what its hash was made of, if it had stood so many places before. */
  private fits(entry: ChainedEntry, moved: bigint): boolean {
    return this.isWhole(entry, (BigInt(entry.seq) - moved).toString(), entry.previous, entry.hash);
  }

  /** All but the places were exchanged, or only what the rows say. */
  private areSwapped(one: Suspect, two: Suspect): boolean {
    const fitsAt = (what: Suspect, where: Suspect) =>
      this.isWhole(what.entry, where.entry.seq, what.entry.previous, what.entry.hash) ||
      this.isWhole(what.entry, where.entry.seq, where.entry.previous, where.entry.hash);
    return fitsAt(one, two) && fitsAt(two, one);
  }

  private isWhole(entry: ChainedEntry, seq: string, previous: string, hash: string): boolean {
    const isForm = entry.format === 2 || (entry.format === 1 && entry.sessionId === null);
    return isForm && this.digest(auditText({ ...entry, seq, previous })) === hash;
  }

  private tell(finding: ChainFinding): void {
    if (this.found.length < FINDINGS_MAX) this.found.push(finding);
  }
}
