/** What the parts of the scheduler's bench share: a database of their own on one server, rows, and figures. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations } from '#persistence';

/** @returns a migrated database with one campaign, for `insertRuns` */
export async function makeStage(postgres, name, root) {
  const { host, user, database } = postgres.config;
  const urlOf = (one) => `postgresql://${user}@localhost/${one}?host=${encodeURIComponent(host)}`;
  const admin = new pg.Client({ connectionString: urlOf(database) });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = urlOf(name);
  await applyMigrations(url, join(root, 'prisma/migrations'));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const [campaign, playlist] = [randomUUID(), randomUUID()];
  await client.query(
    `INSERT INTO campaign (id, slug, surface_slug, tier, regions, locales, platforms, default_locale, texts, created_by_id, created_at, updated_at)
     VALUES ($1, 'bench', 'discover', 'PROGRAMME', '{}', '{}', '{}', 'en', '{"en":{"title":"Bench","summary":null}}', $1, now(), now())`,
    [campaign],
  );
  await client.query('INSERT INTO playlist (id, campaign_id, created_at) VALUES ($1, $2, now())', [playlist, campaign]);
  return { url, client, campaign, playlist };
}

/**
 * Inserts runs made by PostgreSQL.
 *
 * @param starts SQL of the start of the run number `i`, from 1, a timestamptz
 * @param ends SQL of its end; `NULL`: open
 */
export async function insertRuns({ client, campaign, playlist }, { count, state, starts, ends }) {
  await client.query(
    `INSERT INTO run (id, campaign_id, playlist_id, state, time_mode, intent_start, intent_end, schedule_version, starts_at, ends_at,
       tzdata_version, created_by_id, created_at, updated_at)
     SELECT gen_random_uuid(), $1, $2, $3::"RunState", 'INSTANT', '', NULL, 1, (${starts})::timestamptz, (${ends})::timestamptz,
       'bench', $1, now(), now() FROM generate_series(1, $4::int) i`,
    [campaign, playlist, state, count],
  );
}

/** The value below which a part of the list lies; the nearest one that was measured. */
export function quantile(list, part) {
  const sorted = Float64Array.from(list).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))];
}

/** `12 (10 to 15)`: the median round, the lowest and the highest. */
export function spread(list, digits = 0) {
  const text = (value) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(quantile(list, 0.5))} (${text(Math.min(...list))} to ${text(Math.max(...list))})`;
}
