import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Database, prismaOf } from '../database.js';
import type { TransactionClient } from '../transaction.js';

/** Listeners hear here that an event was relayed; the payload is `{"id","type"}`. A hint only. */
export const EVENTS_CHANNEL = 'marquee_events';

export interface OutboxEvent {
  readonly id: string;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly payload: Record<string, unknown>;
  readonly occurred_at: Date;
  readonly xid: string;
  readonly pos: bigint;
}

/** Who reads, and how. */
export interface OutboxReading {
  /** The cursor's name. */
  readonly reader: string;
  /** 1 to 1,000. */
  readonly eventsMax: number;
  /** True: listeners of EVENTS_CHANNEL hear of each event when the cursor has moved. One reader does this, no other. */
  readonly announce: boolean;
}

/** A place in the outbox: events behind it were not read yet. */
export interface OutboxPlace {
  readonly xid: string;
  readonly pos: bigint;
}

/** What a reader that holds nothing saw: events, and the places before the first and after the last of them. */
export interface OutboxPeek {
  readonly events: readonly OutboxEvent[];
  readonly from: OutboxPlace;
  readonly to: OutboxPlace;
}

/** Waits for the rows, and for `handle`; then the database gives the cursor to another process. */
const TRANSACTION_MS = 15_000;
const WAIT_FOR_CONNECTION_MS = 3_000;
/** Before the first event there is: where a reader begins. */
const BEGINNING: OutboxPlace = { xid: '0', pos: 0n };

/**
 * Reads the outbox in the order of commits, for named readers that each come to every event at least once.
 *
 * The order is (transaction id, position), and only below the oldest transaction still running: a position alone can be
 * committed after a higher one was read, and would be lost. A long transaction therefore holds events back, never loses one.
 */
@Injectable()
export class OutboxReader {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Hands the next events to `handle`, one after the other, and moves the reader's cursor behind them in the same
   * transaction. Of several processes under one name one reads at a time; the others come back empty-handed. Should the
   * process die in between, the events come again: whoever handles them knows them by their id.
   *
   * @param handle takes less than a few seconds for all events together; when it throws, what it handled before stays
   *   handled and the event it threw at comes again
   * @returns how many were handled; 0: nothing new, or another process is at it
   * @throws what `handle` threw, and faults of the database
   */
  async read(reading: OutboxReading, handle: (event: OutboxEvent) => Promise<void> | void): Promise<number> {
    const taken = await prismaOf(this.database).$transaction(
      async (client) => {
        const cursor = await lockCursor(client, reading.reader);
        if (cursor === null) return { handled: 0, trouble: null };
        const rows = await nextRows(client, cursor, reading.eventsMax);
        const { handled, trouble } = await handleRows(rows, handle);
        if (handled > 0) await moveCursor(client, reading, rows.slice(0, handled));
        return { handled, trouble };
      },
      { timeout: TRANSACTION_MS, maxWait: WAIT_FOR_CONNECTION_MS },
    );
    if (taken.trouble !== null) throw taken.trouble.error;
    return taken.handled;
  }

  /**
   * The next events of a reader, without holding anything: for handling that waits for somebody else's server, which in a
   * transaction would hold the cursor, and every event of a later transaction, back. Several processes may see the same events.
   *
   * @param eventsMax 1 to 1,000
   * @returns with no events when there is nothing new
   */
  async peek(reader: string, eventsMax: number): Promise<OutboxPeek> {
    const client = prismaOf(this.database);
    const [cursor] = await client.$queryRaw<OutboxPlace[]>`
      SELECT xid::text AS xid, pos FROM outbox_cursor WHERE name = ${reader}`;
    const from = cursor ?? BEGINNING;
    const rows = await nextRows(client, from, eventsMax);
    const last = rows.at(-1);
    return { events: rows.map(eventOf), from, to: last === undefined ? from : { xid: last.xid, pos: last.pos } };
  }

