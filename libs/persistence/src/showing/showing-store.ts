import { Injectable } from '@nestjs/common';
import {
  SHOWING_FLOOR,
  SHOWING_HELD_BACK_MAX,
  SHOWING_PENDING_DAYS,
  SHOWING_SUM_MAX,
  utcDay,
  type ShowingCount,
} from '#domain';
import { clientOf, type Transaction, type TransactionClient } from '../transaction.js';

/** A batch on its way into the sums. */
export interface HashedBatch {
  /** SHA-256 of its id, 64 hex digits. */
  readonly hash: string;
  readonly counts: readonly ShowingCount[];
}

/** What became of batches, in showings. */
export interface AddedShowings {
  readonly added: number;
  /** Of things that do not exist, or were not on air around that day. */
  readonly unknown: number;
  /** Of batches that had been counted. */
  readonly repeated: number;
}

/** An entry of the campaign as a whole; a region that was not told. */
export const WHOLE_CAMPAIGN = '00000000-0000-0000-0000-000000000000';

/** Adding is one at a time in the whole database: a sum must not be looked for while another process moves it. */
const ADDING_LOCK = 7_320_260_010n;

/** Sums of showings. Below the floor they wait where nothing reads them. */
@Injectable()
export class ShowingStore {
  /**
   * Adds the counts of batches that were not counted before. What a batch reported is not kept with it.
   *
   * @param batches at most some hundreds
   */
  async add(tx: Transaction, batches: readonly HashedBatch[]): Promise<AddedShowings> {
    const client = clientOf(tx);
    await client.$executeRaw`SELECT pg_advisory_xact_lock(${ADDING_LOCK}::bigint)`;
    const isNew = await this.remember(client, batches, utcDay(tx.now));
    const fresh = batches.filter(({ hash }) => isNew.has(hash));
    const counts = addUp(fresh.flatMap((batch) => batch.counts));
    const total = sumOf(counts);
    const added = counts.length === 0 ? 0 : await this.grow(client, counts);
    if (added > 0) await this.raise(client);
    const repeated = sumOf(batches.filter(({ hash }) => !isNew.has(hash)).flatMap((batch) => batch.counts));
    return { added, unknown: total - added, repeated };
  }

  /**
   * Deletes what is not needed any more: ids of batches of which no count would be taken again, and sums that have not reached the floor.
   *
   * @returns how many sums were deleted
   */
  async expire(tx: Transaction): Promise<number> {
    const client = clientOf(tx);
    const today = utcDay(tx.now);
    // One day longer than the days that are taken: a batch may have told of the day after it came.
    await client.$executeRaw`DELETE FROM showing_batch WHERE received_on < ${today}::date - ${SHOWING_PENDING_DAYS}::int`;
    return client.$executeRaw`DELETE FROM showing_pending WHERE day <= ${today}::date - ${SHOWING_PENDING_DAYS}::int`;
  }

  /** @returns the hashes that nobody had remembered */
  private async remember(
    client: TransactionClient,
    batches: readonly HashedBatch[],
    today: string,
  ): Promise<ReadonlySet<string>> {
    const hashes = [...new Set(batches.map(({ hash }) => hash))];
    const rows = await client.$queryRaw<{ hash: string }[]>`
      INSERT INTO showing_batch (hash, received_on) SELECT decode(h, 'hex'), ${today}::date FROM unnest(${hashes}::text[]) AS h
      ON CONFLICT DO NOTHING RETURNING encode(hash, 'hex') AS hash`;
    return new Set(rows.map(({ hash }) => hash));
  }

  /** A day lasts from 14 hours before it begins in UTC to 12 hours after it ends there. @returns how many showings were added */
  private async grow(client: TransactionClient, counts: readonly ShowingCount[]): Promise<number> {
    const reported = counts.map(({ campaignId, itemId, region, day, count }) => ({
      day,
      campaign_id: campaignId,
      item_id: itemId ?? WHOLE_CAMPAIGN,
      region: region ?? '',
      count,
    }));
    const [row] = await client.$queryRaw<{ added: number }[]>`
      WITH known AS MATERIALIZED (
        SELECT r.* FROM jsonb_to_recordset(${JSON.stringify(reported)}::jsonb)
          AS r (day date, campaign_id uuid, item_id uuid, region text, count bigint)
        WHERE EXISTS (SELECT 1 FROM run WHERE run.campaign_id = r.campaign_id AND run.state <> 'DRAFT'
            AND run.starts_at < (r.day + 1)::timestamp AT TIME ZONE 'UTC' + interval '12 hours'
            AND (run.ends_at IS NULL OR run.ends_at > r.day::timestamp AT TIME ZONE 'UTC' - interval '14 hours'))
          AND (r.item_id = ${WHOLE_CAMPAIGN}::uuid OR EXISTS (SELECT 1 FROM playlist p
            JOIN playlist_entry e ON e.playlist_id = p.id JOIN revision v ON v.id = e.revision_id
            WHERE p.campaign_id = r.campaign_id AND v.item_id = r.item_id))
      ), grown AS (
        UPDATE showing_sum s SET sum = least(s.sum + k.count, ${SHOWING_SUM_MAX}::bigint) FROM known k
        WHERE s.day = k.day AND s.campaign_id = k.campaign_id AND s.item_id = k.item_id AND s.region = k.region
        RETURNING s.day, s.campaign_id, s.item_id, s.region
      ), waiting AS (
        INSERT INTO showing_pending AS p (day, campaign_id, item_id, region, sum)
        SELECT k.day, k.campaign_id, k.item_id, k.region, least(k.count, ${SHOWING_SUM_MAX}::bigint) FROM known k
        WHERE NOT EXISTS (SELECT 1 FROM grown g
          WHERE g.day = k.day AND g.campaign_id = k.campaign_id AND g.item_id = k.item_id AND g.region = k.region)
        ON CONFLICT (day, campaign_id, item_id, region)
          DO UPDATE SET sum = least(p.sum::bigint + excluded.sum, ${SHOWING_SUM_MAX}::bigint)
      )
      SELECT coalesce(sum(count), 0)::float8 AS added FROM known`;
    return row!.added;
  }

  /** Moves what has reached the floor to where it is read. */
  private async raise(client: TransactionClient): Promise<void> {
    await client.$executeRaw`
      WITH ready AS (DELETE FROM showing_pending WHERE sum >= ${SHOWING_FLOOR}::int RETURNING *)
      INSERT INTO showing_sum (day, campaign_id, item_id, region, sum, held_back, id)
      SELECT day, campaign_id, item_id, region, sum, floor(random() * ${SHOWING_HELD_BACK_MAX}::int)::int, gen_random_uuid()
      FROM ready`;
  }
}

function addUp(counts: readonly ShowingCount[]): ShowingCount[] {
  const sums = new Map<string, ShowingCount>();
  for (const one of counts) {
    const key = `${one.campaignId} ${one.itemId} ${one.region} ${one.day}`;
    sums.set(key, { ...one, count: (sums.get(key)?.count ?? 0) + one.count });
  }
  return [...sums.values()];
}

function sumOf(counts: readonly ShowingCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
