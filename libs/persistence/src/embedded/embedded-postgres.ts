/**
 * A PostgreSQL of our own, for newcomers and tests: the server from the npm package's binaries, its cluster in
 * `<dataFolder>/postgres`, reachable from this machine only.
 *
 * Three processes take part: we, the server, and a small shell, the watchdog. Whoever of them is killed, nothing stays
 * behind: when we die, the watchdog stops the server; when the watchdog dies, we stop the server; when the server dies,
 * `exited` resolves and whoever started us stops the rest. Only the end of two at the same moment leaves a server behind;
 * the next start then names it and refuses, and so never do two servers share a folder.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StartRefusal } from '../start-refusal.js';
import { CLUSTER_USER, knownPassword, makeDataFolder, prepareCluster, type Cluster } from './cluster.js';
import { refuseRunningServer, runningPort } from './running-server.js';
import { findServerBinaries } from './server-binaries.js';
import { startServerProcess, type ServerEnd, type ServerProcess } from './server-process.js';
import { chooseServerUser, firstClosedTo, type ServerUser } from './server-user.js';
import { fileTrouble, reasonIn, troubleIn } from './start-trouble.js';

export interface EmbeddedPostgresOptions {
  /** Absolute; made when missing, and then closed to other users. */
  readonly dataFolder: string;
  /** One line that the server printed, without its line end. */
  readonly log: (line: string) => void;
  /** 1 to 65535 on 127.0.0.1; default: any that is free. */
  readonly port?: number;
  /** Default true. False is quicker and for tests: a crash of the machine may lose everything. */
  readonly durable?: boolean;
}

export interface PostgresExit {
  /** True when `stop` was called. */
  readonly wanted: boolean;
  /** What happened, for people: one sentence. */
  readonly message: string;
}

export interface EmbeddedPostgres {
  /** `postgresql://user:password@127.0.0.1:port/marquee`: a secret, not for logs. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly watchdogPid: number;
  /** Ends connections that are still open, writes everything, and waits until nothing is left. May be called twice. */
  stop(): Promise<void>;
  /** Resolves, never rejects, when the server has ended for any reason. */
  readonly exited: Promise<PostgresExit>;
}

const DATABASE = 'marquee';
/** Recovery after a crash may take a while; a server that is still not ready then hangs. */
const READY_WITHIN_MS = 120_000;
const READY_POLL_MS = 50;
const CONNECT_TIMEOUT_MS = 2_000;
/** Another program may take the chosen port in the moment before the server does. */
const PORT_ATTEMPTS_MAX = 3;

/**
 * @throws StartRefusal when it cannot run here: another start uses the folder, the folder was made by another version or
 *   may not be used, the disk is full, there are no binaries for this platform, or the port given is taken
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, durable = true, log } = options;
  const user = userFor(dataFolder);
  const binaries = await findServerBinaries(user);
  makeDataFolder(dataFolder, user);
  refuseClosedFolder(dataFolder, user);
  const cluster = await prepareCluster(dataFolder, binaries, user);
  for (let attempt = 1; ; attempt += 1) {
    refuseRunningServer(cluster.folder);
    const port = options.port ?? (await freePort());
    const server = startServerProcess({ cluster: cluster.folder, port, durable, log }, binaries, user);
    try {
      return await whenReady(server, port, cluster);
    } catch (error) {
      await server.stop();
      const retry = options.port === undefined && attempt < PORT_ATTEMPTS_MAX && portWasTaken(server);
      if (retry) continue;
      throw portWasTaken(server) ? takenPort(port) : error;
    }
  }
}

/** The database of the start that uses a data folder now, as its owner; null: none does. A secret, not for logs. */
export function runningEmbeddedUrl(dataFolder: string): string | null {
  const port = runningPort(join(dataFolder, 'postgres'));
  return port === null ? null : urlFor(knownPassword(dataFolder), port, DATABASE);
}

function urlFor(password: string, port: number, database: string): string {
  return `postgresql://${CLUSTER_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

function userFor(dataFolder: string): ServerUser {
  try {
    return chooseServerUser(`${dataFolder}/postgres`);
  } catch (error) {
    throw fileTrouble(error, dataFolder);
  }
}

function portWasTaken(server: ServerProcess): boolean {
  return server.words.text().includes('could not bind IPv4 address');
}

function refuseClosedFolder(dataFolder: string, user: ServerUser): void {
  if (user.ids === undefined) return;
  const entered = spawnSync('/bin/sh', ['-c', 'cd -- "$0"', dataFolder], { ...user.ids, cwd: '/', env: {} });
  if (entered.status === 0) return;
  const closed = firstClosedTo(dataFolder, user) ?? dataFolder;
  throw new StartRefusal(
    `PostgreSQL runs as the user "${user.name}", who may not enter ${closed} on the way to the data folder ${dataFolder}.`,
    `Let that user through (chmod o+x ${closed}), set MARQUEE_DATA to a folder elsewhere (/var/lib/marquee), start as an ordinary user, or set DATABASE_URL.`,
  );
}

function takenPort(port: number): StartRefusal {
  return new StartRefusal(
    `The port ${port} on 127.0.0.1, meant for the embedded PostgreSQL, is taken by another program.`,
    'Set MARQUEE_PG_PORT to a free port, or unset it to have one chosen.',
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

async function whenReady(server: ServerProcess, port: number, cluster: Cluster): Promise<EmbeddedPostgres> {
  const urlOf = (database: string) => urlFor(cluster.password, port, database);
  let ended: ServerEnd | null = null;
  void server.ended.then((end) => (ended = end));
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await makeDatabase(urlOf('postgres')))) {
    if (ended !== null) throw troubleIn(server.words.text(), cluster.folder);
    if (performance.now() > deadline)
      throw troubleIn(`FATAL: not ready within ${READY_WITHIN_MS / 1000} s`, cluster.folder);
    await wait(READY_POLL_MS);
  }
  return {
    url: urlOf(DATABASE),
    port,
    pid: server.pid,
    watchdogPid: server.watchdogPid,
    stop: () => server.stop(),
    exited: server.ended.then((end) => ({ wanted: end.wanted, message: describeEnd(end, server) })),
  };
}

/** What a server answers, or a connection says, while it is not ready yet. */
const NOT_READY = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03']);

/** @returns false while the server does not take connections yet */
async function makeDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (NOT_READY.has(code ?? '') || /terminated|timeout/.test(message)) return false;
    throw code === '28P01' ? wrongPassword(error) : error;
  }
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return true;
  } catch (error) {
    throw troubleIn(`ERROR: ${(error as Error).message}`, 'the data folder');
  } finally {
    await client.end();
  }
}

function wrongPassword(cause: unknown): StartRefusal {
  return new StartRefusal(
    'The password in the file postgres-password of the data folder is not that of the database beside it.',
    'Put the file back from a backup of the same folder, or set MARQUEE_DATA to an empty folder to begin anew.',
    { cause },
  );
}

function describeEnd(end: ServerEnd, server: ServerProcess): string {
  if (end.wanted) return 'PostgreSQL has stopped.';
  if (end.unguarded) return 'The watchdog of PostgreSQL was killed, so PostgreSQL was stopped.';
  const how = end.signal === null ? `code ${end.code}` : `signal ${end.signal}`;
  const reason = reasonIn(server.words.text());
  return `PostgreSQL has ended by itself (${how}${reason === null ? '' : `: ${reason}`}).`;
}
