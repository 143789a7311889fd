import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations, StartRefusal } from '#persistence';

const PRISMA_LOCK = 72_707_369;
const A = '20260101000000_a';
const B = '20260102000000_b';
const C = '20260103000000_c';

const urlOf = (database: string) => process.env.MARQUEE_TEST_POSTGRES!.replace('DATABASE', database);

async function connected(database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  return client;
}

describe('migrations at start', () => {
  let folder: string;
  let name: string;
  let url: string;
  let admin: pg.Client;
  let side: pg.Client;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-migrations-'));
    name = `migrate_${randomBytes(6).toString('hex')}`;
    url = urlOf(name);
    admin = await connected('postgres');
    await admin.query(`CREATE DATABASE ${name}`);
    side = await connected(name);
  });
  afterEach(async () => {
    await side.end();
    await admin.query(`DROP DATABASE ${name}`);
    await admin.end();
    rmSync(folder, { recursive: true });
  });

  const write = (migration: string, sql: string) => {
    mkdirSync(join(folder, migration), { recursive: true });
    writeFileSync(join(folder, migration, 'migration.sql'), sql);
  };
  const records = async () =>
    (await side.query('SELECT * FROM _prisma_migrations ORDER BY migration_name')).rows as Record<string, unknown>[];
  const refusal = async (lockWaitMs?: number): Promise<StartRefusal> => {
    const error = await applyMigrations(url, folder, { lockWaitMs }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof StartRefusal)) throw new Error(`expected a StartRefusal, got ${String(error)}`);
    return error;
  };

  it('are applied in the order of their names, and once', async () => {
    write(B, 'INSERT INTO a VALUES (1);');
    write(A, 'CREATE TABLE a (n int);');
    expect(await applyMigrations(url, folder)).toEqual({ applied: [A, B] });
    expect(await applyMigrations(url, folder)).toEqual({ applied: [] });
    expect((await side.query('SELECT n FROM a')).rows).toEqual([{ n: 1 }]);
  });

  it('may hold function bodies, comments and strings with semicolons', async () => {
    write(A, `-- one; two\nCREATE FUNCTION f() RETURNS text AS $$ BEGIN RETURN ';'; END; $$ LANGUAGE plpgsql;`);
    await applyMigrations(url, folder);
    expect((await side.query('SELECT f()')).rows).toEqual([{ f: ';' }]);
  });

  it('are recorded as Prisma records them', async () => {
    write(A, 'CREATE TABLE a (n int);');
    await applyMigrations(url, folder);
    expect(await records()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        checksum: createHash('sha256').update('CREATE TABLE a (n int);').digest('hex'),
        finished_at: expect.any(Date),
        migration_name: A,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
  });

  it('continue what is there', async () => {
    write(A, 'CREATE TABLE a (n int);');
    await applyMigrations(url, folder);
    write(B, 'CREATE TABLE b (n int);');
    expect(await applyMigrations(url, folder)).toEqual({ applied: [B] });
  });

  it('apply once when five processes start at the same moment', async () => {
    write(A, 'CREATE TABLE a (n int);');
    write(B, 'INSERT INTO a VALUES (1);');
    const results = await Promise.all(Array.from({ length: 5 }, () => applyMigrations(url, folder)));
    expect(results.flatMap((result) => result.applied).sort()).toEqual([A, B]);
    expect((await side.query('SELECT n FROM a')).rows).toHaveLength(1);
  });

  it('leave nothing of one that fails, keep those before it, and say file, line and reason', async () => {
    write(A, 'CREATE TABLE a (n int);');
    write(B, 'CREATE TABLE b (n int);\nINSERT INTO b VALUES (1);\nSELECT nowhere;');
    const { message } = await refusal();
    expect(message).toContain(`${join(folder, B, 'migration.sql')}, line 3`);
    expect(message).toContain('column "nowhere" does not exist');
    expect((await side.query(`SELECT to_regclass('a') AS a, to_regclass('b') AS b`)).rows).toEqual([
      { a: 'a', b: null },
    ]);
    expect((await records()).map((row) => row.migration_name)).toEqual([A]);
    write(B, 'CREATE TABLE b (n int);');
    expect(await applyMigrations(url, folder)).toEqual({ applied: [B] });
  });

  it('refuse an applied file that was changed', async () => {
    write(A, 'CREATE TABLE a (n int);');
    await applyMigrations(url, folder);
    write(A, 'CREATE TABLE a (n bigint);');
    expect((await refusal()).message).toContain(join(folder, A));
  });

  it('take a file that differs in its line endings only for the same', async () => {
    write(A, 'CREATE TABLE a (\nn int);\n');
    await applyMigrations(url, folder);
    write(A, 'CREATE TABLE a (\r\nn int);\r\n');
    expect(await applyMigrations(url, folder)).toEqual({ applied: [] });
  });

  it('refuse a database of a newer version, and change nothing in it', async () => {
    write(A, 'CREATE TABLE a (n int);');
    write(C, 'CREATE TABLE c (n int);');
    await applyMigrations(url, folder);
    rmSync(join(folder, C), { recursive: true });
    write(B, 'CREATE TABLE b (n int);');
    const { message, cure } = await refusal();
    expect(message).toContain(`newer version of Marquee`);
    expect(message).toContain(C);
    expect(cure).toContain('MARQUEE_DATA');
    expect((await records()).map((row) => row.migration_name)).toEqual([A, C]);
  });

  it('refuse after one that failed half-way under another tool, unless it was resolved', async () => {
    write(A, 'CREATE TABLE a (n int);');
    await applyMigrations(url, folder);
    await side.query('UPDATE _prisma_migrations SET finished_at = NULL');
    expect((await refusal()).cure).toContain('prisma migrate resolve');
    await side.query('UPDATE _prisma_migrations SET rolled_back_at = now()');
    await side.query('DROP TABLE a');
    expect(await applyMigrations(url, folder)).toEqual({ applied: [A] });
  });

  it('do not wait for ever for a lock that another process holds, and name the holder', async () => {
    write(A, 'CREATE TABLE a (n int);');
    const { rows } = await side.query<{ pid: number }>('SELECT pg_backend_pid() AS pid, pg_advisory_lock($1)', [
      PRISMA_LOCK,
    ]);
    const { message, cure } = await refusal(100);
    expect(message).toContain(`session ${rows[0]!.pid}`);
    expect(cure).toContain(`pg_terminate_backend(${rows[0]!.pid})`);
  });

  it('leave no connection behind', async () => {
    write(A, 'SELECT nowhere;');
    await refusal();
    const open = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'marquee-migrate' AND datname = $1`;
    // The server ends a session a moment after the client has closed it.
    for (let tries = 0; tries < 100 && (await side.query<{ n: number }>(open, [name])).rows[0]!.n > 0; tries += 1);
    expect((await side.query(open, [name])).rows).toEqual([{ n: 0 }]);
  });

  it.each([
    ['a server that is not there', 'postgresql://me:secret@127.0.0.1:1/marquee', 'ECONNREFUSED'],
    ['a database that is not there', () => urlOf('nowhere'), 'does not exist'],
    ['a text that is not a URL', 'nonsense', 'cannot be used'],
  ])('refuse %s in plain words, without the password', async (_case, target, expected) => {
    const error = await applyMigrations(typeof target === 'string' ? target : target(), folder).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(StartRefusal);
    expect(error.message).toContain(expected);
    expect(error.message + error.cure).not.toContain('secret');
  });

  it('of this checkout are applied to an empty database', async () => {
    const { applied } = await applyMigrations(url, join(process.cwd(), 'prisma/migrations'));
    expect(applied.length).toBeGreaterThan(0);
  });
});
