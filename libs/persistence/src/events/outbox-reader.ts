import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Database, prismaOf } from '../database.js';

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

const TRANSACTION_MS = 15_000;

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
   * Hands the next events to `handle`, in order, and moves the reader's cursor behind them in the same transaction. Of
   * several processes under one name one reads at a time; the others come back empty-handed. Should the process die
   * in between, the events come again: whoever handles them knows them by their id.
   *
   * @param eventsMax 1 to 1000
   * @returns how many were handled; 0: nothing new, or another process is at it
   */
  async relay(reader: string, eventsMax: number, handle: (event: OutboxEvent) => void): Promise<number> {
    return prismaOf(this.database).$transaction(
      async (client) => {
        await client.$executeRaw`INSERT INTO outbox_cursor (name, xid, pos) VALUES (${reader}, '0'::xid8, 0) ON CONFLICT DO NOTHING`;
        const [cursor] = await client.$queryRaw<{ xid: string; pos: bigint }[]>`
          SELECT xid::text AS xid, pos FROM outbox_cursor WHERE name = ${reader} FOR UPDATE SKIP LOCKED`;
        if (cursor === undefined) return 0;
        const rows = await client.$queryRaw<EventRow[]>`
          SELECT id, type, subject_type, subject_id, payload, occurred_at, xid::text AS xid, pos FROM outbox_event
          WHERE (xid, pos) > (${cursor.xid}::xid8, ${cursor.pos}) AND xid < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY xid, pos LIMIT ${eventsMax}`;
        const last = rows.at(-1);
        if (last === undefined) return 0;
        for (const row of rows) {
          handle(eventOf(row));
          await client.$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, ${JSON.stringify({ id: row.id, type: row.type })})`;
        }
        await client.$executeRaw`UPDATE outbox_cursor SET xid = ${last.xid}::xid8, pos = ${last.pos} WHERE name = ${reader}`;
        return rows.length;
      },
      { timeout: TRANSACTION_MS, maxWait: 3_000 },
    );
  }

  /** Age of the oldest event that a reader has not come to, in milliseconds; 0: it has come to all. For the gauge. */
  async lagMs(reader: string): Promise<number> {
    const rows = await prismaOf(this.database).$queryRaw<{ ms: number | null }[]>`
      SELECT (extract(epoch FROM clock_timestamp() - min(e.occurred_at)) * 1000)::float8 AS ms FROM outbox_event e
      LEFT JOIN outbox_cursor c ON c.name = ${reader} WHERE c.name IS NULL OR (e.xid, e.pos) > (c.xid, c.pos)`;
    return Math.max(0, Math.round(rows[0]?.ms ?? 0));
  }
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
