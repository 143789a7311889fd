import pg from 'pg';
import {
  ChainCheck,
  HeadsCheck,
  SignedChainCheck,
  type AuditFormat,
  type ChainedEntry,
  type ChainFinding,
  type ChainPlace,
  type HeadFinding,
  type SignedChainFinding,
  type SignedHead,
} from '#domain';
import { auditDigest } from '../audit-log.js';
import { connectForStart } from '../migrate/connect.js';
import type { AuditPublicKeys } from './audit-key.js';
import { ENTRY_COLUMNS } from './entry-columns.js';
import type { HeadsFile } from './heads-file.js';

export type AuditFinding = ChainFinding | HeadFinding | SignedChainFinding | { readonly kind: 'HEADS_MISSING' };

export interface AuditReport {
  readonly findings: readonly AuditFinding[];
  /** Entries that were read, and heads that are genuine. */
  readonly entries: number;
  readonly heads: number;
  readonly last: ChainPlace | null;
  /** The last genuine head: entries behind it are covered by none. */
  readonly newest: SignedHead | null;
  /** Lines of the file of heads that are not whole. */
  readonly damagedLines: readonly number[];
}

export interface SignedHeads {
  readonly file: Pick<HeadsFile, 'size' | 'lines'>;
  readonly keys: AuditPublicKeys;
}

const BATCH = 2_000;

/**
 * Reads the whole audit log in one snapshot, recomputes it, and holds it against the signed heads. Writes nothing, locks nothing, and
 * keeps in memory a batch of rows however long the log is.
 *
 * @param signed null: held against nothing outside of the database
 * @throws StartRefusal when the database cannot be reached
 */
export async function verifyAudit(url: string, signed: SignedHeads | null): Promise<AuditReport> {
  // Before the snapshot: what is signed while it is read is of rows that it does not see.
  const size = signed === null ? null : await signed.file.size();
  const client = await connectForStart(url, 'marquee-audit');
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ seq: string; hash: string }>('SELECT seq, hash FROM audit_head WHERE id = 1');
    const headRow = { seq: BigInt(rows[0]?.seq ?? '0'), hash: rows[0]?.hash ?? '' };
    return await check(client, headRow, signed, size);
  } finally {
    await client.end();
  }
}

async function check(
  client: pg.Client,
  headRow: ChainPlace,
  signed: SignedHeads | null,
  size: number | null,
): Promise<AuditReport> {
  const [chain, against] = [new ChainCheck(auditDigest), new SignedChainCheck()];
  const headsCheck = new HeadsCheck((head) => signed!.keys.judge(head));
  const heads = signed === null || size === null ? [][Symbol.iterator]() : genuine(signed.file.lines(size), headsCheck);
  let [next, newest, last]: [SignedHead | null, SignedHead | null, ChainPlace | null] = [null, null, null];
  let [entries, count] = [0, 0];
  const advance = async () => {
    const { value, done } = await heads.next();
    next = done === true ? null : (value as SignedHead);
    if (next === null) return;
    newest = next;
    count += 1;
  };
  await advance();
  const compareBelow = async (seq: bigint | null) => {
    while (next !== null && (seq === null || BigInt(next.seq) < seq)) {
      const isBeyond = seq === null && BigInt(next.seq) > (last?.seq ?? 0n);
      if (isBeyond) against.missing(next);
      else against.compare(next, last);
      await advance();
    }
  };
  for await (const entry of entriesOf(client)) {
    const seq = BigInt(entry.seq);
    await compareBelow(seq);
    chain.add(entry);
    last = { seq, hash: entry.hash };
    entries += 1;
  }
  await compareBelow(null);
  const isYounger = await hasEventsAfter(client, against.missingSince());
  const inChain = chain.findings();
  const found = against.findings(last, headRow, isYounger).filter((one) => !isExplained(one, inChain));
  const isMissing = signed !== null && size === null;
  const findings = [
    ...(isMissing ? [{ kind: 'HEADS_MISSING' } as const] : []),
    ...inChain,
    ...found,
    ...headsCheck.findings,
  ];
  return { findings, entries, heads: count, last, newest, damagedLines: headsCheck.damagedLines };
}

async function* genuine(lines: AsyncIterable<string>, check: HeadsCheck): AsyncGenerator<SignedHead> {
  for await (const line of lines) {
    const head = check.add(line);
    if (head !== null) yield head;
  }
}

/** An entry that was edited, moved or put in has another hash than was signed: said once, by what was done to it. */
function isExplained(finding: SignedChainFinding, inChain: readonly ChainFinding[]): boolean {
  if (finding.kind !== 'REWRITTEN') return false;
  const placeOf = (one: ChainFinding) => ('seq' in one ? one.seq : one.from);
  return inChain.some((one) => placeOf(one) >= finding.from && placeOf(one) <= finding.to);
}

async function hasEventsAfter(client: pg.Client, at: string | null): Promise<boolean> {
  if (at === null) return false;
  const { rows } = await client.query<{ is: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM outbox_event WHERE occurred_at > $1) AS is',
    [at],
  );
  return rows[0]!.is;
}

interface Row {
  readonly seq: string;
  readonly format: AuditFormat;
  readonly at: Date;
  readonly [column: string]: unknown;
}

async function* entriesOf(client: pg.Client): AsyncIterable<ChainedEntry> {
  for (let after: string | null = null; ;) {
    const { rows }: pg.QueryResult<Row> = await client.query<Row>(
      `SELECT ${ENTRY_COLUMNS.sql}
       FROM audit_entry a WHERE $1::bigint IS NULL OR a.seq > $1 ORDER BY a.seq LIMIT ${BATCH}`,
      [after],
    );
    for (const row of rows) yield { ...row, at: row.at.toISOString() } as unknown as ChainedEntry;
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.seq;
  }
}
