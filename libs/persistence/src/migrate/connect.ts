import pg from 'pg';
import { StartRefusal } from '../start-refusal.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** exclusion constraints, `gen_random_uuid`, `pg_snapshot_xmin` and what the migrations use exist in it. */
const MAJOR_VERSION_MIN = 15;

const CURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start PostgreSQL there, correct DATABASE_URL, or unset it to use the embedded PostgreSQL.',
  ENOTFOUND: 'Correct the host name in DATABASE_URL, or unset it to use the embedded PostgreSQL.',
  EAI_AGAIN: 'The name service did not answer: correct the host name in DATABASE_URL, or try again.',
  '28P01': 'Correct user and password in DATABASE_URL (special characters are percent-encoded).',
  '28000': 'Correct the user in DATABASE_URL, or admit it in pg_hba.conf of that server.',
  '3D000': 'Create the database (createdb), or correct its name in DATABASE_URL.',
  '57P03': 'PostgreSQL is starting up or shutting down: try again in a moment.',
  '53300': 'All connections of that PostgreSQL are in use: raise max_connections, or lower DATABASE_POOL_MAX.',
};

/**
 * One connection for the work of a start, outside any pool.
 *
 * @throws StartRefusal when the database cannot be reached, does not let us in, or is older than PostgreSQL 15
 */
export async function connectForStart(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that is lost later fails the statement that waits for it; the event alone must not end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const cause = error as { code?: string; message: string };
    const reason = cause.code === undefined ? cause.message : `${cause.message || 'no answer'} (${cause.code})`;
    throw new StartRefusal(
      `The database at ${placeOf(url)} cannot be used: ${reason}.`,
      CURES[cause.code ?? ''] ?? 'Check DATABASE_URL (postgresql://user:password@host:port/database) and that server.',
      { cause: error },
    );
  }
  await refuseOldServer(client, url);
  return client;
}

async function refuseOldServer(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`,
  );
  const { number, version } = rows[0]!;
  if (number >= MAJOR_VERSION_MIN * 10_000) return;
  await client.end();
  throw new StartRefusal(
    `The database at ${placeOf(url)} is PostgreSQL ${version}; Marquee needs ${MAJOR_VERSION_MIN} or newer.`,
    'Set DATABASE_URL to a newer server, or unset it to use the embedded PostgreSQL 18.',
  );
}

/** Host, port and database of a URL, for messages: never the user's password. */
export function placeOf(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    const host = searchParams.get('host') ?? hostname;
    return `${host || 'localhost'}:${port || '5432'}${pathname || '/'}`;
  } catch {
    return 'DATABASE_URL (not a URL)';
  }
}