  /**
   * Moves a reader's cursor behind what was peeked at, if no other process has moved it meanwhile: then those events were handled twice.
   *
   * @returns false when another process was first
   */
  async moveBehind(reader: string, { from, to }: OutboxPeek): Promise<boolean> {
    const moved = await prismaOf(this.database).$executeRaw`
      INSERT INTO outbox_cursor AS c (name, xid, pos) VALUES (${reader}, ${to.xid}::xid8, ${to.pos})
      ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, pos = excluded.pos
      WHERE c.xid = ${from.xid}::xid8 AND c.pos = ${from.pos}`;
    return moved === 1;
  }

  /** Age of the oldest event that a reader has not come to, in milliseconds; 0: it has come to all. For the gauge. */
  async lagMs(reader: string): Promise<number> {
    const rows = await prismaOf(this.database).$queryRaw<{ ms: number }[]>`
      WITH cursor AS MATERIALIZED (
        SELECT xid, pos FROM outbox_cursor WHERE name = ${reader} UNION ALL SELECT '0'::xid8, 0 ORDER BY xid DESC LIMIT 1
      )
      SELECT (extract(epoch FROM clock_timestamp() - occurred_at) * 1000)::float8 AS ms FROM outbox_event
      WHERE (xid, pos) > ((SELECT xid FROM cursor), (SELECT pos FROM cursor)) ORDER BY xid, pos LIMIT 1`;
    return Math.max(0, Math.round(rows[0]?.ms ?? 0));
  }
}

/** Null when another process holds it. */
async function lockCursor(client: TransactionClient, reader: string): Promise<OutboxPlace | null> {
  const lock = () => client.$queryRaw<OutboxPlace[]>`
    SELECT xid::text AS xid, pos FROM outbox_cursor WHERE name = ${reader} FOR UPDATE SKIP LOCKED`;
  const [cursor] = await lock();
  if (cursor !== undefined) return cursor;
  // It is locked, or this is the reader's first time: then it begins at the first event there is.
  const made = await client.$executeRaw`
    INSERT INTO outbox_cursor (name, xid, pos) VALUES (${reader}, '0'::xid8, 0) ON CONFLICT DO NOTHING`;
  return made === 1 ? BEGINNING : null;
}

/** Ordered by the column and not by the text it is sent as, in which 1000 comes before 999. */
async function nextRows(client: Pick<TransactionClient, '$queryRaw'>, cursor: OutboxPlace, eventsMax: number) {
  return client.$queryRaw<EventRow[]>`
    SELECT id, type, subject_type, subject_id, payload, occurred_at, xid::text AS xid, pos FROM outbox_event
    WHERE (xid, pos) > (${cursor.xid}::xid8, ${cursor.pos}) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY outbox_event.xid, pos LIMIT ${eventsMax}`;
}

async function handleRows(rows: readonly EventRow[], handle: (event: OutboxEvent) => Promise<void> | void) {
  for (const [handled, row] of rows.entries()) {
    try {
      await handle(eventOf(row));
    } catch (error) {
      return { handled, trouble: { error } };
    }
  }
  return { handled: rows.length, trouble: null };
}

async function moveCursor(client: TransactionClient, reading: OutboxReading, rows: readonly EventRow[]): Promise<void> {
  const last = rows.at(-1)!;
  await client.$executeRaw`
    UPDATE outbox_cursor SET xid = ${last.xid}::xid8, pos = ${last.pos} WHERE name = ${reading.reader}`;
  if (!reading.announce) return;
  const hints = rows.map(({ id, type }) => JSON.stringify({ id, type }));
  await client.$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, hint) FROM unnest(${hints}::text[]) AS hint`;
}

function eventOf(row: EventRow): OutboxEvent {
  return {
    id: row.id,
    type: row.type,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    payload: row.payload,
    occurredAt: row.occurred_at.getTime(),
  };
}
