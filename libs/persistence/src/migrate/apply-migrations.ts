import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { StartRefusal } from '../start-refusal.js';
import { connectForStart, placeOf } from './connect.js';
import { hasChecksum, readMigrations, type MigrationFile } from './migration-folder.js';

export interface MigrateOptions {
  /** How long another process may hold the lock of migrations before this one gives up, milliseconds; default 30,000. */
  readonly lockWaitMs?: number;
}

/** Prisma's own number, so that `prisma migrate deploy` and this exclude each other. */
const LOCK = 72_707_369;
const LOCK_WAIT_MS = 30_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Prisma's table to the letter: `prisma migrate status` and `deploy` read and continue it. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/**
 * Brings a database to the migrations of this checkout: each that is missing, in the order of names, in a transaction of
 * its own together with its record, so that a failure or a crash leaves the whole migration or nothing of it.
 *
 * Several processes may do it at once: a session lock of the database lets one in, the others wait and find nothing to do.
 *
 * @param migrationsFolder absolute; holds `<name>/migration.sql`
 * @returns the names applied now, in order; empty when the database was up to date
 * @throws StartRefusal, with nothing changed, when the lock stays taken, an applied file was changed, a migration
 *   failed earlier, or the database knows migrations that this checkout does not; with the earlier ones kept, when one fails
 */
export async function applyMigrations(
  url: string,
  migrationsFolder: string,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const files = readMigrations(migrationsFolder);
  const client = await connectForStart(url, 'marquee-migrate');
  try {
    await takeLock(client, options.lockWaitMs ?? LOCK_WAIT_MS);
    await client.query(TABLE);
    const known = await readApplied(client);
    refuseForeignHistory(files, known, placeOf(url));
    const pending = files.filter((file) => !known.some((one) => one.name === file.name));
    for (const file of pending) await applyOne(client, file);
    return { applied: pending.map((file) => file.name) };
  } finally {
    // The lock belongs to the session and ends with it, also when this process is killed.
    await client.end();
  }
}

async function takeLock(client: pg.Client, waitMs: number): Promise<void> {
  await client.query(`SELECT set_config('lock_timeout', $1, false)`, [`${waitMs}ms`]);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    const holder = await lockHolder(client);
    throw new StartRefusal(
      `Another process has held the lock of migrations for more than ${waitMs / 1000} s: ${holder.description}.`,
      `Wait until it has finished and start again; if it hangs, end it: SELECT pg_terminate_backend(${holder.pid});`,
      { cause: error },
    );
  }
  // The wait was for the lock only: a migration may wait for a busy table as long as its author wanted.
  await client.query(`SELECT set_config('lock_timeout', '0', false)`);
}

async function lockHolder(client: pg.Client): Promise<{ pid: string; description: string }> {
  const { rows } = await client.query<{ pid: number; name: string; since: string }>(
    `SELECT l.pid, a.application_name AS name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since
     FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (l.classid::bigint << 32 | l.objid::bigint) = $1`,
    [LOCK],
  );
  const row = rows[0];
  if (row === undefined) return { pid: '<pid>', description: 'it has just let go' };
  return {
    pid: String(row.pid),
    description: `database session ${row.pid} ("${row.name}", connected since ${row.since} UTC)`,
  };
}

async function readApplied(client: pg.Client): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

function refuseForeignHistory(
  files: readonly MigrationFile[],
  known: readonly AppliedMigration[],
  place: string,
): void {
  const failed = known.filter((one) => !one.finished).map((one) => one.name);
  if (failed.length > 0) {
    throw new StartRefusal(
      `In the database at ${place} a migration has failed half-way: ${failed.join(', ')}.`,
      'Repair what it left, then record it: npx prisma migrate resolve --applied <name> (or --rolled-back <name>).',
    );
  }
  const unknown = known.filter((one) => !files.some((file) => file.name === one.name)).map((one) => one.name);
  if (unknown.length > 0) {
    throw new StartRefusal(
      `The database at ${place} was made by a newer version of Marquee. It has migrations that this checkout does not know: ${unknown.join(', ')}.`,
      'Check out that version or a newer one (git pull), or use another database: set MARQUEE_DATA to another folder, or DATABASE_URL.',
    );
  }
  const changed = files.filter((file) =>
    known.some((one) => one.name === file.name && !hasChecksum(file, one.checksum)),
  );
  if (changed.length > 0) {
    throw new StartRefusal(
      `Migrations that the database at ${place} already has were changed afterwards: ${changed.map((file) => file.path).join(', ')}.`,
      'Restore the files (git restore prisma/migrations) and put the change into a new migration.',
    );
  }
}

async function applyOne(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query('BEGIN');
  try {
    const id = randomUUID();
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())`,
      [id, file.checksum, file.name],
    );
    await client.query(file.sql);
    // A migration may have set these for itself; the record below must find its table.
    await client.query(`RESET search_path`);
    await client.query(
      `UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1`,
      [id],
    );
    await client.query('COMMIT');
  } catch (error) {
    // When the connection is lost there is nothing to roll back: the server has done it.
    await client.query('ROLLBACK').catch(() => undefined);
    const { message, position, code } = error as { message: string; position?: string; code?: string };
    const line = position === undefined ? '' : `, line ${file.sql.slice(0, Number(position)).split('\n').length}`;
    throw new StartRefusal(
      `The migration ${file.path}${line} failed and was rolled back: ${message}${code === undefined ? '' : ` (${code})`}.`,
      'Correct the migration, or the rows it stumbled over, and start again.',
      { cause: error },
    );
  }
}
