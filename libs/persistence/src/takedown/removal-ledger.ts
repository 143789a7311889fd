import { ledgerDebt, ledgerEntries, ledgerKey, SYSTEM_ACTOR, type Instant, type RemovalRows } from '#domain';
import type { UnitOfWork } from '../unit-of-work.js';
import type { LedgerFile } from './ledger-file.js';
import type { LedgerStore } from './ledger-store.js';

/** What holding the rows against the ledger has found. */
export interface LedgerCheck {
  /** Removals and times of help only that the rows did not have, and have again. */
  readonly reapplied: number;
  /** Numbers of lines of the ledger that are not whole. */
  readonly damagedLines: readonly number[];
  /** False: there is no ledger at its path. */
  readonly isThere: boolean;
}

/** Rows are looked at again for so long: a decision is dated when it begins, and committed at most 15 seconds later. */
const LOOK_BACK_MS = 60_000;

/**
 * Keeps the ledger, and brings back out of it what a database lacks: an older backup has campaigns on air that were taken down since.
 *
 * Writing follows the rows, within a second of the commit; a crash in between loses nothing, since the rows are asked again. What
 * was removed in the very second before database and machine were lost together is in neither.
 */
export class RemovalLedger {
  private known: Set<string> | null = null;
  private since: Instant | null = null;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: LedgerStore,
    private readonly file: LedgerFile,
  ) {}

  /**
   * Removes again what stands in the ledger and not in the rows, each in a transaction of its own.
   *
   * @throws a fault of the database or of the disk; what was removed again until then stays so
   */
  async reapply(): Promise<LedgerCheck> {
    const { entries, damagedLines, isThere } = await this.file.read();
    if (entries.length === 0) return { reapplied: 0, damagedLines, isThere };
    const { removals, helpOnly } = ledgerDebt(entries, await this.store.rows(null));
    let reapplied = 0;
    for (const owed of removals)
      if (await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.reapply(tx, owed))) reapplied += 1;
    for (const entry of helpOnly)
      if (await this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.reapplyHelpOnly(tx, entry))) reapplied += 1;
    return { reapplied, damagedLines, isThere };
  }

  /**
   * Appends what the rows have and the ledger does not. To be called by one caller at a time.
   *
   * @returns how many facts were written
   * @throws a fault of the database or of the disk; the next call writes the same
   */
  async write(): Promise<number> {
    this.known ??= new Set((await this.file.read()).entries.map(ledgerKey));
    const known = this.known;
    const rows = await this.store.rows(this.since);
    const entries = ledgerEntries(rows).filter((entry) => !known.has(ledgerKey(entry)));
    await this.file.append(entries);
    for (const entry of entries) known.add(ledgerKey(entry));
    this.since = newestOf(rows, this.since);
    return entries.length;
  }
}

function newestOf({ removals, helpOnly }: RemovalRows, since: Instant | null): Instant | null {
  const instants = [
    ...removals.flatMap(({ removedAt, liftedAt }) => [removedAt, liftedAt ?? removedAt]),
    ...helpOnly.flatMap(({ begunAt, endedAt }) => [begunAt, endedAt ?? begunAt]),
  ];
  return instants.reduce((newest, at) => Math.max(newest ?? -Infinity, at - LOOK_BACK_MS), since);
}
