import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { startTemporaryPostgres } from '../../scripts/temporary-postgres.mjs';

/** One PostgreSQL for all test files, with a migrated template database that each of them clones. */
export default async function globalSetup() {
  const server = await startTemporaryPostgres();
  globalThis.marqueeTestPostgres = server;
  const { host, user, database } = server.config;
  const urlOf = (name) => `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
  const admin = new pg.Client({ connectionString: urlOf(database) });
  await admin.connect();
  await admin.query('CREATE DATABASE marquee_template');
  await admin.end();
  const template = new pg.Client({ connectionString: urlOf('marquee_template') });
  await template.connect();
  for (const name of readdirSync('prisma/migrations')
    .filter((entry) => /^\d/.test(entry))
    .sort()) {
    await template.query(readFileSync(`prisma/migrations/${name}/migration.sql`, 'utf8'));
  }
  // The code under test runs as in production: with the role of the service, and no right more.
  await template.query(`CREATE ROLE marquee_app LOGIN`);
  const grants = readFileSync('prisma/grants.sql', 'utf8');
  await template.query(grants.replaceAll(':"app_role"', 'marquee_app').replaceAll(':"DBNAME"', 'marquee_template'));
  await template.end();
  process.env.MARQUEE_TEST_POSTGRES = urlOf('DATABASE');
}
