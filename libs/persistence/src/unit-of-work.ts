import {
  accepted,
  canonicalHash,
  formatInstant,
  refuse,
  refused,
  type Actor,
  type Clock,
  type Instant,
  type Outcome,
  type Refusal,
} from '#domain';
import { appendAudit } from './audit-log.js';
import { prismaOf, sqlStateOf, type Database } from './database.js';
import { appendEvents } from './outbox.js';
import { announceProgrammeChange } from './programme-version.js';
import { suspendedSince } from './takedown/removal-store.js';
import {
  bindClient,
  clientOf,
  type AuditRecord,
  type EventRecord,
  type Touched,
  type Transaction,
  type TransactionClient,
} from './transaction.js';
import { uuidV7 } from './uuid.js';

/** A command as it came, for those callers who give it a key so that a retry has no second effect. */
export interface Command {
  /** `scheduleRun` */
  readonly name: string;
  readonly input: unknown;
  readonly idempotencyKey: string | null;
}

const RETRIES_MAX = 3;
const WAIT_FOR_CONNECTION_MS = 3_000;
const TRANSACTION_MS = 15_000;
const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
/** Controls, and halves of a surrogate pair: two keys that differ there only could not be told apart once stored. */
const NOT_IN_A_KEY = /[\p{Cc}\p{Surrogate}]/u;
/** Serialization failure, and deadlock: the database asks to try again. */
const RETRY_STATES = ['40001', '40P01'];

/** Thrown inside a transaction to undo it; carries the refusals out. */
class RolledBack extends Error {
  constructor(readonly refusals: readonly Refusal[]) {
    super('refused');
  }
}

/**
 * Carries out decisions: one transaction each, with its audit entries and events, or nothing of it.
 *
 * @param timeSource the database's own clock in production; a clock of one's own for the demo's past and for tests
 */
