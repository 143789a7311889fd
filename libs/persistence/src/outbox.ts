import type { Instant } from '#domain';
import type { Prisma } from './generated/client.js';
import type { EventRecord, TransactionClient } from './transaction.js';
import { uuidV7 } from './uuid.js';

/** Appends events; PostgreSQL stamps each with the transaction's id, by which they are read in the order of commits. */
export async function appendEvents(
  client: TransactionClient,
  now: Instant,
  events: readonly EventRecord[],
): Promise<void> {
  if (events.length === 0) return;
  await client.outboxEvent.createMany({
    data: events.map((event) => ({
      ...event,
      id: uuidV7(now),
      payload: event.payload as Prisma.InputJsonObject,
      occurredAt: new Date(now),
    })),
  });
}
