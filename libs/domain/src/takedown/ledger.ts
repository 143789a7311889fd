import { canonicalHash } from '../content/content-hash.js';
import type { Locale } from '../text/locale.js';
import { formatInstant, type Instant } from '../time/instant.js';
import type { Removal, RemovalCause, RemovalReceipt, RemovalSubject, TakedownKind } from './removal.js';

/**
 * What the ledger keeps of removals, outside of the database: ids, hashes and instants, never a text, a reason or a name; of the words
 * of ours only the public notice. An old backup of the database is held against it, and what it lacks is removed again.
 *
 * `LIFTED` and `HELP_ONLY_ENDED` end what an earlier line began. The order of lines says nothing else.
 */
export type LedgerEntry =
  | {
      readonly entry: 'REMOVED';
      readonly id: string;
      readonly at: string;
      readonly cause: RemovalCause;
      readonly kind: TakedownKind | null;
      readonly subjectType: RemovalSubject;
      readonly subjectId: string;
      readonly replacedBy: string | null;
      readonly notice: Readonly<Record<Locale, string>> | null;
      /** Of the texts that were removed. */
      readonly hashes: readonly string[];
      readonly receiptHash: string;
    }
  | { readonly entry: 'LIFTED'; readonly id: string; readonly at: string }
  | { readonly entry: 'HELP_ONLY'; readonly id: string; readonly at: string; readonly regions: readonly string[] }
  | { readonly entry: 'HELP_ONLY_ENDED'; readonly id: string; readonly at: string };

export type RemovedEntry = Extract<LedgerEntry, { entry: 'REMOVED' }>;
export type HelpOnlyEntry = Extract<LedgerEntry, { entry: 'HELP_ONLY' }>;

/** A removal as the rows have it. */
export interface RemovalRecord extends Removal {
  readonly kind: TakedownKind | null;
  readonly replacedBy: string | null;
  readonly notice: Readonly<Record<Locale, string>> | null;
  readonly removedAt: Instant;
  readonly receipt: RemovalReceipt;
  readonly receiptHash: string;
  readonly liftedAt: Instant | null;
}

/** A time of help only as the rows have it. */
export interface HelpOnlyRecord {
  readonly id: string;
  readonly regions: readonly string[];
  readonly begunAt: Instant;
  readonly endedAt: Instant | null;
}

/** Everything that the rows say of what is or was off the air. */
export interface RemovalRows {
  readonly removals: readonly RemovalRecord[];
  readonly helpOnly: readonly HelpOnlyRecord[];
}

/** What an entry is known by: the same fact never stands in a ledger twice. */
export function ledgerKey({ entry, id }: LedgerEntry): string {
  return `${entry} ${id}`;
}

/** One line of the ledger, without its end: the entry, and the hash that shows whether it is whole. */
export function ledgerLine(entry: LedgerEntry): string {
  return JSON.stringify({ ...entry, hash: canonicalHash(entry) });
}

const KINDS: readonly string[] = ['REMOVED', 'LIFTED', 'HELP_ONLY', 'HELP_ONLY_ENDED'] satisfies LedgerEntry['entry'][];

/** The entry of a line, or null: it is not whole, or not one of ours. */
export function readLedgerLine(line: string): LedgerEntry | null {
  try {
    const { hash, ...entry } = JSON.parse(line) as LedgerEntry & { hash: string };
    const isOurs = KINDS.includes(entry.entry) && typeof entry.id === 'string';
    return isOurs && canonicalHash(entry) === hash ? (entry as LedgerEntry) : null;
  } catch {
    return null;
  }
}

/** The entries that these rows make, in the order of their instants. */
export function ledgerEntries({ removals, helpOnly }: RemovalRows): LedgerEntry[] {
  const entries = [
    ...removals.flatMap((one): LedgerEntry[] => [
      removedEntry(one),
      ...(one.liftedAt === null ? [] : [{ entry: 'LIFTED', id: one.id, at: formatInstant(one.liftedAt) } as const]),
    ]),
    ...helpOnly.flatMap(({ id, regions, begunAt, endedAt }): LedgerEntry[] => [
      { entry: 'HELP_ONLY', id, at: formatInstant(begunAt), regions },
      ...(endedAt === null ? [] : [{ entry: 'HELP_ONLY_ENDED', id, at: formatInstant(endedAt) } as const]),
    ]),
  ];
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : ledgerKey(a) < ledgerKey(b) ? -1 : 1));
}

function removedEntry(record: RemovalRecord): RemovedEntry {
  const { id, cause, kind, subjectType, subjectId, replacedBy, notice, receipt, receiptHash, removedAt } = record;
  const hashes = [...new Set(receipt.hashes.map(({ contentHash }) => contentHash))];
  return {
    entry: 'REMOVED',
    id,
    at: formatInstant(removedAt),
    cause,
    kind,
    subjectType,
    subjectId,
    replacedBy,
    notice,
    hashes,
    receiptHash,
  };
}

/** A removal that the rows lack. */
export interface OwedRemoval {
  readonly entry: RemovedEntry;
  /** Of the same subject and cause, standing in the rows although the ledger knows that it was lifted: this one takes its place; null: none. */
  readonly inPlaceOf: string | null;
}

/** What a database lacks of a ledger: because it is an older one, or somebody took rows out. */
export interface LedgerDebt {
  readonly removals: readonly OwedRemoval[];
  readonly helpOnly: readonly HelpOnlyEntry[];
}

/**
 * What has to be removed again. What the ledger knows to be lifted or ended is left out; what the rows have standing although the
 * ledger knows of its end stays so: a ledger takes off the air, and never puts on it.
 */
export function ledgerDebt(entries: readonly LedgerEntry[], rows: RemovalRows): LedgerDebt {
  const over = new Set(
    entries.flatMap(({ entry, id }) => (entry === 'LIFTED' || entry === 'HELP_ONLY_ENDED' ? [id] : [])),
  );
  const subjectOf = ({ subjectType, subjectId, cause }: Omit<Removal, 'id'>) => `${subjectType} ${subjectId} ${cause}`;
  const standing = new Map(
    rows.removals.filter(({ liftedAt }) => liftedAt === null).map((removal) => [subjectOf(removal), removal.id]),
  );
  const known = new Set([...rows.removals, ...rows.helpOnly].map(({ id }) => id));
  const isDue = ({ id }: LedgerEntry) => !over.has(id) && !known.has(id);
  const once = new Map(entries.filter(isDue).map((entry) => [ledgerKey(entry), entry]));
  const due = [...once.values()];
  return {
    removals: due
      .filter((entry): entry is RemovedEntry => entry.entry === 'REMOVED')
      .map((entry) => ({ entry, inPlaceOf: standing.get(subjectOf(entry)) ?? null }))
      .filter(({ inPlaceOf }) => inPlaceOf === null || over.has(inPlaceOf)),
    helpOnly: due.filter((entry): entry is HelpOnlyEntry => entry.entry === 'HELP_ONLY'),
  };
}
