import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of one test file's own: a clone of the migrated template, gone with `drop`. */
export interface TestDatabase {
  /** With the role of the service: what it lacks a right for fails. */
  readonly url: string;
  /** With the role that migrates, which may do everything. */
  readonly ownerUrl: string;
  /** One statement on a connection outside the code under test, by the owner. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Fails when the code under test left connections open behind. */
  drop(): Promise<void>;
}

export interface ClonedDatabase extends TestDatabase {
  /** A database with everything that is in this one now, as a backup would bring it back. Nobody may be connected. */
  backup(): Promise<TestDatabase>;
}

export function cloneTestDatabase(): Promise<ClonedDatabase> {
  return clone('marquee_template');
}

async function clone(template: string): Promise<ClonedDatabase> {
  const pattern = process.env.MARQUEE_TEST_POSTGRES;
  if (pattern === undefined) throw new Error('No test PostgreSQL: run through Jest, whose global setup starts one.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const urlOf = (database: string) => pattern.replace('DATABASE', database);
  await once(urlOf('postgres'), `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const connect = async () => {
    const client = new pg.Client({ connectionString: urlOf(name) });
    await client.connect();
    return client;
  };
  let side = await connect();
  return {
    url: urlOf(name).replace(/\/\/[^@]+@/, '//marquee_app@'),
    ownerUrl: urlOf(name),
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await side.query<Row>(sql, values)).rows,
    backup: async () => {
      await side.end();
      const copy = await clone(name);
      side = await connect();
      return copy;
    },
    drop: async () => {
      await side.end();
      await once(urlOf('postgres'), `DROP DATABASE ${name}`);
    },
  };
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
