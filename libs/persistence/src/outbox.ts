import type { Instant } from '#domain';
import type { EventRecord, TransactionClient } from './transaction.js';
import { uuidV7 } from './uuid.js';

/**
 * Appends events; PostgreSQL stamps each with the transaction's id, by which they are read in the order of commits. One
 * statement with one parameter, however many they are: a storm of boundaries writes thousands at once.
 */
export async function appendEvents(
  client: TransactionClient,
  now: Instant,
  events: readonly EventRecord[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ type, subjectType, subjectId, payload }) => ({
    id: uuidV7(now),
    type,
    subject_type: subjectType,
    subject_id: subjectId,
    payload,
  }));
  await client.$executeRaw`
    INSERT INTO outbox_event (id, type, subject_type, subject_id, payload, occurred_at)
    SELECT e.id, e.type, e.subject_type, e.subject_id, e.payload, ${new Date(now)}::timestamptz
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS (id uuid, type text, subject_type text, subject_id text, payload jsonb)) WITH ORDINALITY
      AS e (id, type, subject_type, subject_id, payload, nth) ORDER BY e.nth`;
}
