/** A temporary PostgreSQL with the demo, and copies of it with as many runs as a part needs. */
import { join } from 'node:path';
import pg from 'pg';
import { FirstStaff } from '#identity';
import { applyMigrations, Database, MemberStore, UnitOfWork } from '#persistence';
import { loadDemo } from '#seed';
import { startTemporaryPostgres } from '../../scripts/temporary-postgres.mjs';

const DEMO = 'marquee_demo';

export class Stage {
  static async open(root) {
    const postgres = await startTemporaryPostgres();
    try {
      const stage = new Stage(postgres);
      await stage.sql('postgres', `CREATE DATABASE ${DEMO}`);
      await applyMigrations(stage.urlOf(DEMO), join(root, 'prisma/migrations'));
      const database = new Database({ url: stage.urlOf(DEMO), poolMax: 2, applicationName: 'bench' });
      await new FirstStaff(new UnitOfWork(database), new MemberStore()).claim(() => undefined);
      // As if it were long ago: the two short minutes are over, and the evergreen is on air.
      await loadDemo(database, Date.now() - 3_600_000, () => undefined);
      await database.close();
      return stage;
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  }

  constructor(postgres) {
    this.postgres = postgres;
  }

  /** @returns the URL of a copy of the demo. @param fill given a client of it */
  async database(name, fill = async () => undefined) {
    await this.sql('postgres', `CREATE DATABASE ${name} TEMPLATE ${DEMO} STRATEGY FILE_COPY`);
    const client = new pg.Client({ connectionString: this.urlOf(name) });
    await client.connect();
    try {
      await fill(client);
      // What a peer in its best form would have; Marquee reads by neither.
      await client.query('CREATE INDEX bench_campaign_surface ON campaign (surface_slug)');
      await client.query('VACUUM ANALYZE');
    } finally {
      await client.end();
    }
    return this.urlOf(name);
  }

  urlOf(name) {
    const { host, user } = this.postgres.config;
    return `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
  }

  async sql(name, text) {
    const client = new pg.Client({ connectionString: this.urlOf(name) });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  async close() {
    await this.postgres.stop();
  }
}