export class UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly timeSource: Clock | 'DATABASE' = 'DATABASE',
  ) {}

  /**
   * Runs `work` in a transaction and commits when it is accepted; a refusal leaves nothing behind. With an idempotency
   * key the first accepted run is remembered for its member, and a repetition answers the same id without running again.
   *
   * @param work answers the id of what it made or changed; run again, up to 3 times, when the database asks for it
   * @throws a fault of the database
   */
  async decide(
    actor: Actor,
    command: Command,
    work: (tx: Transaction) => Promise<Outcome<string>>,
  ): Promise<Outcome<string>> {
    return this.inTransaction(actor, async (tx) => {
      const suspended = await suspensionRefusals(tx, actor);
      if (suspended.length > 0) return refused(suspended);
      const repeated = await this.claimKey(tx, actor, command);
      if (repeated !== null) return repeated;
      const outcome = await work(tx);
      if (outcome.value !== null) await this.rememberResult(tx, actor, command, outcome.value);
      return outcome;
    });
  }

  /** Runs `work` of the system itself, which is never refused: the scheduler's transitions, the demo's loading. */
  async record<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
    // Wrapped, since an outcome without a value is a refusal and undoes everything; the result may well be null.
    const outcome = await this.inTransaction(actor, async (tx) => accepted({ result: await work(tx) }));
    return outcome.value!.result;
  }

  /**
   * A unit of work in which decisions are made with all their rules and locks, looked at, and undone: nothing of them is ever
   * committed, no key is claimed, nobody is told.
   *
   * @param look sees the rows inside the transaction, before the decision and after it
   */
  previewing<T>(look: (tx: Transaction) => Promise<T>): PreviewUnitOfWork<T> {
    return new PreviewUnitOfWork(this.database, this.timeSource, look);
  }

  protected async inTransaction<T>(actor: Actor, work: (tx: Transaction) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await prismaOf(this.database).$transaction((client) => this.runOnce(client, actor, work), {
          maxWait: WAIT_FOR_CONNECTION_MS,
          timeout: TRANSACTION_MS,
        });
      } catch (error) {
        if (error instanceof RolledBack) return refused(error.refusals);
        if (attempt >= RETRIES_MAX || !RETRY_STATES.includes(sqlStateOf(error) ?? '')) throw error;
      }
    }
  }

  private async runOnce<T>(
    client: TransactionClient,
    actor: Actor,
    work: (tx: Transaction) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const now = await this.now(client);
    const written = { audits: [] as AuditRecord[], events: [] as EventRecord[] };
    const touched: (Touched | 'EVERYTHING')[] = [];
    const tx: Transaction = {
      now,
      newId: () => uuidV7(now),
      audit: (record) => void written.audits.push(record),
      emit: (event) => void written.events.push(event),
      programmeChanged: (...things) => void touched.push(...(things.length === 0 ? ['EVERYTHING' as const] : things)),
    };
    bindClient(tx, client);
    const outcome = await work(tx);
    if (outcome.value === null) throw new RolledBack(outcome.refusals);
    // The order of these locks is the same in every transaction, so that no two can wait for each other: version, then chain.
    await appendEvents(client, now, written.events);
    if (touched.length > 0) await announceProgrammeChange(client, touched, uuidV7(now));
    await appendAudit(client, now, actor, written.audits);
    return outcome;
  }

  private async now(client: TransactionClient): Promise<Instant> {
    if (this.timeSource !== 'DATABASE') return this.timeSource.now();
    const rows = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return rows[0]!.now.getTime();
  }

  /**
   * Waits for another command in flight under the same key, so that of two at once one runs and one repeats. The lock writes
   * nothing: a transaction gets its id with its first write, the outbox is read by that id, and it must not be lower than that of
   * a transaction which this one will still wait for.
   */
  private async claimKey(tx: Transaction, actor: Actor, command: Command): Promise<Outcome<string> | null> {
    const { idempotencyKey: key, name } = command;
    if (key === null || actor.memberId === null) return null;
    if (key.length === 0 || key.length > IDEMPOTENCY_KEY_LENGTH_MAX || NOT_IN_A_KEY.test(key)) {
      return refused([
        refuse('INVALID_VALUE', ['input', 'idempotencyKey'], {
          message: `An idempotency key of ${key.length} characters is not allowed: give 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX}, none of them a control, a new key for each intent.`,
          value: key.slice(0, 64),
          allowed: `1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters, no controls`,
        }),
      ]);
    }
    const inputHash = canonicalHash(command.input);
    const lock = `${actor.memberId} ${key}`;
    await clientOf(tx).$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))::text AS locked`;
    const first = await clientOf(tx).idempotencyKey.findUnique({
      where: { memberId_key: { memberId: actor.memberId, key } },
    });
    if (first === null) return null;
    if (first.command === name && first.inputHash === inputHash) return accepted(first.subjectId);
    return refused([
      refuse('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey'], {
        message: `The idempotency key "${key.slice(0, 64)}" was used for ${first.command} with another input. Use a new key for a new intent.`,
        key: key.slice(0, 64),
      }),
    ]);
  }

  private async rememberResult(tx: Transaction, actor: Actor, command: Command, subjectId: string): Promise<void> {
    const { idempotencyKey: key, name } = command;
    if (key === null || actor.memberId === null) return;
    const inputHash = canonicalHash(command.input);
    await clientOf(tx).idempotencyKey.create({
      data: { memberId: actor.memberId, key, command: name, inputHash, subjectId, createdAt: new Date(tx.now) },
    });
  }
}

/** Members of a suspended partner read, and do nothing else: whatever they decide comes here, and is refused here. */
async function suspensionRefusals(tx: Transaction, { partnerId }: Actor): Promise<Refusal[]> {
  const since = partnerId === null ? null : await suspendedSince(tx, partnerId);
  if (partnerId === null || since === null) return [];
  const message = `Your partner has been suspended since ${formatInstant(since)}: its members can read, and do nothing else. Ask an ADMIN of the staff.`;
  return [refuse('PARTNER_SUSPENDED', ['input'], { message, partnerId, since })];
}

/** Decides and takes it back. Of one command; made by `UnitOfWork.previewing`. */
export class PreviewUnitOfWork<Look> extends UnitOfWork {
  private looked: { readonly before: Look; readonly after: Look } | null = null;

  constructor(
    database: Database,
    timeSource: Clock | 'DATABASE',
    private readonly look: (tx: Transaction) => Promise<Look>,
  ) {
    super(database, timeSource);
  }

  override async decide(
    actor: Actor,
    _command: Command,
    work: (tx: Transaction) => Promise<Outcome<string>>,
  ): Promise<Outcome<string>> {
    let decided: Outcome<string> = refused([]);
    await this.inTransaction(actor, async (tx): Promise<Outcome<string>> => {
      const before = await this.look(tx);
      decided = await work(tx);
      if (decided.value !== null) this.looked = { before, after: await this.look(tx) };
      // A refusal, which is what undoes a transaction.
      return refused(decided.refusals);
    });
    return decided;
  }

  /** What was seen before and after an accepted decision; null when it was refused. */
  seen(): { readonly before: Look; readonly after: Look } | null {
    return this.looked;
  }
}
