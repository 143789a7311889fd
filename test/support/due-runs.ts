import { createHash } from 'node:crypto';
import type { RunState } from '#domain';
import type { TestDatabase } from './test-database.js';

/** A run as a test states it; instants in UTC epoch milliseconds. */
export interface TestRun {
  readonly id: string;
  readonly state: RunState;
  readonly start: number;
  /** Null: open. */
  readonly end: number | null;
}

/** A UUID that is the same for the same name, so that a failing test shows names one can find again. */
export function testId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Runs of one campaign on a shared surface, in one statement: what the scheduler looks at, without people's decisions. */
export async function insertRuns(database: TestDatabase, runs: readonly TestRun[]): Promise<void> {
  const [campaign, playlist] = [testId('campaign'), testId('playlist')];
  await database.query(
    `INSERT INTO campaign (id, slug, surface_slug, tier, regions, locales, platforms, default_locale, texts, created_by_id, created_at, updated_at)
     VALUES ($1, 'test', 'discover', 'PROGRAMME', '{}', '{}', '{}', 'en', '{"en":{"title":"Test","summary":null}}', $1, now(), now())
     ON CONFLICT DO NOTHING`,
    [campaign],
  );
  await database.query(
    'INSERT INTO playlist (id, campaign_id, created_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING',
    [playlist, campaign],
  );
  const rows = runs.map(({ id, state, start, end }) => ({
    id,
    state,
    starts_at: new Date(start).toISOString(),
    ends_at: end === null ? null : new Date(end).toISOString(),
  }));
  await database.query(
    `INSERT INTO run (id, campaign_id, playlist_id, state, time_mode, intent_start, intent_end, schedule_version, starts_at, ends_at,
       tzdata_version, created_by_id, created_at, updated_at)
     SELECT id, $1, $2, state::"RunState", 'INSTANT', starts_at::text, ends_at::text, 1, starts_at, ends_at, 'test', $1, now(), now()
     FROM jsonb_to_recordset($3::jsonb) AS r (id uuid, state text, starts_at timestamptz, ends_at timestamptz)`,
    [campaign, playlist, JSON.stringify(rows)],
  );
}
