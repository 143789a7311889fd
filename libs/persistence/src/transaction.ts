import type { Instant } from '#domain';
import type { Prisma } from './generated/client.js';

/** What an audit entry says besides who and when. `before` and `after` are JSON; neither holds a secret or a viewer. */
export interface AuditRecord {
  /** Dotted, from the decision's name: `run.scheduled`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null;
}

/** What an outbox event says; `payload` is small JSON with ids and instants, never content. */
export interface EventRecord {
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A thing whose change may change a public answer. */
export type Touched =
  | { readonly run: string }
  | { readonly campaign: string }
  | { readonly revision: string }
  | { readonly item: string }
  | { readonly partner: string }
  /** A slug. */
  | { readonly surface: string }
  | 'HELP'
  | 'PAUSES'
  | 'HELP_ONLY'
  | 'GUIDES'
  | 'PARTNERS';

/**
 * One decision on its way to the database: its rows, its audit entries and its events are committed together or not at
 * all. Handed to stores, which write through it; made by `UnitOfWork` only.
 */
export interface Transaction {
  /** Now by the database's clock, read once when the transaction began. */
  readonly now: Instant;
  /** A new UUID v7. */
  newId(): string;
  audit(record: AuditRecord): void;
  emit(event: EventRecord): void;
  /**
   * Says that a public answer may change: readers are woken at commit, and read what was touched again.
   *
   * @param touched everything whose rows were written; a thing that it belonged to before, too, such as the surface from which a
   * campaign moves. None: everything is read again
   */
  programmeChanged(...touched: readonly Touched[]): void;
}

export type TransactionClient = Prisma.TransactionClient;
const clients = new WeakMap<Transaction, TransactionClient>();

/** The connection behind a transaction, for the stores of this lib. */
export function clientOf(tx: Transaction): TransactionClient {
  const client = clients.get(tx);
  if (client === undefined) throw new Error('This transaction was not made by UnitOfWork, or is over.');
  return client;
}

export function bindClient(tx: Transaction, client: TransactionClient): void {
  clients.set(tx, client);
}
