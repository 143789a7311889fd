import { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.js';
import { SingleConnection } from './single-connection.js';

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** Connections of this process, 1 to 100. */
  readonly poolMax: number;
  /** Shown in pg_stat_activity: which process holds what. */
  readonly applicationName: string;
  /** One connection for everything, on which changes of the programme are heard, too; `poolMax` says nothing then. False unless given. */
  readonly isSingle?: boolean;
  /** A transaction in which nothing was sent for so long is undone, and lets go of its rows. 5,000 milliseconds unless given. */
  readonly silentMaxMs?: number;
  /** A connection on which no byte moved for so long is given up. 12,000 milliseconds unless given. */
  readonly unheardMaxMs?: number;
}

/** Nobody waits longer than this for a free connection; without it a stalled database would hang every request. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const SILENT_MS_MAX = 5_000;
/** Longer than any statement may take, so that only a connection is given up on whose other end nobody answers. */
const UNHEARD_MS_MAX = STATEMENT_TIMEOUT_MS + 2_000;
/** How often a running statement looks whether its client still lives; 0, PostgreSQL's default, would keep a dead one's locks. */
const CLIENT_CONNECTION_CHECK = '2s';

/**
 * A statement that begins so is parsed and planned once by each connection, and remembered under that name: a large one that is asked often, of
 * which planning takes most of the time. Its text is always the same, and what differs from time to time a value; its plan is made anew when
 * a table of it is analyzed or altered. Any other has no name, and is planned each time.
 */
const PREPARED = /^\/\* prepared (\w+) \*\//;

/** The Prisma client behind a database, for the stores and read models of this lib; `index.ts` does not export it. */
export let prismaOf: (database: Database) => PrismaClient;

/** The pool of one process. Everything of Prisma stays behind it. */
export class Database {
  readonly #client: PrismaClient;
  readonly #single: SingleConnection | null;

  static {
    prismaOf = (database) => database.#client;
  }

  constructor(options: DatabaseOptions) {
    const config = {
      connectionString: options.url,
      max: options.poolMax,
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: options.silentMaxMs ?? SILENT_MS_MAX,
      keepAlive: true,
      stream: () => socketHeardWithin(options.unheardMaxMs ?? UNHEARD_MS_MAX),
      options: `-c client_connection_check_interval=${CLIENT_CONNECTION_CHECK}`,
    };
    this.#single = options.isSingle === true ? new SingleConnection(config) : null;
    const adapter = new PrismaPg(this.#single?.pool ?? config, {
      disposeExternalPool: true,
      statementNameGenerator: ({ sql }) => PREPARED.exec(sql)?.[1] ?? '',
    });
    this.#client = new PrismaClient({ adapter });
  }

  /** Null: changes are heard on another connection than this. */
  get single(): SingleConnection | null {
    return this.#single;
  }

  /** Resolves when the database answers; rejects within a few seconds when it does not. For readiness. */
  async ping(): Promise<void> {
    await this.#client.$queryRaw`SELECT 1`;
  }

  /** What the process is connected as: the service's own role, or one that its grants do not bind. */
  async connectedAs(): Promise<ConnectedAs> {
    const rows = await this.#client.$queryRaw<{ kind: ConnectedAs }[]>`
      SELECT CASE WHEN r.rolsuper THEN 'SUPERUSER' WHEN pg_has_role(c.relowner, 'MEMBER') THEN 'OWNER' ELSE 'SERVICE' END AS kind
      FROM pg_roles r, pg_class c WHERE r.rolname = current_user AND c.oid = 'public.audit_entry'::regclass`;
    return rows[0]!.kind;
  }

  async close(): Promise<void> {
    await this.#client.$disconnect();
  }
}

/**
 * A socket that ends with an error when nothing went in or out of it for a while.
 *
 * A link that dies without a word leaves a statement unanswered until TCP gives up, a quarter of an hour later, and everyone waits who needs
 * the connection; `statement_timeout` is the server's, and cannot be heard then. An idle connection of the pool ends so, too.
 */
function socketHeardWithin(ms: number): Socket {
  const socket = new Socket();
  // Before that it is bounded by whoever connects it, and nobody listens to its errors.
  socket.once('connect', () => {
    socket.setTimeout(ms, () => {
      socket.destroy(new Error(`Connection terminated: nothing came from the database for ${ms} ms.`));
    });
  });
  return socket;
}

/** SUPERUSER and OWNER may change the schema and the log, whatever the grants say; the service should not be one of them. */
export type ConnectedAs = 'SUPERUSER' | 'OWNER' | 'SERVICE';

/** What a constraint of the database refused: its SQLSTATE class, and the constraint when it was named. */
export interface Violation {
  readonly kind: 'UNIQUE' | 'EXCLUSION' | 'CHECK' | 'FOREIGN_KEY';
  readonly detail: string;
}

const VIOLATIONS: Readonly<Record<string, Violation['kind']>> = {
  '23505': 'UNIQUE',
  '23P01': 'EXCLUSION',
  '23514': 'CHECK',
  '23503': 'FOREIGN_KEY',
  P2002: 'UNIQUE',
  P2003: 'FOREIGN_KEY',
};

/** The constraint violation behind an error, or null when it is something else. */
export function violationOf(error: unknown): Violation | null {
  const kind = [sqlStateOf(error), codeOf(error)]
    .map((code) => VIOLATIONS[code ?? ''])
    .find((found) => found !== undefined);
  return kind === undefined ? null : { kind, detail: error instanceof Error ? error.message : '' };
}

/** SQLSTATE of an error that came from PostgreSQL, or null. */
export function sqlStateOf(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const meta = error.meta as { driverAdapterError?: { cause?: { originalCode?: string } } } | undefined;
  return meta?.driverAdapterError?.cause?.originalCode ?? null;
}

function codeOf(error: unknown): string | null {
  return error instanceof Prisma.PrismaClientKnownRequestError ? error.code : null;
}

/** True when a text held what PostgreSQL cannot keep: the NUL, or in JSON half of a surrogate pair, in whatever part of an input that nobody judged. */
export function isUnstorableText(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === '22021' || state === '22P05') return true;
  // JSON that we write is broken in no other way.
  return state === '22P02' && error instanceof Error && error.message.includes('invalid input syntax for type json');
}

/** SQLSTATE classes and codes that say: the database, not the statement. */
const FAULT_STATES = /^(08|57P|53)/;
const FAULT_CODES = [
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
];
const FAULT_WORDS =
  /timeout exceeded when trying to connect|connection terminated|server closed the connection|can't reach database|database .* does not (exist|accept)|not currently accepting connections|connection.*(closed|refused)|connection error and is not queryable/i;

/** True when an error says that the database cannot be reached or asked now, whatever was asked of it. */
export function isDatabaseFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    FAULT_CODES.includes(code) ||
    FAULT_STATES.test(sqlStateOf(error) ?? '') ||
    FAULT_WORDS.test(error.message) ||
    isDatabaseFault(error.cause)
  );
}
