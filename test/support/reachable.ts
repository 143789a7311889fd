import pg from 'pg';
import type { TestDatabase } from './test-database.js';

/** Refuses every new connection to a database and ends those of the program; or lets it back. */
export async function setReachable(
  { database }: { readonly database: TestDatabase },
  isReachable: boolean,
): Promise<void> {
  const url = new URL(database.ownerUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${isReachable}`);
    if (!isReachable)
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name <> ''",
        [name],
      );
  } finally {
    await admin.end();
  }
}
