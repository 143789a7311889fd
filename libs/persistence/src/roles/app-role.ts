import { readFileSync } from 'node:fs';
import pg from 'pg';
import { connectForStart, placeOf } from '../migrate/connect.js';
import { StartRefusal } from '../start-refusal.js';

/** The role of the service where Marquee makes it itself. */
export const APP_ROLE = 'marquee_app';

/** A role that API and scheduler connect with. */
export interface AppRole {
  readonly name: string;
  /** Null: the role is there, and its password is its operator's. */
  readonly password: string | null;
  /** KEEP: a role that is there keeps its password; SET: it gets this one. */
  readonly existing: 'KEEP' | 'SET';
}

/** Grants change one catalog row for all: of two processes that prepare one database the second waits. */
const LOCK = 72_707_370;

/**
 * Gives the role of the service what prisma/grants.sql says, and nothing besides, in one transaction: who is connected as it
 * meanwhile has the old rights or the new ones. Made when missing and a password is known. To be called after the migrations, as
 * the owner.
 *
 * @param grantsFile absolute
 * @throws StartRefusal when the role is missing, or is one that grants cannot bind: a superuser, or the owner of the tables
 */
export async function grantAppRole(ownerUrl: string, grantsFile: string, role: AppRole): Promise<void> {
  const client = await connectForStart(ownerUrl, 'marquee-migrate');
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await ensureRole(client, role, placeOf(ownerUrl));
    await refuseUnbound(client, role.name);
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    await client.query(grantsFor(readFileSync(grantsFile, 'utf8'), role.name, rows[0]!.name));
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw inWords(error, role.name);
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, { name, password, existing }: AppRole, place: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const isThere = rowCount === 1;
  const [role, secret] = [pg.escapeIdentifier(name), pg.escapeLiteral(password ?? '')];
  if (!isThere && password === null)
    throw new StartRefusal(
      `The PostgreSQL at ${place} has no role "${name}", which --app-role names.`,
      `Make it, with a password of its own: CREATE ROLE ${role} LOGIN PASSWORD '...'; then migrate again. Or set DATABASE_APP_URL, from which it is made.`,
    );
  if (!isThere)
    await client.query(
      `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${secret}`,
    );
  else if (existing === 'SET') await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${secret}`);
}

async function refuseUnbound(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ super: boolean; owner: string | null }>(
    `SELECT r.rolsuper OR r.rolbypassrls AS super, (SELECT min(c.relowner::regrole::text) FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owner
     FROM pg_roles r WHERE r.rolname = $1`,
    [name],
  );
  const { super: isSuper, owner } = rows[0]!;
  if (!isSuper && owner === null) return;
  throw new StartRefusal(
    isSuper
      ? `The role "${name}" is a superuser (or passes by row security): no grant binds it.`
      : `The role "${name}" is the owner of Marquee's tables (${owner}), or a member of it: no grant binds it.`,
    'Give the service a role of its own: CREATE ROLE marquee_app LOGIN PASSWORD ..., and name that one.',
  );
}

/** The grants for one role of one database; the names in it are those that psql would put in. */
export function grantsFor(sql: string, role: string, database: string): string {
  return sql
    .replaceAll(':"app_role"', pg.escapeIdentifier(role))
    .replaceAll(':"DBNAME"', pg.escapeIdentifier(database));
}

const NOT_ALLOWED = '42501';

function inWords(error: unknown, name: string): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (code !== NOT_ALLOWED) return error;
  return new StartRefusal(
    `The role "${name}" cannot be given what the service needs: ${message}.`,
    'Migrate as the owner of the tables and of the schema public; to make the role too, as one that may (CREATEROLE).',
    { cause: error },
  );
}
