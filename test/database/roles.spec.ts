import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { cloneTestDatabase, type ClonedDatabase } from '../support/test-database.js';

/** What the role of the service was given on a table, by the catalog: `SELECT, INSERT, UPDATE (state)`. */
const GIVEN = `
  SELECT c.relname AS name, concat_ws(', ',
    CASE WHEN has_table_privilege('marquee_app', c.oid, 'SELECT') THEN 'SELECT' END,
    CASE WHEN has_table_privilege('marquee_app', c.oid, 'INSERT') THEN 'INSERT' END,
    CASE WHEN has_table_privilege('marquee_app', c.oid, 'UPDATE') THEN 'UPDATE' END,
    (SELECT 'UPDATE (' || string_agg(a.attname, ', ' ORDER BY a.attnum) || ')' FROM pg_attribute a WHERE a.attrelid = c.oid
       AND a.attnum > 0 AND NOT a.attisdropped AND NOT has_table_privilege('marquee_app', c.oid, 'UPDATE')
       AND has_column_privilege('marquee_app', c.oid, a.attnum, 'UPDATE')),
    CASE WHEN has_table_privilege('marquee_app', c.oid, 'DELETE') THEN 'DELETE' END,
    CASE WHEN has_table_privilege('marquee_app', c.oid, 'TRUNCATE, REFERENCES, TRIGGER') THEN 'TOO MUCH' END) AS rights,
    EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname = 'refuse_change'
      AND t.tgtype & 8 > 0 AND t.tgtype & 16 > 0) AS "isAppendOnly"
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1`;

const STORES = 'libs/persistence/src';
const STATEMENT = /\b(INSERT INTO|UPDATE|DELETE FROM) "?([a-z_]+)"?/g;

/** The code of the stores; what migrates is the owner's. */
function storeSources(): { file: string; text: string }[] {
  return readdirSync(STORES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(generated|migrate)/.test(file))
    .map((file) => ({ file, text: readFileSync(join(STORES, file), 'utf8') }));
}

describe('the role of the service', () => {
  let database: ClonedDatabase;
  let service: pg.Client;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    service = new pg.Client({ connectionString: database.url });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await database.drop();
  });

  type Given = { name: string; rights: string; isAppendOnly: boolean };
  const given = () => database.query<Given>(GIVEN);
  const refused = async (sql: string) =>
    expect(
      await service.query(sql).then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    ).toBe('42501');

  it('was given something of every table', async () => {
    const without = (await given()).filter(({ rights }) => rights === '');
    expect(without.map(({ name }) => `${name}: give it a row in prisma/grants.sql, with what its stores need`)).toEqual(
      [],
    );
  });

  it('holds of every table what prisma/grants.sql says, and nothing besides', async () => {
    const rows = Object.fromEntries((await given()).map(({ name, rights }) => [name, rights]));
    expect(rows).toMatchObject({
      audit_entry: 'SELECT, INSERT',
      audit_head: 'SELECT',
      decision: 'SELECT, INSERT',
      revision: 'SELECT, INSERT, UPDATE (state)',
      transition: 'SELECT, INSERT',
      transition_archive: 'SELECT',
    });
    expect(Object.entries(rows).filter(([, rights]) => rights.includes('TOO MUCH'))).toEqual([]);
  });

  it('may run every statement that the stores hold in words', async () => {
    const rights = new Map((await given()).map((one) => [one.name, one.rights]));
    const lacking = storeSources().flatMap(({ file, text }) =>
      [...text.matchAll(STATEMENT)].flatMap(([, verb, table]) => {
        const right = verb!.split(' ', 1)[0]!;
        const isHeld = !rights.has(table!) || rights.get(table!)!.includes(right);
        return isHeld ? [] : [`${file}: ${right} on ${table}, see prisma/grants.sql`];
      }),
    );
    expect(lacking).toEqual([]);
  });

  it('may neither change nor delete what is append-only', async () => {
    const appendOnly = (await given()).filter((one) => one.isAppendOnly);
    expect(appendOnly.length).toBeGreaterThan(10);
    for (const { name, rights } of appendOnly)
      expect([name, rights]).toEqual([name, expect.not.stringMatching(/UPDATE|DELETE/)]);
  });

  it.each([
    ['a new table', 'CREATE TABLE mine (id INT)'],
    ['a new table of its session', 'CREATE TEMPORARY TABLE mine (id INT)'],
    ['a new schema', 'CREATE SCHEMA mine'],
    ['a new function', 'CREATE FUNCTION mine() RETURNS INT LANGUAGE sql AS $$ SELECT 1 $$'],
    ['another column', 'ALTER TABLE audit_entry ADD COLUMN mine INT'],
    ['a table gone', 'DROP TABLE audit_entry'],
    ['a trigger off', 'ALTER TABLE audit_entry DISABLE TRIGGER ALL'],
    ['triggers off for a session', 'SET session_replication_role = replica'],
    ['an entry edited', "UPDATE audit_entry SET reason = 'x'"],
    ['an entry deleted', 'DELETE FROM audit_entry'],
    ['the log emptied', 'TRUNCATE audit_entry'],
    ['the head moved', 'UPDATE audit_head SET seq = seq + 1'],
    ['a transition archived', 'SELECT archive_transitions(now(), 0, 1)'],
    ['another role', 'SET ROLE postgres'],
  ])('may not have %s', async (_, sql) => {
    // The rights of a database are the cluster's, and a clone has none of them: taken as `migrate` takes them.
    await database.query(
      `DO $$ BEGIN EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
    );
    await refused(sql);
  });

  it.each([
    ['after a gap', 5, '(SELECT hash FROM audit_head)'],
    ['beside the end', 1, "repeat('f', 64)"],
  ])('cannot add an entry that does not follow the end of the chain: %s', async (_, step, previous) => {
    const insert = `INSERT INTO audit_entry (seq, at, actor_kind, actor_name, role, action, subject_type, subject_id, previous, hash)
      SELECT seq + ${step}, now(), 'SYSTEM', 'x', 'SYSTEM', 'x', 'x', 'x', ${previous}, 'x' FROM audit_head`;
    await expect(service.query(insert)).rejects.toThrow('does not follow the end of the chain');
  });

  it('moves the head with the entries that it adds, several at once', async () => {
    await service.query(`INSERT INTO audit_entry (seq, at, actor_kind, actor_name, role, action, subject_type, subject_id, previous, hash)
      SELECT h.seq + n, now(), 'SYSTEM', 'x', 'SYSTEM', 'x', 'x', 'x', CASE n WHEN 1 THEN h.hash ELSE 'h' || (n - 1) END, 'h' || n
      FROM audit_head h, generate_series(1, 3) n`);
    expect(await database.query('SELECT seq::int, hash FROM audit_head')).toEqual([{ seq: 3, hash: 'h3' }]);
  });

  it.each(['UPDATE audit_head SET seq = 1', "UPDATE audit_head SET seq = 99, hash = 'x'", 'DELETE FROM audit_head'])(
    'even the owner does not get it back, or onto nothing: %s',
    async (sql) => {
      await expect(database.query(sql)).rejects.toThrow('moves forward');
    },
  );
});
