import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import pg from 'pg';
import { applyMigrations } from '#persistence';
import { startTemporaryPostgres } from '../../scripts/temporary-postgres.mjs';
import type { TestDatabase } from '../support/test-database.js';

/** A PostgreSQL that forces commits to the disk, and may be killed and begun again. */
export interface StormServer {
  clone(): Promise<TestDatabase>;
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStormServer(): Promise<StormServer> {
  const server = await startTemporaryPostgres({ durable: true });
  const { host, user, database } = server.config;
  const urlOf = (name: string) => `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
  const admin = reconnecting(urlOf(database));
  await admin.query('CREATE DATABASE storm_template');
  await applyMigrations(urlOf('storm_template'), resolve('prisma/migrations'));
  return {
    clone: async () => {
      const name = `storm_${randomBytes(6).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE storm_template`);
      const side = reconnecting(urlOf(name));
      return {
        url: urlOf(name),
        ownerUrl: urlOf(name),
        query: side.query,
        drop: async () => {
          await side.end();
          await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
        },
      };
    },
    crash: () => server.crash(),
    restart: () => server.restart(),
    stop: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

/** One connection, made anew after it broke; the statement that found it broken fails. */
function reconnecting(url: string) {
  let client: pg.Client | null = null;
  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const made = new pg.Client({ connectionString: url });
    made.on('error', () => (client = null));
    await made.connect();
    client = made;
    return made;
  };
  return {
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> => {
      const one = await connected();
      return (await one.query<Row>(sql, values)).rows;
    },
    end: async () => client?.end(),
  };
}
