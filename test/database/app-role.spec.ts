import { resolve } from 'node:path';
import { APP_ROLE, Database, grantAppRole, ServiceRole, StartRefusal } from '#persistence';
import { cloneTestDatabase, type ClonedDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const GRANTS = resolve('prisma/grants.sql');

describe('granting the role of the service', () => {
  let database: ClonedDatabase;
  const made: string[] = [];
  beforeAll(async () => {
    database = await cloneTestDatabase();
  });
  afterAll(async () => {
    for (const name of made) await database.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    await database.drop();
  });

  const grant = (name: string, password: string | null = null) =>
    grantAppRole(database.ownerUrl, GRANTS, { name, password, existing: 'KEEP' });
  const refusal = (name: string) =>
    grant(name).then(
      () => null,
      (error: unknown) => (error instanceof StartRefusal ? `${error.message} ${error.cure}` : error),
    );
  const rights = (name: string) =>
    database.query(
      `SELECT table_name, string_agg(privilege_type, ', ' ORDER BY 1) AS rights FROM information_schema.column_privileges
       WHERE grantee = $1 GROUP BY 1 ORDER BY 1`,
      [name],
    );

  it('makes it when its password is known, with the rights of the file and no other', async () => {
    made.push('role_made');
    await grant('role_made', `it's "secret"`);
    expect(await rights('role_made')).toEqual(await rights(APP_ROLE));
    const flags = await database.query(
      "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = 'role_made'",
    );
    expect(Object.values(flags[0]!)).toEqual([true, false, false, false, false]);
  });

  it('takes what was given besides, and may be repeated', async () => {
    made.push('role_again');
    await grant('role_again', 'x');
    await database.query(
      'GRANT UPDATE, DELETE ON audit_entry TO role_again; GRANT CREATE ON SCHEMA public TO role_again',
    );
    await grant('role_again');
    expect(await rights('role_again')).toEqual(await rights(APP_ROLE));
    expect(await database.query("SELECT has_schema_privilege('role_again', 'public', 'CREATE') AS may")).toEqual([
      { may: false },
    ]);
  });

  it('refuses a role that is not there, and says how to make it', async () => {
    expect(await refusal('nobody_there')).toMatch(/has no role "nobody_there".*CREATE ROLE "nobody_there" LOGIN/s);
  });

  it('refuses a superuser and who owns the tables: no grant binds them', async () => {
    made.push('role_owner');
    expect(await refusal('postgres')).toContain('is a superuser');
    await database.query('CREATE ROLE role_owner LOGIN; ALTER TABLE surface OWNER TO role_owner');
    expect(await refusal('role_owner')).toContain("is the owner of Marquee's tables");
    await database.query('ALTER TABLE surface OWNER TO postgres');
  });

  it.each([
    ['ownerUrl', true],
    ['url', false],
  ] as const)('a process that is connected by %s is told so by itself: %s', async (by, isWarned) => {
    const connected = new Database({ url: database[by], poolMax: 1, applicationName: 'test' });
    const warnings: string[] = [];
    const role = new ServiceRole(connected, (message) => warnings.push(message));
    role.learn();
    await until('it is known', () => (role as unknown as { known: string | null }).known !== null);
    expect(
      await role.check().then(
        () => 'silent',
        (error: Error) => error.message,
      ),
    ).toMatch(isWarned ? /as a superuser, who may change the schema and the log/ : /^silent$/);
    expect(warnings).toHaveLength(isWarned ? 1 : 0);
    await connected.close();
  });
});
